import ECS

/// Texts that were made for earlier rows of a batch and that later rows can share: events repeat hosts and codes.
///
/// Two small tables in which the latest wins. What they hold is good as long as the builder's bytes stand.
struct BatchTexts: Sendable {
  private struct Number {
    var value: Int64 = 0
    var text: UInt64 = .max
  }

  private struct Recased {
    /// The byte range of the text before, and the A of the case that was replaced in it.
    var source: UInt64 = .max
    var first: UInt8 = 0
    var flags: Cell.Flags = []
    var text: UInt64 = .max
  }

  private static let count = 64
  private var numbers = Array(repeating: Number(), count: count)
  /// By the length of the text.
  private var recased = Array(repeating: Recased(), count: count)

  /// Forgets everything, for the batch's bytes are gone.
  mutating func forget() {
    for index in 0..<Self.count {
      numbers[index].text = .max
      recased[index].text = .max
    }
  }

  // MARK: Numbers

  /// A number in decimal, if the batch has it.
  func integer(_ value: Int64) -> Cell? {
    let known = numbers[Int(truncatingIfNeeded: value) & (Self.count - 1)]
    guard known.value == value, known.text != .max else { return nil }
    return Cell(field: FieldID(rawValue: 0), kind: .string, flags: .plain, bits: known.text)
  }

  mutating func remember(_ text: Cell, for value: Int64) {
    numbers[Int(truncatingIfNeeded: value) & (Self.count - 1)] = Number(value: value, text: text.bits)
  }

  // MARK: Case

  /// A text with the letters of one case replaced, if the batch has that of the same text.
  func recased(_ cell: Cell, from first: UInt8, _ builder: borrowing BatchBuilder) -> Cell? {
    let known = recased[Int(cell.range.count) & (Self.count - 1)]
    guard known.text != .max, known.first == first else { return nil }
    let source = Cell(field: FieldID(rawValue: 0), kind: .string, bits: known.source)
    let isSame = builder.withBytes(of: cell) { a in builder.withBytes(of: source) { b in a.isSame(as: b) } }
    return isSame ? Cell(field: FieldID(rawValue: 0), kind: .string, flags: known.flags, bits: known.text) : nil
  }

  mutating func remember(_ text: Cell, for cell: Cell, from first: UInt8) {
    recased[Int(cell.range.count) & (Self.count - 1)] = Recased(
      source: cell.bits, first: first, flags: text.flags, text: text.bits)
  }
}
