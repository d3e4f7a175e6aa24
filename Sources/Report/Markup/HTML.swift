/// Markup under construction: well-formed HTML that is also well-formed XML.
///
/// Everything goes in through functions that escape. Elements are closed by the function that opened them, names of
/// elements and attributes are fixed at compile time, and text is made visible (`VisibleText`) before it is escaped.
struct HTML {
  /// The markup so far, in UTF-8.
  private(set) var bytes: [UInt8] = []

  /// Bytes so far.
  var count: Int { bytes.count }

  /// Adds an element with its content.
  mutating func element(_ tag: Tag, _ attributes: Attribute..., content: (inout HTML) -> Void = { _ in }) {
    open(tag, attributes)
    guard !tag.isVoid else { return }
    content(&self)
    close(tag)
  }

  /// Adds an element that has only text in it.
  mutating func element(_ tag: Tag, _ attributes: Attribute..., text: String) {
    open(tag, attributes)
    self.text(text)
    close(tag)
  }

  /// Adds text, of any origin. Line feeds and tabs stay; other control characters are shown by name.
  mutating func text(_ text: String) {
    VisibleText.forEachRun(in: text, keepsLines: true) { run in
      switch run {
      case .plain(let scalars): escape(String(scalars))
      case .marked(let scalars, let count):
        for scalar in scalars {
          element(.b, .class("cp"), .title(VisibleText.name(scalar)), text: VisibleText.codePoint(scalar))
        }
        if count > scalars.count { element(.b, .class("cp"), text: "\(count - scalars.count) more") }
      }
    }
  }

  /// Adds text of a drawing or a title, where no elements can be: marked characters are written out.
  mutating func plainText(_ text: String) { escape(VisibleText.plain(text)) }

  /// Adds the page's style sheet, which the house wrote.
  mutating func style(_ sheet: StaticString) {
    append("<style>")
    bytes.append(contentsOf: "\(sheet)".utf8)
    append("</style>")
  }

  /// Adds markup that was built apart.
  mutating func append(_ other: HTML) { bytes.append(contentsOf: other.bytes) }

  /// Adds the document type.
  mutating func documentType() { append("<!DOCTYPE html>\n") }

  /// Adds a line break to the markup, to keep lines of the file readable.
  mutating func newline() { bytes.append(0x0A) }

  private mutating func open(_ tag: Tag, _ attributes: [Attribute]) {
    bytes.append(UInt8(ascii: "<"))
    bytes.append(contentsOf: tag.rawValue.utf8)
    for attribute in attributes {
      bytes.append(0x20)
      append(attribute.name)
      append("=\"")
      escape(VisibleText.plain(attribute.value))
      bytes.append(0x22)
    }
    append(tag.isVoid ? "/>" : ">")
  }

  private mutating func close(_ tag: Tag) {
    append("</")
    bytes.append(contentsOf: tag.rawValue.utf8)
    bytes.append(UInt8(ascii: ">"))
  }

  private mutating func append(_ text: StaticString) {
    bytes.append(contentsOf: "\(text)".utf8)
  }

  private mutating func escape(_ text: String) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "<"): append("&lt;")
      case UInt8(ascii: ">"): append("&gt;")
      case UInt8(ascii: "&"): append("&amp;")
      case 0x22: append("&#34;")
      case 0x27: append("&#39;")
      default: bytes.append(byte)
      }
    }
  }
}
