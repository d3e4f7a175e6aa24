import ECS

extension NormalizerState {
  /// A value through one step that gives one value; `nil` when nothing comes out.
  mutating func transformed(_ cell: Cell, _ step: MappingStep, _ builder: inout BatchBuilder) -> Cell? {
    switch step.name {
    case .int: return integer(cell, &builder)
    case .hexInt: return hexInteger(cell, &builder)
    case .port: return integer(cell, &builder).flatMap { (0...65_535).contains($0.int) ? $0 : nil }
    case .bool: return boolean(cell, &builder)
    case .date: return date(cell, &builder)
    case .windowsDate: return windowsDate(cell, &builder)
    case .epoch: return epochTime(cell, digits: 9, &builder)
    case .epochMilliseconds: return epochTime(cell, digits: 6, &builder)
    case .epochNanoseconds: return epochTime(cell, digits: 0, &builder)
    default: break
    }
    guard let text = asText(cell, &builder) else { return nil }
    switch step.name {
    case .text: return text
    case .lower: return recased(text, from: 0x41, &builder)
    case .upper: return recased(text, from: 0x61, &builder)
    case .ip: return address(text, &builder)
    case .guid: return guid(text, &builder)
    case .sid: return securityIdentifier(text, &builder)
    case .domain: return domain(text, &builder)
    case .hash: return hashed(text, &builder)
    case .prefix, .suffix: return extended(text, step, &builder)
    default: return cut(text, step, &builder)
    }
  }

  // MARK: Parts of a text, zero copy

  /// A part of a text cell; `nil` when it is empty.
  func part(_ cell: Cell, _ range: Range<Int>) -> Cell? {
    guard !range.isEmpty else { return nil }
    var part = cell
    part.bits = ByteRange(offset: Int(cell.range.offset) + range.lowerBound, count: range.count).bits
    return part
  }

  private func cut(_ cell: Cell, _ step: MappingStep, _ builder: inout BatchBuilder) -> Cell? {
    // The closure must not hold `self`, which it would copy.
    let arguments = arguments(of: step)
    let range: Range<Int>? = builder.withBytes(of: cell) { text in
      switch step.name {
      case .trim: return TextCut.trimmed(text)
      case .basename: return TextCut.baseName(text)
      case .dirname: return TextCut.directory(text)
      case .extension: return TextCut.fileExtension(text)
      default: return Self.cutByArguments(text, step.name, arguments)
      }
    }
    return range.flatMap { part(cell, $0) }
  }

  private static func cutByArguments(
    _ text: borrowing Span<UInt8>, _ name: TransformName, _ arguments: [[UInt8]]
  ) -> Range<Int>? {
    let all = 0..<text.count
    let word = arguments.first ?? []
    switch name {
    case .after: return TextCut.first(word, in: text).map { $0 + word.count..<text.count }
    case .afterLast: return TextCut.last(word, in: text).map { $0 + word.count..<text.count }
    case .before: return 0..<(TextCut.first(word, in: text) ?? text.count)
    case .beforeLast: return 0..<(TextCut.last(word, in: text) ?? text.count)
    case .stripPrefix: return TextCut.hasPrefix(word, text) ? word.count..<text.count : all
    case .stripSuffix: return TextCut.hasSuffix(word, text) ? 0..<text.count - word.count : all
    case .startsWith:
      for word in arguments where TextCut.hasPrefix(word, text) { return all }
      return nil
    case .unless:
      for word in arguments where FoldedText.equal(word.span, text) { return nil }
      return all
    default: return all
    }
  }

  /// The words that follow the name of a step.
  func arguments(of step: MappingStep) -> [[UInt8]] {
    step.name == .map || step.argumentCount == 0 ? [] : compiler.program.arguments[step.argument]
  }

  /// One of them; empty when there are fewer.
  func argument(_ step: MappingStep, _ index: Int) -> [UInt8] {
    step.name != .map && index < step.argumentCount ? compiler.program.arguments[step.argument][index] : []
  }

  // MARK: New texts

  /// Copies the bytes of a text cell into `scratch`.
  mutating func load(_ cell: Cell, _ builder: inout BatchBuilder) {
    scratch.removeAll(keepingCapacity: true)
    builder.withBytes(of: cell) { text in scratch.append(copying: text) }
  }

  /// The bytes in `scratch` as a text of the batch.
  mutating func store(_ builder: inout BatchBuilder, plain: Bool = false) -> Cell {
    let start = builder.beginString()
    builder.appendBytes(scratch)
    let flags: Cell.Flags = plain || JSONText.isPlain(scratch.span) ? .plain : []
    return Cell(field: FieldID(rawValue: 0), kind: .string, flags: flags, range: builder.range(from: start))
  }

