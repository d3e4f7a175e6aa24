/// Names of sections as the feature set reads them.
enum SectionName {
  /// The name without zeros at its ends, without bytes that are no UTF-8, in lower case.
  static func folded(_ name: [UInt8]) -> [UInt8] {
    let start = name.firstIndex { $0 != 0 } ?? name.endIndex
    let end = (name.lastIndex { $0 != 0 } ?? -1) + 1
    guard start < end else { return [] }
    let trimmed = Array(name[start..<end])
    if trimmed.allSatisfy({ $0 < 0x80 }) { return trimmed.map { $0 >= 0x41 && $0 <= 0x5a ? $0 + 0x20 : $0 } }
    var text = ""
    for scalar in scalars(trimmed) { text.unicodeScalars.append(scalar) }
    return Array(text.lowercased().utf8)
  }

  /// The scalars of what is valid UTF-8; the rest is left out.
  private static func scalars(_ bytes: [UInt8]) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    var decoder = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    while true {
      switch decoder.parseScalar(from: &iterator) {
      case .valid(let encoded): result.append(Unicode.UTF8.decode(encoded))
      case .error: continue
      case .emptyInput: return result
      }
    }
  }
}
