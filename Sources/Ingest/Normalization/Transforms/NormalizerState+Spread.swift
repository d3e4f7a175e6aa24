import ECS

extension NormalizerState {
  /// Gives the values that the last step of a chain makes of one value to the targets of the line.
  mutating func spread(_ cell: Cell, _ step: MappingStep, _ op: MappingOp, _ builder: inout BatchBuilder) {
    if step.name == .map { return spreadMap(cell, step, op, &builder) }
    guard let text = asText(cell, &builder) else { return }
    switch step.name {
    case .splitUser: spreadAccount(text, op, &builder)
    case .split: spreadList(text, argument(step, 0), op, &builder)
    case .percentCodes: spreadCodes(text, op, &builder)
    case .windowsArguments: spreadArguments(text, .windows, op, &builder)
    case .posixArguments: spreadArguments(text, .posix, op, &builder)
    case .splitHashes: spreadHashes(text, op, &builder)
    default: spreadParts(text, step, op, &builder)
    }
  }

  /// Gives a value to one of the line's targets.
  private mutating func give(_ cell: Cell?, to index: Int, _ op: MappingOp, _ builder: inout BatchBuilder) {
    guard let cell, index < Int(op.targetCount), blocked & 1 << UInt64(index) == 0 else { return }
    emit(cell, compiler.program.targets[Int(op.target) + index], op.mode, &builder)
  }

  private mutating func spreadMap(_ cell: Cell, _ step: MappingStep, _ op: MappingOp, _ builder: inout BatchBuilder) {
    let map = compiler.program.maps[step.argument]
    let found = map.keys.find(KeyTable.Probe(cell, in: &builder), in: &builder)
    if let results = found >= 0 ? map.results[found] : map.other {
      for index in results { give(constant(index, &builder), to: 0, op, &builder) }
    } else if map.keepsOthers {
      give(cell, to: 0, op, &builder)
    }
  }

  /// The parts between separators, blanks around them removed, empty ones left out.
  private mutating func spreadList(_ cell: Cell, _ word: [UInt8], _ op: MappingOp, _ builder: inout BatchBuilder) {
    let ranges: [Range<Int>] = builder.withBytes(of: cell) { text in
      var ranges: [Range<Int>] = []
      var start = 0
      while start <= text.count, ranges.count < Self.valueLimit {
        let rest = text.extracting(start..<text.count)
        let length = TextCut.first(word, in: rest) ?? rest.count
        let inner = TextCut.trimmed(rest.extracting(0..<length))
        ranges.append(start + inner.lowerBound..<start + inner.upperBound)
        start += length + max(word.count, 1)
      }
      return ranges
    }
    for range in ranges { give(part(cell, range), to: 0, op, &builder) }
  }

  /// Each `%%number` of the text by its meaning; other text as it is.
  private mutating func spreadCodes(_ cell: Cell, _ op: MappingOp, _ builder: inout BatchBuilder) {
    let numbers: [Int64] = builder.withBytes(of: cell) { text in
      var numbers: [Int64] = []
      var index = 0
      while index + 2 < text.count, numbers.count < Self.valueLimit {
        guard text[index] == 0x25, text[index + 1] == 0x25 else {
          index += 1
          continue
        }
        var end = index + 2
        while end < text.count, text[end] &- 0x30 < 10 { end += 1 }
        if let number = FoldedText.integer(text.extracting(index + 2..<end)) { numbers.append(number) }
        index = end
      }
      return numbers
    }
    if numbers.isEmpty { return give(cell, to: 0, op, &builder) }
    for number in numbers {
      let name = WindowsMessageCodes.names[number] ?? "%%\(number)"
      scratch.removeAll(keepingCapacity: true)
      scratch.append(contentsOf: name.utf8)
      give(store(&builder), to: 0, op, &builder)
    }
  }

