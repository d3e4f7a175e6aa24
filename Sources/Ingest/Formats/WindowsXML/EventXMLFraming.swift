import ECS

/// Finds `<Event>` elements in a text that may hold anything else around them: a list element, columns of a table, line
/// ends, log prefixes.
enum EventXMLFraming {
  /// The index of the next `<Event` that begins an element of that name.
  static func nextStart(_ text: borrowing Span<UInt8>, from start: Int) -> Int? {
    var index = start
    while let hit = text.firstRange(of: "<Event", from: index) {
      guard hit.upperBound < text.count else { return nil }
      let byte = text[hit.upperBound]
      if byte <= 0x20 || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") { return hit.lowerBound }
      index = hit.upperBound
    }
    return nil
  }

  /// The index behind the next `</Event>`.
  static func nextEnd(_ text: borrowing Span<UInt8>, from start: Int) -> Int? {
    text.firstRange(of: "</Event>", from: start)?.upperBound
  }

  /// How quotes inside an event are written when the event is itself a quoted value.
  enum Quoting { case none, doubled, backslash }

  /// Tells by the first attribute's value (`xmlns=""http` or `xmlns=\"http`).
  static func quoting(_ text: borrowing Span<UInt8>, _ range: Range<Int>) -> Quoting {
    let limit = min(range.upperBound, range.lowerBound + 2_048)
    guard let equals = text.firstIndex(of: UInt8(ascii: "="), from: range.lowerBound, to: limit), equals + 3 < limit
    else { return .none }
    if text[equals + 1] == UInt8(ascii: "\\"), text[equals + 2] == UInt8(ascii: "\"") { return .backslash }
    guard text[equals + 1] == UInt8(ascii: "\""), text[equals + 2] == UInt8(ascii: "\"") else { return .none }
    let next = text[equals + 3]
    return next <= 0x20 || next == UInt8(ascii: ">") || next == UInt8(ascii: "/") ? .none : .doubled
  }

  /// Appends an event without the quoting.
  static func appendUnquoted(
    _ text: borrowing Span<UInt8>, _ range: Range<Int>, _ quoting: Quoting, to output: inout [UInt8]
  ) {
    let mark: UInt8 = quoting == .doubled ? UInt8(ascii: "\"") : UInt8(ascii: "\\")
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = text[index]
      index += 1
      guard byte == mark, index < range.upperBound else {
        output.append(byte)
        continue
      }
      let next = text[index]
      if quoting == .doubled {
        output.append(byte)
        if next == mark { index += 1 }
        continue
      }
      index += 1
      switch next {
      case UInt8(ascii: "n"): output.append(0x0A)
      case UInt8(ascii: "r"): output.append(0x0D)
      case UInt8(ascii: "t"): output.append(0x09)
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "'"): output.append(next)
      default:
        output.append(byte)
        output.append(next)
      }
    }
  }
}
