import ECS

/// Cuts records and fields out of tabular text (RFC 4180, with any one-byte separator).
public struct CSVScanner: Sendable {
  /// One field of a record.
  public struct Field: Sendable {
    /// The value without its quotes.
    public var range: Range<Int>
    /// Whether doubled quotes inside stand for single ones.
    public var hasDoubledQuotes: Bool
  }

  /// What is at the beginning of a record.
  public enum Outcome: Equatable {
    /// A record that ends before this position.
    case record(end: Int)
    /// The text ends inside the record.
    case more
  }

  /// The byte between fields.
  public let separator: UInt8
  /// The fields of the record read last.
  public private(set) var fields: [Field] = []

  /// A scanner for one separator.
  public init(separator: UInt8) { self.separator = separator }

  /// Reads the record at `start`. `isLast` says that no more text will come.
  public mutating func record(_ text: borrowing Span<UInt8>, at start: Int, isLast: Bool) -> Outcome {
    fields.removeAll(keepingCapacity: true)
    var index = start
    while true {
      guard let next = field(text, from: index, isLast: isLast) else { return .more }
      index = next
      if index >= text.count { return isLast ? .record(end: text.count) : .more }
      let byte = text[index]
      index += 1
      if byte == separator { continue }
      if byte == 0x0D {
        if index >= text.count { return isLast ? .record(end: index) : .more }
        if text[index] == 0x0A { index += 1 }
      }
      return .record(end: index)
    }
  }

  /// Reads one field; returns where its separator or line break stands, or the end of the text.
  private mutating func field(_ text: borrowing Span<UInt8>, from start: Int, isLast: Bool) -> Int? {
    guard start < text.count else {
      fields.append(Field(range: text.count..<text.count, hasDoubledQuotes: false))
      return text.count
    }
    if text[start] == 0x22 { return quoted(text, from: start, isLast: isLast) }
    var index = start
    while index < text.count {
      let byte = text[index]
      if byte == separator || byte == 0x0A || byte == 0x0D { break }
      index &+= 1
    }
    fields.append(Field(range: start..<index, hasDoubledQuotes: false))
    return index
  }

  private mutating func quoted(_ text: borrowing Span<UInt8>, from start: Int, isLast: Bool) -> Int? {
    var index = start + 1
    var hasDoubledQuotes = false
    while index < text.count {
      if text[index] != 0x22 {
        index &+= 1
      } else if index + 1 < text.count, text[index + 1] == 0x22 {
        hasDoubledQuotes = true
        index += 2
      } else {
        fields.append(Field(range: start + 1..<index, hasDoubledQuotes: hasDoubledQuotes))
        return behindQuote(text, from: index + 1)
      }
    }
    return nil
  }

  /// Text between a closing quote and the separator belongs to no value; RFC 4180 does not allow any.
  private func behindQuote(_ text: borrowing Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < text.count {
      let byte = text[index]
      if byte == separator || byte == 0x0A || byte == 0x0D { break }
      index += 1
    }
    return index
  }

  /// Appends a field's value, doubled quotes made single.
  public static func appendValue(_ field: Field, _ text: borrowing Span<UInt8>, to output: inout [UInt8]) {
    var index = field.range.lowerBound
    while index < field.range.upperBound {
      output.append(text[index])
      index += field.hasDoubledQuotes && text[index] == 0x22 ? 2 : 1
    }
  }
}
