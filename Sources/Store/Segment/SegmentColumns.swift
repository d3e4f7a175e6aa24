import ECS

/// The values of a field in a segment as strings: a code a row, and a dictionary.
struct KeywordCells {
  /// 0 where a row has no value; code `c` is dictionary entry `c - 1`.
  var codes: [UInt32]
  /// The further values of rows that have several, in row order.
  var extras: [(row: UInt32, code: UInt32)] = []
  var dictionary = TextDictionary()
}

/// The values of a field in a segment as numbers of one type.
struct NumberCells<Value> {
  /// Meaningless where `isPresent` is false.
  var values: [Value]
  var isPresent: [Bool]
  /// The further values of rows that have several, in row order.
  var extras: [(row: UInt32, value: Value)] = []
}

extension SegmentReader {
  /// A field as strings. Numbers count as their text.
  func keywords(_ field: FieldID) throws(MalformedBytes) -> KeywordCells {
    let layout = FieldLayout(field, in: header)
    guard let first = layout.owners.first else {
      return KeywordCells(codes: [UInt32](repeating: 0, count: header.rows))
    }
    if layout.owners.count == 1, header.streams[first].kind.isText {
      let text = try text(ofStream: first)
      return try keywords(text, layout)
    }
    return try mixedKeywords(layout)
  }

  private func keywords(_ text: StoredText, _ layout: FieldLayout) throws(MalformedBytes) -> KeywordCells {
    if layout.isDense {
      return KeywordCells(codes: text.codes.map { $0 &+ 1 }, dictionary: text.dictionary)
    }
    if let simple = layout.simple {
      let codes = try FieldLayout.codes(text.codes, ofRows: try shapeOfRow(), simple)
      return KeywordCells(codes: codes, dictionary: text.dictionary)
    }
    var cells = KeywordCells(codes: [UInt32](repeating: 0, count: header.rows), dictionary: text.dictionary)
    try layout.forEach(try shapeOfRow(), counts: [text.codes.count]) { row, _, index in
      cells.add(text.codes[index] &+ 1, row: row)
    }
    return cells
  }

  private func mixedKeywords(_ layout: FieldLayout) throws(MalformedBytes) -> KeywordCells {
    var merged = TextStream()
    var codes: [[UInt32]] = []
    for owner in layout.owners {
      if header.streams[owner].kind.isText {
        let text = try text(ofStream: owner)
        let map = (0..<text.dictionary.count).map { entry in
          merged.intern(text.dictionary.bytes.span.extracting(text.dictionary.range(entry))) &+ 1
        }
        codes.append(text.codes.map { map[Int($0)] })
      } else {
        codes.append(Self.texts(of: try numbers(ofStream: owner), header.streams[owner].kind, in: &merged))
      }
    }
    var cells = KeywordCells(codes: [UInt32](repeating: 0, count: header.rows))
    cells.dictionary.offsets = merged.offsets
    cells.dictionary.bytes = merged.bytes
    try layout.forEach(try shapeOfRow(), counts: codes.map(\.count)) { row, owner, index in
      cells.add(codes[owner][index], row: row)
    }
    return cells
  }

  private static func texts(of numbers: [UInt64], _ kind: Cell.Kind, in merged: inout TextStream) -> [UInt32] {
    var known: [UInt64: UInt32] = [:]
    return numbers.map { bits in
      if let code = known[bits] { return code }
      let text = Array(CellValue.text(bits, kind).utf8)
      let code = merged.intern(text.span) &+ 1
      known[bits] = code
      return code
    }
  }

  /// A field as integers: numbers, truth values (0 and 1) or nanoseconds since 1970, by its type.
  func integers(_ field: FieldID) throws(MalformedBytes) -> NumberCells<Int64> {
    let family = field.type.family
    let layout = FieldLayout(field, in: header)
    if layout.isDense, Self.isOwnKind(header.streams[layout.owners[0]].kind, of: family) {
      let values = try numbers(ofStream: layout.owners[0]).map { Int64(bitPattern: $0) }
      return NumberCells(values: values, isPresent: [Bool](repeating: true, count: values.count))
    }
    return try cells(field, zero: 0) { bits, kind in
      switch family {
      case .date: CellValue.date(bits, kind)
      case .boolean: CellValue.boolean(bits, kind)
      default: CellValue.integer(bits, kind)
      }
    } ofText: { text, kind in
      switch family {
      case .date: CellValue.date(text, kind)
      case .boolean: CellValue.boolean(text, kind)
      default: CellValue.integer(text, kind)
      }
    }
  }

  /// Whether the bits of a stored value are what a query for the field works with.
  private static func isOwnKind(_ kind: Cell.Kind, of family: ColumnFamily) -> Bool {
    kind == .date && family == .date || kind == .int && family == .integer
  }

  /// A field as floating-point numbers.
  func doubles(_ field: FieldID) throws(MalformedBytes) -> NumberCells<Double> {
    try cells(field, zero: 0) {
      CellValue.double($0, $1)
    } ofText: {
      CellValue.double($0, $1)
    }
  }

  private func cells<Value>(
    _ field: FieldID, zero: Value, ofBits: (UInt64, Cell.Kind) -> Value?,
    ofText: (borrowing Span<UInt8>, Cell.Kind) -> Value?
  ) throws(MalformedBytes) -> NumberCells<Value> {
    let layout = FieldLayout(field, in: header)
    var columns: [[Value?]] = []
    for owner in layout.owners {
      let kind = header.streams[owner].kind
      if kind.isText {
        let text = try text(ofStream: owner)
        let dictionary = text.dictionary
        let values = (0..<dictionary.count).map { ofText(dictionary.bytes.span.extracting(dictionary.range($0)), kind) }
        columns.append(text.codes.map { values[Int($0)] })
      } else {
        columns.append(try numbers(ofStream: owner).map { ofBits($0, kind) })
      }
    }
    if layout.isDense {
      return NumberCells(values: columns[0].map { $0 ?? zero }, isPresent: columns[0].map { $0 != nil })
    }
    var cells = NumberCells(
      values: [Value](repeating: zero, count: header.rows), isPresent: [Bool](repeating: false, count: header.rows))
    try layout.forEach(try shapeOfRow(), counts: columns.map(\.count)) { row, owner, index in
      if let value = columns[owner][index] { cells.add(value, row: row) }
    }
    return cells
  }
}

extension KeywordCells {
  /// The further values of rows, those left out that their row has already.
  var distinctExtras: [(row: UInt32, code: UInt32)] {
    var result: [(row: UInt32, code: UInt32)] = []
    for (index, extra) in extras.enumerated() where codes[Int(extra.row)] != extra.code {
      var earlier = index - 1
      var isRepeated = false
      while earlier >= 0, extras[earlier].row == extra.row, !isRepeated {
        isRepeated = extras[earlier].code == extra.code
        earlier -= 1
      }
      if !isRepeated { result.append(extra) }
    }
    return result
  }

  mutating func add(_ code: UInt32, row: Int) {
    if codes[row] == 0 { codes[row] = code } else { extras.append((UInt32(row), code)) }
  }
}

extension NumberCells {
  mutating func add(_ value: Value, row: Int) {
    if isPresent[row] {
      extras.append((UInt32(row), value))
    } else {
      values[row] = value
      isPresent[row] = true
    }
  }
}
