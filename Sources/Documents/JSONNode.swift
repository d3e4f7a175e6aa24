/// One value of a document.
///
/// Reading never fails: what a value is not, it has not. Whoever needs a value says what is wrong with the document, at
/// `path` or `offset`.
public struct JSONNode: Sendable {
  let document: JSONDocument
  let index: Int

  init(document: JSONDocument, index: Int) {
    self.document = document
    self.index = index
  }

  var entry: JSONDocument.Entry { document.entries[index] }

  /// Whether this is the outermost value.
  public var isRoot: Bool { index == 0 }
  /// True for an object.
  public var isObject: Bool { entry.kind == .object }
  /// True for a list.
  public var isList: Bool { entry.kind == .list || entry.kind == .packed }
  /// True for null.
  public var isNull: Bool { entry.kind == .null }
  /// True for text.
  public var isText: Bool { entry.kind == .text || entry.kind == .escapedText }

  /// The number of members of an object, duplicates included, or of elements of a list; zero for others.
  public var count: Int { isObject || isList ? Int(entry.length) : 0 }

  /// `true` or `false`.
  public var boolean: Bool? {
    switch entry.kind {
    case .yes: true
    case .no: false
    default: nil
    }
  }

  /// The number, rounded to the nearest double; infinite where it is larger than any.
  public var number: Double? { document.number(of: entry) }

  /// The number exactly, if it is written as an integer (no point, no exponent) that 64 bits hold with their sign. `-0` is
  /// none.
  public var integer: Int64? { document.integer(of: entry) }

  /// The text; nil when it is not valid Unicode: its bytes are not UTF-8, or surrogates are escaped without their partner.
  public var text: String? { document.text(of: entry) }

  /// The text, with U+FFFD for what is not valid Unicode.
  public var repairedText: String? { document.utf8(of: entry).map { String(decoding: $0.bytes, as: UTF8.self) } }

  /// The bytes of the text as they stand in the document, UTF-8 or not, with escapes resolved; escaped surrogates without their
  /// partner are U+FFFD.
  public var utf8: [UInt8]? { document.utf8(of: entry)?.bytes }

  /// The numbers of a list that has no other values; `true` is one and `false` zero.
  public var numbers: [Double]? {
    let entry = entry
    if entry.kind == .packed { return document.unpacked(entry) }
    guard entry.kind == .list else { return nil }
    var result: [Double] = []
    result.reserveCapacity(Int(entry.length))
    var position = index + 1
    for _ in 0..<Int(entry.length) {
      let element = document.entries[position]
      guard let value = document.number(of: element) ?? (element.kind == .yes ? 1 : element.kind == .no ? 0 : nil)
      else { return nil }
      result.append(value)
      position = Int(element.next)
    }
    return result
  }

  /// Where the value begins in the document: the first byte of a number, word or bracket, the first byte inside the quotes
  /// of a text.
  public var offset: Int { Int(entry.start) }

  /// The way from the root: `learner.gradient_booster.model.trees[3].left_children`; empty for the root.
  public var path: String {
    // Only errors ask, so it is searched then.
    var path = ""
    var container = 0
    while container != index {
      let entry = document.entries[container]
      let isObject = entry.kind == .object
      guard isObject || entry.kind == .list else { break }
      var position = container + 1
      var found = false
      for member in 0..<Int(entry.length) {
        let value = isObject ? position + 1 : position
        let next = Int(document.entries[value].next)
        if value <= index, index < next {
          if isObject {
            path += (path.isEmpty ? "" : ".") + (document.text(of: document.entries[position]) ?? "?")
          } else {
            path += "[\(member)]"
          }
          container = value
          found = true
          break
        }
        position = next
      }
      if !found { break }
    }
    return path
  }
}
