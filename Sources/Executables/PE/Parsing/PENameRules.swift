/// Which bytes names may have, so that garbage is not taken for names.
enum PENameRules {
  /// Bytes of the name of an imported function.
  static let importedFunction = ByteSet.alphanumerics.union(ByteSet("._?@$()<>"))
  /// Bytes of the name of an exported function.
  static let exportedFunction = ByteSet.alphanumerics.union(ByteSet("!\"#$%&'()*+,-./:<>?[\\]^_`{|}~@"))
  /// Bytes of the name of a library, which may be a path.
  static let library = ByteSet.alphanumerics.union(ByteSet("!#$%&'()-@^_`{}~+,.;=[]:\\/"))
  /// Printable ASCII and white space.
  static let printable = ByteSet.alphanumerics.union(
    ByteSet("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \t\n\r\u{b}\u{c}"))

  /// The longest name of a function or a library that is read.
  static let limit = 0x200
  /// The most entries of import tables, over the whole file, that are read.
  static let importLimit = 0x2000
  /// The most different exported symbols.
  static let exportLimit = 0x2000
}
