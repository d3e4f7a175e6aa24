extension ModelDocument {
  /// The document as JSON without white space, every key, text and number as it was written. Only of documents that were
  /// read from JSON; of UBJSON it is empty.
  public func compactJSON() -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    /// The containers that are open: where each ends, its bracket, and whether a colon comes next.
    var open: [(end: Int, bracket: UInt8, isObject: Bool, isKey: Bool)] = []
    var index = 0
    var needsComma = false
    while index < nodes.count || !open.isEmpty {
      while let last = open.last, index >= last.end {
        output.append(last.bracket)
        open.removeLast()
        needsComma = true
      }
      guard index < nodes.count else { continue }
      if needsComma { output.append(0x2C) }
      let node = nodes[index]
      let raw = bytes[
        Int(node.start)..<Int(node.start) + (node.kind == .object || node.kind == .list ? 0 : Int(node.length))]
      needsComma = true
      switch node.kind {
      case .object, .list:
        let isObject = node.kind == .object
        output.append(isObject ? 0x7B : 0x5B)
        if let last = open.indices.last { open[last].isKey = true }
        open.append((Int(node.next), isObject ? 0x7D : 0x5D, isObject, true))
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
      case .decimal, .yes, .no, .null:
        output += raw
        if let last = open.indices.last { open[last].isKey = true }
      default: return []
      }
      index += 1
    }
    return output
  }
}
