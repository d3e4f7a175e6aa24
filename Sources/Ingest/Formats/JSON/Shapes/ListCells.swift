import ECS

/// Makes further fields of a list: its elements decoded from base64, or joined with blanks into one text.
struct ListCells: Sendable {
  /// What is made of one list.
  struct Rule: Sendable {
    var source: String
    var target: String
    var isBase64: Bool

    /// Each element decoded from base64 (protobuf's JSON form of bytes) becomes an element of `decoded`.
    init(_ source: String, decoded: String) {
      self.source = source
      target = decoded
      isBase64 = true
    }

    /// All elements, with blanks between, become the value of `joined`.
    init(_ source: String, joined: String) {
      self.source = source
      target = joined
      isBase64 = false
    }
  }

  private let rules: [(source: FieldID, target: FieldID, isBase64: Bool)]

  init(_ rules: [Rule]) {
    self.rules = rules.map { (FieldID.named($0.source), FieldID.named($0.target), $0.isBase64) }
  }

  /// Adds the fields to the current row.
  func apply(to builder: inout BatchBuilder) {
    for rule in rules where builder.rowIndex(of: rule.target) == nil {
      var elements: [Cell] = []
      for index in 0..<builder.rowCellCount {
        let cell = builder[rowCell: index]
        if cell.field == rule.source, cell.kind == .string { elements.append(cell) }
      }
      guard !elements.isEmpty else { continue }
      if rule.isBase64 {
        for cell in elements { Self.decode(cell, rule.target, &builder) }
      } else {
        Self.join(elements, rule.target, &builder)
      }
    }
  }

  private static func join(_ elements: [Cell], _ target: FieldID, _ builder: inout BatchBuilder) {
    if elements.count == 1 {
      builder.append(elements[0].mapped(to: target))
      return
    }
    var joined: [UInt8] = []
    for (index, cell) in elements.enumerated() {
      if index > 0 { joined.append(0x20) }
      builder.withBytes(of: cell) { text in joined.append(copying: text) }
    }
    builder.append(target, utf8: joined.span, flags: .mapped)
  }

  private static func decode(_ cell: Cell, _ target: FieldID, _ builder: inout BatchBuilder) {
    var decoded: [UInt8] = []
    let isValid = builder.withBytes(of: cell) { text in base64(text, &decoded) }
    guard isValid else { return }
    var text: [UInt8] = []
    UTF8Text.appendRepaired(decoded.span, to: &text)
    builder.append(target, utf8: text.span, flags: [.mapped, .list])
  }

  /// Decodes base64 (RFC 4648 §4), padding optional; false when it is not.
  static func base64(_ text: borrowing Span<UInt8>, _ output: inout [UInt8]) -> Bool {
    var bits: UInt32 = 0
    var count = 0
    for index in text.indices {
      let byte = text[index]
      if byte == UInt8(ascii: "=") { break }
      guard let value = sextet(byte) else { return false }
      bits = bits << 6 | UInt32(value)
      count += 1
      if count % 4 != 1 { output.append(UInt8(truncatingIfNeeded: bits >> UInt32(6 - 2 * ((count - 1) % 4)))) }
    }
    return count % 4 != 1
  }

  private static func sextet(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x41...0x5A: byte - 0x41
    case 0x61...0x7A: byte - 0x61 + 26
    case 0x30...0x39: byte - 0x30 + 52
    case 0x2B, 0x2D: 62
    case 0x2F, 0x5F: 63
    default: nil
    }
  }
}
