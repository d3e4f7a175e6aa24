/// Splits text that nobody vouches for into what can be shown as it is and what must be shown by name.
///
/// Telemetry is written by attackers too. Control characters move a terminal's cursor, bidirectional overrides turn
/// `exe.gpj` round, zero-width characters make two names look the same, and hundreds of combining marks paint over
/// neighbouring lines. All of them are shown as their code point instead of being obeyed or dropped.
enum VisibleText {
  /// A stretch of text.
  enum Run {
    /// Safe to show.
    case plain(Substring.UnicodeScalarView)
    /// Characters that must not be obeyed: the first ones, and how many there were.
    case marked([Unicode.Scalar], count: Int)
  }

  /// How many scalars of a marked run are named one by one.
  static let namedPerRun = 4
  /// Combining marks that may follow one another; natural languages need three.
  static let combiningLimit = 4

  /// Calls `body` for each run of `text`, in order. Line feeds and tabs are plain where `keepsLines` says so.
  static func forEachRun(in text: String, keepsLines: Bool, _ body: (Run) -> Void) {
    let scalars = text.unicodeScalars[...]
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
      if !scalars.isEmpty { body(.plain(scalars)) }
      return
    }
    var plainStart = scalars.startIndex
    var index = scalars.startIndex
    var combining = 0
    while index < scalars.endIndex {
      if isShowable(scalars[index], keepsLines: keepsLines, combining: &combining) {
        index = scalars.index(after: index)
        continue
      }
      if plainStart < index { body(.plain(scalars[plainStart..<index])) }
      var named: [Unicode.Scalar] = []
      var count = 0
      repeat {
        if count < namedPerRun { named.append(scalars[index]) }
        count += 1
        index = scalars.index(after: index)
      } while index < scalars.endIndex && !isShowable(scalars[index], keepsLines: keepsLines, combining: &combining)
      body(.marked(named, count: count))
      plainStart = index
    }
    if plainStart < scalars.endIndex { body(.plain(scalars[plainStart...])) }
  }

  /// The text on one line with every marked character as `<U+202E>`: for terminals, attributes and SVG titles.
  static func plain(_ text: String) -> String {
    var result = ""
    forEachRun(in: text, keepsLines: false) { run in
      switch run {
      case .plain(let scalars): result.unicodeScalars.append(contentsOf: scalars)
      case .marked(let scalars, let count):
        for scalar in scalars { result += "<\(codePoint(scalar))>" }
        if count > scalars.count { result += "<\(count - scalars.count) more>" }
      }
    }
    return result
  }

  /// `U+202E`.
  static func codePoint(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// The character's name in Unicode, `RIGHT-TO-LEFT OVERRIDE`.
  static func name(_ scalar: Unicode.Scalar) -> String {
    scalar.properties.name ?? scalar.properties.nameAlias ?? "unnamed character"
  }

  private static func isShowable(_ scalar: Unicode.Scalar, keepsLines: Bool, combining: inout Int) -> Bool {
    if scalar.value < 0x7F {
      combining = 0
      return scalar.value >= 0x20 || (keepsLines && (scalar == "\n" || scalar == "\t"))
    }
    let properties = scalar.properties
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      combining = 0
      return false
    case .nonspacingMark, .enclosingMark, .spacingMark:
      combining += 1
      return combining <= combiningLimit && !properties.isDefaultIgnorableCodePoint
    default:
      combining = 0
      return !properties.isDefaultIgnorableCodePoint
    }
  }
}
