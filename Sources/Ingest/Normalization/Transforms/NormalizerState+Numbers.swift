import ECS

extension NormalizerState {
  /// A value fitted to the type of its target; `nil` when it cannot be.
  mutating func coerced(_ cell: Cell, _ coercion: Coercion, _ builder: inout BatchBuilder) -> Cell? {
    switch coercion {
    case .none: return cell
    case .text: return cell.kind == .string ? cell : asText(cell, &builder)
    case .integer: return integer(cell, &builder)
    case .ip: return cell.kind == .string ? address(cell, &builder) : nil
    case .date: return date(cell, &builder)
    case .boolean: return boolean(cell, &builder)
    }
  }

  private func make(_ value: Int64?, _ kind: Cell.Kind = .int) -> Cell? {
    value.map { Cell(field: FieldID(rawValue: 0), kind: kind, bits: UInt64(bitPattern: $0)) }
  }

  /// A number without a fraction, or text that is one: decimal, or hexadecimal after `0x`.
  func integer(_ cell: Cell, _ builder: inout BatchBuilder) -> Cell? {
    switch cell.kind {
    case .int: return cell
    case .bool: return make(cell.int)
    case .double: return make(Int64(exactly: cell.double))
    case .string, .numeral:
      return make(
        builder.withBytes(of: cell) { text in
          if let value = FoldedText.integer(text) { return value }
          let isHex = text.count > 2 && text[0] == 0x30 && text[1] | 0x20 == UInt8(ascii: "x")
          return isHex ? Self.hexadecimal(text.extracting(2..<text.count)) : nil
        })
    default: return nil
    }
  }

  /// Text of hexadecimal digits, `0x` in front or not.
  func hexInteger(_ cell: Cell, _ builder: inout BatchBuilder) -> Cell? {
    guard cell.kind == .string else { return cell.kind == .int ? cell : nil }
    return make(
      builder.withBytes(of: cell) { text in
        let isMarked = text.count > 2 && text[0] == 0x30 && text[1] | 0x20 == UInt8(ascii: "x")
        return Self.hexadecimal(isMarked ? text.extracting(2..<text.count) : text.extracting(0..<text.count))
      })
  }

  static func hexadecimal(_ text: borrowing Span<UInt8>) -> Int64? {
    guard (1...16).contains(text.count) else { return nil }
    var value: UInt64 = 0
    for index in text.indices {
      let byte = text[index]
      let digit: UInt8
      if byte &- 0x30 < 10 {
        digit = byte &- 0x30
      } else if (byte | 0x20) &- 0x61 < 6 {
        digit = (byte | 0x20) &- 0x57
      } else {
        return nil
      }
      value = value << 4 | UInt64(digit)
    }
    return Int64(exactly: value)
  }

  /// True or false from truth values, 0 and 1, and the words for them; `%%1842` and `%%1843` are yes and no in Windows'
  /// security events.
  func boolean(_ cell: Cell, _ builder: inout BatchBuilder) -> Cell? {
    switch cell.kind {
    case .bool: return cell
    case .int: return cell.int == 0 || cell.int == 1 ? make(cell.int, .bool) : nil
    case .string:
      let value: Int64? = builder.withBytes(of: cell) { text in
        for word in Self.yes where FoldedText.isEqual(text, word) { return 1 }
        for word in Self.no where FoldedText.isEqual(text, word) { return 0 }
        return nil
      }
      return make(value, .bool)
    default: return nil
    }
  }

  /// The address that a text is, an IPv4-mapped one without its `::ffff:`; `nil` for other text.
  func address(_ cell: Cell, _ builder: inout BatchBuilder) -> Cell? {
    let range: Range<Int>? = builder.withBytes(of: cell) { text in
      if IPAddress(dotted: text) != nil { return 0..<text.count }
      guard let address = IPAddress(text) else { return nil }
      var end = text.count
      for index in text.indices where text[index] == UInt8(ascii: "%") { end = min(end, index) }
      let isMapped =
        address.isV4 && TextCut.hasPrefix(Self.mappedPrefix, text) && TextCut.last([0x2E], in: text) != nil
      return (isMapped ? 7 : 0)..<end
    }
    return range.flatMap { part(cell, $0) }
  }

  private static let yes = ["true", "yes", "1", "%%1842"].map { Array($0.utf8) }
  private static let no = ["false", "no", "0", "%%1843"].map { Array($0.utf8) }
  private static let mappedPrefix = Array("::ffff:".utf8)

  // MARK: Times

  /// A time in ISO 8601 or near it; times stay, numbers are milliseconds since 1970 as in Elasticsearch.
  func date(_ cell: Cell, _ builder: inout BatchBuilder) -> Cell? {
    switch cell.kind {
    case .date: return cell
    case .string: return make(builder.withBytes(of: cell) { Timestamp(iso8601: $0)?.nanoseconds }, .date)
    case .int: return epochTime(cell, digits: 6, &builder)
    default: return nil
    }
  }

  /// A FILETIME (ticks of 100 ns since 1601, decimal or hexadecimal) or ISO 8601.
  func windowsDate(_ cell: Cell, _ builder: inout BatchBuilder) -> Cell? {
    if let ticks = integer(cell, &builder) {
      guard ticks.int > 0 else { return nil }
      return make(Timestamp(fileTime: UInt64(ticks.int))?.nanoseconds, .date)
    }
    return date(cell, &builder)
  }

  /// A number of units since 1970, the unit being ten to the `digits` nanoseconds; fractions count.
  func epochTime(_ cell: Cell, digits: Int, _ builder: inout BatchBuilder) -> Cell? {
    switch cell.kind {
    case .date: return cell
    case .int: return make(Self.scaled(cell.int, digits), .date)
    case .double:
      var factor = 1.0
      for _ in 0..<digits { factor *= 10 }
      return make(Int64(exactly: (cell.double * factor).rounded()), .date)
    case .string, .numeral: return make(builder.withBytes(of: cell) { Self.decimal($0, digits) }, .date)
    default: return nil
    }
  }

  private static func scaled(_ value: Int64, _ digits: Int) -> Int64? {
    var result = value
    for _ in 0..<digits {
      let (product, overflow) = result.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      result = product
    }
    return result
  }

  /// A decimal number times ten to the `digits`, without rounding through binary fractions.
  private static func decimal(_ text: borrowing Span<UInt8>, _ digits: Int) -> Int64? {
    var point = text.count
    for index in text.indices where text[index] == UInt8(ascii: ".") { point = min(point, index) }
    guard let whole = FoldedText.integer(text.extracting(0..<point)), let base = scaled(whole, digits) else {
      return nil
    }
    var fraction: Int64 = 0
    for place in 0..<digits {
      let index = point + 1 + place
      var digit: UInt8 = 0
      if index < text.count {
        digit = text[index] &- 0x30
        guard digit < 10 else { return nil }
      }
      fraction = fraction * 10 + Int64(digit)
    }
    let (sum, overflow) = base.addingReportingOverflow(text[0] == UInt8(ascii: "-") ? -fraction : fraction)
    return overflow ? nil : sum
  }
}
