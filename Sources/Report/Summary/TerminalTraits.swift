#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the place that output goes to can show.
public struct TerminalTraits: Sendable, Hashable {
  /// Columns.
  public var width: Int
  /// Whether colours are understood and wanted.
  public var usesColours: Bool
  /// Whether characters outside ASCII are drawn.
  public var usesUnicode: Bool

  /// A place by what it can show. A width below 40 is taken as 40.
  public init(width: Int = 100, usesColours: Bool = false, usesUnicode: Bool = true) {
    self.width = max(width, 40)
    self.usesColours = usesColours
    self.usesUnicode = usesUnicode
  }

  /// The terminal, pipe or file behind a descriptor.
  ///
  /// Colours only on a terminal, and not where `NO_COLOR` is set to anything (no-color.org) or `TERM` is `dumb`.
  /// `COLUMNS` overrules the terminal's own width; a pipe has 100 columns. Lines are at most 160 wide: longer ones are
  /// hard to read.
  public static func detect(descriptor: Int32, environment: [String: String]) -> TerminalTraits {
    let isTerminal = isatty(descriptor) == 1
    let refused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    let locale = environment["LC_ALL"] ?? environment["LC_CTYPE"] ?? environment["LANG"] ?? ""
    let charset = locale.lowercased()
    let asked = environment["COLUMNS"].flatMap { Int($0) }
    let width = asked ?? (isTerminal ? columns(of: descriptor) : nil) ?? 100
    return TerminalTraits(
      width: min(width, 160), usesColours: isTerminal && !refused && environment["TERM"] != "dumb",
      usesUnicode: !isTerminal || charset.contains("utf-8") || charset.contains("utf8"))
  }

  private static func columns(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}
