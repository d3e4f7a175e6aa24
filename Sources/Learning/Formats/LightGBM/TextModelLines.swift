/// The lines of a text model, and its blocks of `key=value`.
struct TextModelLines {
  /// The fields of a block.
  struct Block {
    var fields: [String: Substring] = [:]
    /// The line where the block begins.
    var line: Int

    func has(_ name: String) -> Bool { fields[name] != nil }
    func optional(_ name: String) -> String? { fields[name].map(String.init) }

    func text(_ name: String) throws(ModelError) -> Substring {
      guard let value = fields[name] else { throw ModelError("\(name) is missing", at: "line \(line)") }
      return value
    }

    func integer(_ name: String, in range: ClosedRange<Int>) throws(ModelError) -> Int {
      let value = try text(name)
      guard let number = Int(value), range.contains(number) else {
        throw ModelError(
          "\(name)=\(value.prefix(40)) is not an integer in \(range.lowerBound) … \(range.upperBound)",
          at: "line \(line)")
      }
      return number
    }

    func numbers(_ name: String, count: Int) throws(ModelError) -> [Double] {
      try list(name, count: count) { Double($0) }
    }

    func integers(_ name: String, count: Int? = nil) throws(ModelError) -> [Int] {
      try list(name, count: count) { Int($0) }
    }

    private func list<Value>(_ name: String, count: Int?, _ parse: (Substring) -> Value?) throws(ModelError)
      -> [Value]
    {
      var result: [Value] = []
      for word in try text(name).split(separator: " ") {
        guard let value = parse(word) else {
          throw ModelError("\(name) has \"\(word.prefix(40))\" where a number should be", at: "line \(line)")
        }
        result.append(value)
      }
      if let count, result.count != count {
        throw ModelError("\(name) has \(result.count) values and needs \(count)", at: "line \(line)")
      }
      return result
    }
  }

  private let text: String
  private var at: String.UTF8View.Index
  /// The number of the line that was read last.
  private(set) var number = 0

  init(_ bytes: [UInt8]) {
    text = String(decoding: bytes, as: UTF8.self)
    at = text.utf8.startIndex
  }

  /// The next line that is not empty, without its end; nil at the end of the file.
  mutating func next() -> Substring? {
    let view = text.utf8
    while at < view.endIndex {
      let end = view[at...].firstIndex(of: 0x0A) ?? view.endIndex
      var line = text[at..<end]
      at = end < view.endIndex ? view.index(after: end) : end
      number += 1
      if line.utf8.last == 0x0D { line = line.dropLast() }
      if !line.utf8.isEmpty { return line }
    }
    return nil
  }

  /// Reads lines up to an empty one.
  mutating func block() throws(ModelError) -> Block {
    var block = Block(line: number)
    let view = text.utf8
    while at < view.endIndex, view[at] != 0x0A, view[at] != 0x0D {
      guard let line = next() else { break }
      let parts = line.utf8.firstIndex(of: 0x3D)
      let name = String(parts.map { line[..<$0] } ?? line)
      let value = parts.map { line[line.utf8.index(after: $0)...] } ?? ""
      guard block.fields.updateValue(value, forKey: name) == nil else {
        throw ModelError("\(name) is given twice", at: "line \(number)")
      }
    }
    return block
  }
}
