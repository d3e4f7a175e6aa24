extension JSONDocument {
  /// The document as JSON without white space, every key, text and number as it was written; nil for UBJSON.
  public func compactJSON() -> [UInt8]? {
    guard isJSON else { return nil }
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    /// The containers that are open: where each ends, its bracket, and whether a key comes next.
    var open: [(end: Int, bracket: UInt8, isObject: Bool, isKey: Bool)] = []
    var index = 0
    var needsComma = false
    while index < entries.count || !open.isEmpty {
      while let last = open.last, index >= last.end {
        output.append(last.bracket)
        open.removeLast()
        needsComma = true
      }
      guard index < entries.count else { continue }
      if needsComma { output.append(0x2C) }
      let entry = entries[index]
      let isContainer = entry.kind == .object || entry.kind == .list
      let raw = bytes[Int(entry.start)..<Int(entry.start) + (isContainer ? 0 : Int(entry.length))]
      needsComma = true
      switch entry.kind {
      case .object, .list:
        let isObject = entry.kind == .object
        output.append(isObject ? 0x7B : 0x5B)
        if let last = open.indices.last { open[last].isKey = true }
        open.append((Int(entry.next), isObject ? 0x7D : 0x5D, isObject, true))
        needsComma = false
      case .text, .escapedText:
        output.append(0x22)
        output += raw
        output.append(0x22)
        if let last = open.indices.last, open[last].isObject {
          if open[last].isKey {
            output.append(0x3A)
            needsComma = false
          }
          open[last].isKey.toggle()
        }
      default:
        output += raw
        if let last = open.indices.last { open[last].isKey = true }
      }
      index += 1
    }
    return output
  }
}
