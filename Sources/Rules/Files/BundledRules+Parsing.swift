extension BundledRules {
  /// The rules of the program. Their files were checked when they were generated; a test holds that none is lost.
  static let rules: [Rule] = files.compactMap { file in
    try? RuleFile.parse(Array(file.text.utf8), path: "Rules/" + file.path)
  }
}
