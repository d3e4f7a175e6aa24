/// An element of a template definition, or of a record that was written without a template.
struct BinXMLElement {
  /// A part of text: known when the template is read, or filled in by each record.
  enum Text {
    /// UTF-8.
    case constant([UInt8])
    /// The value at this index of an instance's values.
    case substitution(index: Int)
  }

  enum Child {
    case text(Text)
    case element(BinXMLElement)
    /// A template instance inside a definition, by the offset of its token in the chunk.
    case instance(offset: Int, end: Int)
  }

  struct Attribute {
    var name: String
    var text: [Text] = []
  }

  var name: String
  var attributes: [Attribute] = []
  var children: [Child] = []
}