  /// A value as a text cell: numbers and truth values written out; `nil` for null and structures.
  mutating func asText(_ cell: Cell, _ builder: inout BatchBuilder) -> Cell? {
    switch cell.kind {
    case .string: return cell
    case .numeral:
      var text = cell
      text.kind = .string
      text.flags.insert(.plain)
      return text
    case .null, .json: return nil
    case .int, .unsigned, .bool, .double, .date: break
    }
    if cell.kind == .int, let known = texts.integer(cell.int) { return known }
    scratch.removeAll(keepingCapacity: true)
    switch cell.kind {
    case .int:
      scratch.appendInteger(cell.int)
      let text = store(&builder, plain: true)
      texts.remember(text, for: cell.int)
      return text
    case .bool: scratch.append(contentsOf: cell.bits == 0 ? "false".utf8 : "true".utf8)
    case .unsigned: scratch.append(contentsOf: String(cell.bits).utf8)
    case .double: scratch.append(contentsOf: "\(cell.double)".utf8)
    default: cell.date.appendISO8601(to: &scratch)
    }
    return store(&builder, plain: true)
  }

  /// The text with the ASCII letters of one case (`first` is that case's A) turned to the other.
  mutating func recased(_ cell: Cell, from first: UInt8, _ builder: inout BatchBuilder) -> Cell {
    let needed = builder.withBytes(of: cell) { text in
      for index in text.indices where text[index] &- first < 26 { return true }
      return false
    }
    guard needed else { return cell }
    if let known = texts.recased(cell, from: first, builder) { return known }
    load(cell, &builder)
    for index in scratch.indices where scratch[index] &- first < 26 { scratch[index] ^= 0x20 }
    let text = store(&builder, plain: cell.flags.contains(.plain))
    texts.remember(text, for: cell, from: first)
    return text
  }

  private mutating func extended(_ cell: Cell, _ step: MappingStep, _ builder: inout BatchBuilder) -> Cell {
    load(cell, &builder)
    if step.name == .suffix {
      scratch.append(contentsOf: argument(step, 0))
    } else {
      scratch.insert(contentsOf: argument(step, 0), at: 0)
    }
    return store(&builder)
  }

  /// A GUID without braces, in small letters.
  private mutating func guid(_ cell: Cell, _ builder: inout BatchBuilder) -> Cell? {
    let range = builder.withBytes(of: cell) { text in
      text.count > 2 && text[0] == UInt8(ascii: "{") && text[text.count - 1] == UInt8(ascii: "}")
        ? 1..<text.count - 1 : 0..<text.count
    }
    return part(cell, range).map { recased($0, from: 0x41, &builder) }
  }

  /// A security identifier (`S-1-…`), out of `%{S-1-…}` if it stands in that; `nil` for other text.
  private func securityIdentifier(_ cell: Cell, _ builder: inout BatchBuilder) -> Cell? {
    let range: Range<Int>? = builder.withBytes(of: cell) { text in
      let wrapped = text.count > 3 && text[0] == UInt8(ascii: "%") && text[1] == UInt8(ascii: "{")
      let range = wrapped ? 2..<text.count - 1 : 0..<text.count
      let inner = text.extracting(range)
      guard inner.count > 4, inner[0] | 0x20 == UInt8(ascii: "s"), inner[1] == 0x2D, inner[2] == 0x31,
        inner[3] == 0x2D
      else { return nil }
      for index in 4..<inner.count where inner[index] != 0x2D && inner[index] &- 0x30 > 9 { return nil }
      return range
    }
    return range.flatMap { part(cell, $0) }
  }

  /// The host name in an address: scheme, user, port, path and a final dot left out, in small letters.
  private mutating func domain(_ cell: Cell, _ builder: inout BatchBuilder) -> Cell? {
    let range: Range<Int>? = builder.withBytes(of: cell) { text in
      let host = URLParts(text).host
      return !host.isEmpty && text[host.upperBound - 1] == UInt8(ascii: ".") ? host.dropLast() : host
    }
    return range.flatMap { part(cell, $0) }.map { recased($0, from: 0x41, &builder) }
  }

  /// 32 hexadecimal digits that stand for the text: SipHash-2-4-128 under a fixed key, the same everywhere.
  private mutating func hashed(_ cell: Cell, _ builder: inout BatchBuilder) -> Cell {
    var hash = SipHash128(key: (0x7368_7269_6b65_2d65, 0x6e74_6974_792d_6964))
    builder.withBytes(of: cell) { text in hash.combine(text) }
    let value = hash.finalize()
    scratch.removeAll(keepingCapacity: true)
    for word in [value.high, value.low] {
      for shift in 0..<16 {
        let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * shift)) & 15
        scratch.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
      }
    }
    return store(&builder, plain: true)
  }
}
