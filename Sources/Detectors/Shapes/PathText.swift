/// Parts of a path in either system's spelling.
enum PathText {
  /// The last component.
  static func base(_ path: String) -> String {
    guard let cut = path.lastIndex(where: isSeparator) else { return path }
    return String(path[path.index(after: cut)...])
  }

  /// Everything before the last component; empty for a bare name.
  static func folder(_ path: String) -> String {
    guard let cut = path.lastIndex(where: isSeparator) else { return "" }
    return String(path[..<cut])
  }

  /// The extension with its dot, if it is short enough to be one.
  static func suffix(_ name: String) -> String {
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return "" }
    let suffix = name[dot...]
    return suffix.utf8.count <= 6 ? String(suffix) : ""
  }

  private static func isSeparator(_ character: Character) -> Bool { character == "\\" || character == "/" }
}
