/// The elements that the report uses. There is no way to write another one.
enum Tag: String {
  case a, article, aside, b, body, br, caption, code, dd, details, div, dl, dt, em, footer, h1, h2, h3, h4, head, header
  case html, input, label, li, main, meta, nav, ol, p, pre, section, small, span, strong, summary, table, tbody, td, th
  case thead, time, title, tr, ul
  case svg, g, path, rect, circle, line, text, symbol, use, desc

  /// Whether the element has no content and no end tag.
  var isVoid: Bool {
    switch self {
    case .br, .input, .meta, .path, .rect, .circle, .line, .use: true
    default: false
    }
  }
}
