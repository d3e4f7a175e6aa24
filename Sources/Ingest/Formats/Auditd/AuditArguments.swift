import ECS

/// Collects the EXECVE records of an event: the arguments of a program.
///
/// An argument is `a1="…"`, hexadecimal `a1=…`, or in pieces `a1_len=12000 a1[0]=… a1[1]=…`, which may go on in another
/// record of the event.
struct AuditArguments {
  /// Arguments of a program at most; more are left out, their number is still known from `argc`.
  static let maximumArguments = 16_384

  private struct Piece {
    var argument: Int
    var piece: Int
    var value: [UInt8]
  }

  private var pieces: [Piece] = []
  private var count: Int64?

  /// Forgets the event before.
  mutating func clear() {
    pieces.removeAll(keepingCapacity: true)
    count = nil
  }

  /// Adds the record that `parser` holds.
  mutating func add(_ text: borrowing Span<UInt8>, _ parser: borrowing AuditFieldParser) {
    for field in parser.fields {
      let key = text.extracting(field.key)
      let value = text.extracting(field.value)
      if key.equals("argc") {
        count = DecimalText.integer(value)
        continue
      }
      guard let place = Self.place(key), pieces.count < Self.maximumArguments else { continue }
      var bytes: [UInt8] = []
      if field.form != .bare || !AuditValue.isHexadecimal(value) || !HexText.appendDecoded(value, to: &bytes) {
        for index in value.indices { bytes.append(value[index]) }
      }
      pieces.append(Piece(argument: place.argument, piece: place.piece, value: bytes))
    }
  }

  /// Writes `auditd.execve.*`, and `process.args` and `process.command_line` when normalizing.
  mutating func write(into builder: inout BatchBuilder, normalizes: Bool) {
    if let count { builder.append(AuditFieldID.argumentCount, int: count) }
    guard !pieces.isEmpty else { return }
    let arguments = joined()
    let first = builder.rowCellCount
    for argument in arguments { builder.append(AuditFieldID.arguments, utf8: argument.span, flags: .list) }
    guard normalizes else { return }
    for index in first..<builder.rowCellCount {
      var cell = builder[rowCell: index].mapped(to: .processArgs)
      cell.flags.insert(.list)
      builder.append(cell)
    }
    builder.append(.processArgsCount, int: count ?? Int64(arguments.count), flags: .mapped)
    let start = builder.beginString()
    for (index, argument) in arguments.enumerated() {
      if index > 0 { builder.appendByte(0x20) }
      builder.appendBytes(argument)
    }
    builder.endString(.processCommandLine, from: start, flags: .mapped)
  }

  private mutating func joined() -> [[UInt8]] {
    pieces.sort { ($0.argument, $0.piece) < ($1.argument, $1.piece) }
    var arguments: [[UInt8]] = []
    var last = -1
    for piece in pieces {
      if piece.argument == last { arguments[arguments.count - 1] += piece.value } else { arguments.append(piece.value) }
      last = piece.argument
    }
    return arguments.map {
      var repaired: [UInt8] = []
      UTF8Text.appendRepaired($0.span, to: &repaired)
      return repaired
    }
  }

  /// Reads `a12` or `a12[3]`.
  private static func place(_ key: borrowing Span<UInt8>) -> (argument: Int, piece: Int)? {
    guard key.count >= 2, key[0] == UInt8(ascii: "a") else { return nil }
    let bracket = key.firstIndex(of: UInt8(ascii: "["), from: 1) ?? key.count
    guard bracket > 1, let argument = DecimalText.integer(key.extracting(1..<bracket)), argument >= 0,
      argument < 1 << 24
    else { return nil }
    if bracket == key.count { return (Int(argument), 0) }
    guard key[key.count - 1] == UInt8(ascii: "]"),
      let piece = DecimalText.integer(key.extracting(bracket + 1..<key.count - 1)), piece >= 0, piece < 1 << 24
    else { return nil }
    return (Int(argument), Int(piece))
  }
}
