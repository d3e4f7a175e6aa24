/// A piece of an XML text, as ranges of its bytes. Names are without their namespace prefix.
enum XMLToken: Equatable {
  /// `<name …>`; the attributes are in the tokenizer until the next token.
  case start(name: Range<Int>, isEmpty: Bool)
  /// `</name>`
  case end(name: Range<Int>)
  /// Characters in which entities are still to be replaced.
  case text(Range<Int>)
  /// Characters as they are.
  case verbatim(Range<Int>)
}

/// Why an XML text cannot be read on.
struct XMLError: Error, Equatable, CustomStringConvertible {
  enum Reason: String {
    case unclosed = "the text ends inside an element"
    case badMarkup = "'<' that begins no markup"
    case badAttribute = "an attribute that is not name=\"value\""
    case tooManyAttributes = "too many attributes"
    case tooDeep = "elements nested too deeply"
    case mismatchedEnd = "an end tag that does not belong to the open element"
    case doctype = "a document type declaration, which is refused"
    case nameTooLong = "a name that is too long"
  }

  var reason: Reason
  /// The index of the offending byte.
  var offset: Int

  var description: String { "\(reason.rawValue) (at byte \(offset) of the event)" }
}
