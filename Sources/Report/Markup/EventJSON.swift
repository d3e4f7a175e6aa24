import ECS

/// Writes an event's JSON indented and coloured, without building objects of it.
struct EventJSON {
  private let text: [UInt8]
  private let limit: Int
  private let stringLimit = 4_000
  private var position = 0
  private var depth = 0
  private var isFull = false

  private init(_ json: String, limit: Int) {
    text = Array(json.utf8)
    self.limit = limit
  }

  /// Whether text is exactly one JSON value.
  static func isValid(_ json: String) -> Bool {
    let bytes = Array(json.utf8)
    let text = bytes.span
    var position = 0
    guard (try? JSONCursor.skipValue(text, &position)) != nil else { return false }
    return JSONCursor.peek(text, &position) == nil
  }

  /// Adds `json` to `html` as a `pre`, in at most about `limit` bytes. What is not JSON is shown as it is.
  static func draw(_ json: String, limit: Int, into html: inout HTML) {
    var view = EventJSON(json, limit: html.count + limit)
    html.element(.pre, .class("json t")) { html in
      guard isValid(json) else {
        html.text(Clipped(json, to: limit / 2).withEllipsis)
        return
      }
      view.value(into: &html)
    }
    if view.isFull {
      html.element(
        .p, .class("note"),
        text: "The rest of this event is not in this report; it has \(NumberText.bytes(UInt64(json.utf8.count))).")
    }
  }

  private mutating func value(into html: inout HTML) {
    guard !isFull, let byte = peek() else { return }
    switch byte {
    case 0x22: string("s", into: &html)
    case 0x7B: container(isObject: true, into: &html)
    case 0x5B: container(isObject: false, into: &html)
    default:
      let start = position
      skipValue()
      html.element(.span, .class("n"), text: String(decoding: text[start..<position], as: UTF8.self))
    }
    if html.count > limit { isFull = true }
  }

  private mutating func container(isObject: Bool, into html: inout HTML) {
    let close: UInt8 = isObject ? 0x7D : 0x5D
    position += 1
    guard peek() != close else {
      position += 1
      html.text(isObject ? "{}" : "[]")
      return
    }
    html.text(isObject ? "{" : "[")
    depth += 1
    while !isFull, position < text.count {
      lineBreak(into: &html)
      if isObject {
        _ = peek()
        string("k", into: &html)
        _ = peek()
        position += 1
        html.text(": ")
      }
      value(into: &html)
      guard peek() == 0x2C else { break }
      position += 1
      html.text(",")
    }
    depth -= 1
    position += 1
    if isFull {
      html.text(" …")
    } else {
      lineBreak(into: &html)
      html.text(isObject ? "}" : "]")
    }
  }

  private mutating func string(_ style: CSSClass, into html: inout HTML) {
    let clipped = Clipped(String(decoding: text[skipString()], as: UTF8.self), to: stringLimit)
    html.element(.span, .class(style)) { html in
      html.text("\"" + clipped.text)
      if clipped.omitted == 0 { html.text("\"") }
    }
    if clipped.omitted > 0 { html.text("… \(NumberText.count(clipped.omitted)) more characters") }
  }

  // The text is a local in these: a span of a property cannot be read while another property is written.

  private mutating func peek() -> UInt8? {
    let text = text
    return JSONCursor.peek(text.span, &position)
  }

  private mutating func skipValue() {
    let text = text
    if (try? JSONCursor.skipValue(text.span, &position)) == nil { position = text.count }
  }

  /// What is between the quotes.
  private mutating func skipString() -> Range<Int> {
    let text = text
    if let token = try? JSONCursor.string(text.span, &position) { return token.range }
    position = text.count
    return position..<position
  }

  private func lineBreak(into html: inout HTML) {
    html.text("\n" + String(repeating: "  ", count: min(depth, 40)))
  }
}
