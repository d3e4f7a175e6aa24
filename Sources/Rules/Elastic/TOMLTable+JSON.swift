import Documents

extension TOMLTable {
  /// Reads a JSON object into the same values as a TOML document, so that rules of both forms are read alike. Members that are
  /// null are left out, and texts that are not Unicode repaired.
  ///
  /// - Parameters:
  ///   - text: the object, and white space around it.
  ///   - line: the line of its file on which it begins.
  init(json text: [UInt8], line: Int = 1) throws(Diagnostic) {
    let document: JSONDocument
    do throws(DocumentError) {
      document = try JSONDocument(json: text, options: .init(depth: TOMLDocument.maximumDepth))
    } catch {
      throw Diagnostic(SourcePosition(of: error.offset, in: text, line: line), error.message)
    }
    guard let members = document.root.members else {
      throw Diagnostic(SourcePosition(of: document.root.offset, in: text, line: line), "not a JSON object")
    }
    self.init()
    for (key, value) in members {
      // Positions are needed of what holds queries and mistakes; counting columns for all would be quadratic.
      let position = SourcePosition(of: value.offset, in: text, line: line)
      self[key.repairedText ?? ""] = TOMLValue(value, at: position, inner: SourcePosition(line: line, column: 1))
    }
  }
}

extension TOMLValue {
  /// A value of a document and everything in it; nil for null.
  fileprivate init?(_ node: JSONNode, at position: SourcePosition, inner: SourcePosition) {
    if let text = node.repairedText {
      kind = .string(text)
    } else if let integer = node.integer {
      kind = .integer(integer)
    } else if let number = node.number {
      kind = .float(number)
    } else if let boolean = node.boolean {
      kind = .boolean(boolean)
    } else if let elements = node.elements {
      kind = .array(elements.compactMap { TOMLValue($0, at: inner, inner: inner) })
    } else if let members = node.members {
      var table = TOMLTable()
      for (key, value) in members { table[key.repairedText ?? ""] = TOMLValue(value, at: inner, inner: inner) }
      kind = .table(table)
    } else {
      return nil
    }
    self.position = position
  }
}

extension SourcePosition {
  /// The line and column of a byte, in a text that begins on a given line.
  fileprivate init(of offset: Int, in text: [UInt8], line: Int) {
    // Rules are one line each; a pretty-printed object still gets the right line, at the cost of counting.
    let before = text[..<min(offset, text.count)]
    let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let lines = start == 0 ? 0 : before.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
    self.init(line: line + lines, column: UTF8Scalar.count(before[start...]) + 1)
  }
}