  /// The arguments of a command line to the first target, their number to the second.
  private mutating func spreadArguments(
    _ cell: Cell, _ rules: CommandLineArguments.Rules, _ op: MappingOp, _ builder: inout BatchBuilder
  ) {
    builder.withBytes(of: cell) { arguments.cut($0, rules, limit: Self.valueLimit) }
    let start = builder.beginString()
    builder.appendBytes(arguments.bytes)
    let offset = Int(builder.range(from: start).offset)
    // Usually all are plain because the command line is.
    let isPlain = JSONText.isPlain(arguments.bytes.span)
    for index in arguments.ranges.indices {
      let range = arguments.ranges[index]
      let flags: Cell.Flags = isPlain || JSONText.isPlain(arguments.bytes.span.extracting(range)) ? .plain : []
      let place = ByteRange(offset: offset + range.lowerBound, count: range.count)
      give(Cell(field: FieldID(rawValue: 0), kind: .string, flags: flags, range: place), to: 0, op, &builder)
    }
    let count = UInt64(arguments.ranges.count)
    give(Cell(field: FieldID(rawValue: 0), kind: .int, bits: count), to: 1, op, &builder)
  }

  /// `MD5=…,SHA256=…,IMPHASH=…` to md5, sha1, sha256 and imphash, in this order, in small letters. A hash of nothing but
  /// zeros, which Sysmon writes for what it did not compute, is left out.
  private mutating func spreadHashes(_ cell: Cell, _ op: MappingOp, _ builder: inout BatchBuilder) {
    let ranges: [(Int, Range<Int>)] = builder.withBytes(of: cell) { text in
      var ranges: [(Int, Range<Int>)] = []
      var start = 0
      while start < text.count, ranges.count < 16 {
        var end = start
        while end < text.count, text[end] != UInt8(ascii: ",") { end += 1 }
        let pair = text.extracting(start..<end)
        if let place = TextCut.place(of: UInt8(ascii: "="), in: pair, from: 0),
          let kind = Self.hashKind(pair.extracting(0..<place)), Self.isHash(pair.extracting(place + 1..<pair.count))
        {
          ranges.append((kind, start + place + 1..<end))
        }
        start = end + 1
      }
      return ranges
    }
    for (kind, range) in ranges {
      if let value = part(cell, range) { give(recased(value, from: 0x41, &builder), to: kind, op, &builder) }
    }
  }

  private static let hashNames = ["MD5", "SHA1", "SHA256", "IMPHASH"].map { Array($0.utf8) }

  private static func hashKind(_ text: borrowing Span<UInt8>) -> Int? {
    let names = hashNames
    for index in names.indices where FoldedText.isEqual(text, names[index]) { return index }
    return nil
  }

  private static func isHash(_ text: borrowing Span<UInt8>) -> Bool {
    var some = false
    for index in text.indices {
      let byte = text[index]
      guard byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6 else { return false }
      if byte != 0x30 { some = true }
    }
    return some
  }

  /// The fixed parts of accounts, addresses, URLs and pairs.
  private mutating func spreadParts(_ cell: Cell, _ step: MappingStep, _ op: MappingOp, _ builder: inout BatchBuilder) {
    let word = argument(step, 0)
    let ranges: [Range<Int>] = builder.withBytes(of: cell) { text in
      switch step.name {
      case .splitAt:
        guard let place = TextCut.first(word, in: text) else { return [0..<text.count] }
        return [0..<place, place + word.count..<text.count]
      case .hostPort:
        let parts = URLParts(text)
        return [parts.host, parts.port]
      default:
        let parts = URLParts(text)
        let name = text.extracting(parts.path)
        let end = TextCut.fileExtension(name).map {
          $0.lowerBound + parts.path.lowerBound..<$0.upperBound + parts.path.lowerBound
        }
        return [parts.scheme, parts.host, parts.port, parts.path, parts.query, parts.fragment, end ?? 0..<0]
      }
    }
    for (index, range) in ranges.enumerated() { give(part(cell, range), to: index, op, &builder) }
  }

  /// Domain and name of `DOMAIN\name`, `name@domain` or a bare name.
  private mutating func spreadAccount(_ cell: Cell, _ op: MappingOp, _ builder: inout BatchBuilder) {
    let (domain, name) = builder.withBytes(of: cell) { text in
      if let place = TextCut.place(of: UInt8(ascii: "\\"), in: text, from: 0) {
        return (0..<place, place + 1..<text.count)
      }
      if let place = TextCut.last(Self.at, in: text), place > 0 { return (place + 1..<text.count, 0..<place) }
      return (0..<0, 0..<text.count)
    }
    give(part(cell, domain), to: 0, op, &builder)
    give(part(cell, name), to: 1, op, &builder)
  }

  private static let at = [UInt8(ascii: "@")]

  /// How many values one source value may become.
  static var valueLimit: Int { 1_024 }
}
