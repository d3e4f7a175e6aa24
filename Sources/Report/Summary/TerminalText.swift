import Evidence

/// Lines for a terminal under construction. Text goes in through functions that neutralise control characters, so that
/// telemetry cannot move the cursor, set a title or start a paste.
struct TerminalText {
  /// Ways to set text apart, as ANSI "select graphic rendition" parameters (ECMA-48 section 8.3.117).
  enum Style: String {
    case plain = ""
    case bold = "1"
    case dim = "2"
    case critical = "1;31"
    case high = "31"
    case medium = "33"
    case low = "36"

    init(_ severity: Severity) {
      switch severity {
      case .critical: self = .critical
      case .high: self = .high
      case .medium: self = .medium
      case .low: self = .low
      }
    }
  }

  let terminal: TerminalTraits
  private(set) var text = ""
  private var used = 0

  init(_ terminal: TerminalTraits) {
    self.terminal = terminal
  }

  var ellipsis: String { terminal.usesUnicode ? "…" : "..." }

  /// Columns left in the line.
  var room: Int { max(0, terminal.width - used) }

  /// Adds text, of any origin, to the line; what does not fit is cut off.
  mutating func add(_ string: String, _ style: Style = .plain) {
    let visible = VisibleText.plain(Clipped(string, to: 4_000).text)
    let fitted = DisplayWidth.fit(terminal.usesUnicode ? visible : Self.ascii(visible), room, ellipsis: ellipsis)
    used += DisplayWidth.of(fitted)
    text += styled(fitted, style)
  }

  /// Adds text and blanks up to `columns` columns; longer text is cut off.
  mutating func cell(_ string: String, _ columns: Int, _ style: Style = .plain, right: Bool = false) {
    let visible = VisibleText.plain(Clipped(string, to: 4_000).text)
    let clean = terminal.usesUnicode ? visible : Self.ascii(visible)
    let fitted = DisplayWidth.fit(clean, min(columns, room), ellipsis: ellipsis)
    let blanks = String(repeating: " ", count: max(0, min(columns, room) - DisplayWidth.of(fitted)))
    used += min(columns, room)
    text += right ? blanks + styled(fitted, style) : styled(fitted, style) + blanks
  }

  /// Adds text in at most `lines` lines, broken between words; the lines after the first begin at `indent`.
  mutating func wrapped(_ string: String, indent: Int, lines: Int, _ style: Style = .plain) {
    var words = VisibleText.plain(Clipped(string, to: 4_000).text).split(separator: " ").map(String.init)[...]
    for line in 1...max(1, lines) {
      if line > 1 { cell("", indent) }
      var taken: [String] = []
      var width = 0
      while let next = words.first, taken.isEmpty || width + 1 + DisplayWidth.of(next) <= room {
        width += DisplayWidth.of(next) + (taken.isEmpty ? 0 : 1)
        taken.append(words.removeFirst())
      }
      if line == lines { taken += words }
      add(taken.joined(separator: " "), style)
      endLine()
      if words.isEmpty { return }
    }
  }

  /// Ends the line.
  mutating func endLine() {
    while text.hasSuffix(" ") { text.removeLast() }
    text += "\n"
    used = 0
  }

  /// Adds a whole line.
  mutating func line(_ string: String = "", _ style: Style = .plain) {
    add(string, style)
    endLine()
  }

  private func styled(_ string: String, _ style: Style) -> String {
    guard terminal.usesColours, style != .plain, !string.isEmpty else { return string }
    return "\u{1B}[\(style.rawValue)m\(string)\u{1B}[0m"
  }

  private static func ascii(_ string: String) -> String {
    var result = ""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "–", "·": result += "-"
      case "→": result += "->"
      case "…": result += "..."
      case "×": result += "x"
      case _ where scalar.isASCII: result.unicodeScalars.append(scalar)
      default: result += "?"
      }
    }
    return result
  }
}
