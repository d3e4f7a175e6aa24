extension ModelDocument {
  /// The text of a text node, or nil when it is not valid.
  func text(of node: Node) -> String? {
    let range = Int(node.start)..<Int(node.start) + Int(node.length)
    switch node.kind {
    case .text: return String(validating: bytes[range], as: UTF8.self)
    case .escapedText: return unescape(range)
    default: return nil
    }
  }

  private func unescape(_ range: Range<Int>) -> String? {
    var units: [UInt8] = []
    units.reserveCapacity(range.count)
    var at = range.lowerBound
    while at < range.upperBound {
      guard bytes[at] == 0x5C else {
        units.append(bytes[at])
        at += 1
        continue
      }
      guard at + 1 < range.upperBound else { return nil }
      at += 2
      switch bytes[at - 1] {
      case 0x22, 0x5C, 0x2F: units.append(bytes[at - 1])
      case 0x62: units.append(0x08)
      case 0x66: units.append(0x0C)
      case 0x6E: units.append(0x0A)
      case 0x72: units.append(0x0D)
      case 0x74: units.append(0x09)
      case 0x75:
        guard var code = codeUnit(at, range.upperBound) else { return nil }
        at += 4
        if (0xD800...0xDBFF).contains(code) {
          guard at + 1 < range.upperBound, bytes[at] == 0x5C, bytes[at + 1] == 0x75,
            let low = codeUnit(at + 2, range.upperBound), (0xDC00...0xDFFF).contains(low)
          else { return nil }
          code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
          at += 6
        }
        guard let scalar = Unicode.Scalar(code) else { return nil }
        units += Array(String(Character(scalar)).utf8)
      default: return nil
      }
    }
    return String(validating: units, as: UTF8.self)
  }

  private func codeUnit(_ start: Int, _ end: Int) -> UInt32? {
    guard start + 4 <= end else { return nil }
    var code: UInt32 = 0
    for byte in bytes[start..<start + 4] {
      switch byte {
      case 0x30...0x39: code = code << 4 | UInt32(byte - 0x30)
      case 0x41...0x46, 0x61...0x66: code = code << 4 | UInt32((byte | 0x20) - 0x57)
      default: return nil
      }
    }
    return code
  }

  /// The number of a number node, or nil.
  func number(of node: Node) -> Double? {
    switch node.kind {
    case .decimal: decimal(Int(node.start), Int(node.length))
    case .int8, .uint8, .int16, .int32, .int64, .float32, .float64: binary(node.kind, at: Int(node.start))
    default: nil
    }
  }

  private func decimal(_ start: Int, _ length: Int) -> Double? {
    // Most numbers of a tree are small integers.
    if length <= 9 {
      var value = 0
      var at = start
      while at < start + length, (0x30...0x39).contains(bytes[at]) {
        value = value &* 10 &+ Int(bytes[at] - 0x30)
        at += 1
      }
      if at == start + length, length > 0 { return Double(value) }
    }
    return Double(String(decoding: bytes[start..<start + length], as: UTF8.self))
  }

  private func binary(_ kind: Kind, at start: Int) -> Double {
    func word(_ size: Int) -> UInt64 {
      var value: UInt64 = 0
      for index in 0..<size { value = value << 8 | UInt64(bytes[start + index]) }
      return value
    }
    switch kind {
    case .int8: return Double(Int8(bitPattern: bytes[start]))
    case .uint8: return Double(bytes[start])
    case .int16: return Double(Int16(truncatingIfNeeded: word(2)))
    case .int32: return Double(Int32(truncatingIfNeeded: word(4)))
    case .int64: return Double(Int64(bitPattern: word(8)))
    case .float32: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: word(4))))
    case .float64: return Double(bitPattern: word(8))
    default: return 0
    }
  }

  /// The numbers of a packed list.
  func unpack(_ node: Node) -> [Double] {
    let size: Int
    switch node.element {
    case .int8, .uint8: size = 1
    case .int16: size = 2
    case .int32, .float32: size = 4
    default: size = 8
    }
    return (0..<Int(node.length)).map { binary(node.element, at: Int(node.start) + $0 * size) }
  }

  /// The path from the root to a value: only errors ask, so it is searched then.
  func path(to target: Int) -> String {
    var path = ""
    var container = 0
    while container != target {
      let node = nodes[container]
      let isObject = node.kind == .object
      guard isObject || node.kind == .list else { break }
      var position = container + 1
      var found = false
      for member in 0..<Int(node.length) {
        let value = isObject ? position + 1 : position
        let next = Int(nodes[value].next)
        if value <= target, target < next {
          if isObject {
            path += (path.isEmpty ? "" : ".") + (text(of: nodes[position]) ?? "?")
          } else {
            path += "[\(member)]"
          }
          container = value
          found = true
          break
        }
        position = next
      }
      if !found { break }
    }
    return path
  }
}
