/// Reads a rule from TOML in any of the forms there are, told apart by their content: Shrike's own, Elastic's detection
/// rules and the behaviour rules of Elastic's endpoint.
public struct TOMLRuleFile: Sendable {
  /// Which form it has.
  public enum Form: String, Sendable, Hashable {
    case shrike
    case elastic
    case endpoint = "elastic endpoint"
  }

  /// Which form it has.
  public let form: Form
  /// The rule.
  public let rule: Rule

  /// Reads the text of a file.
  public init(_ text: [UInt8], path: String) throws(Diagnostic) {
    form = Self.form(of: text)
    rule = try RuleFile.parse(text, path: path)
  }

  /// The form that a text has or, if it is broken, seems to have.
  public static func form(of text: [UInt8]) -> Form {
    var hasRule = false
    var hasMetadata = false
    for line in text.split(separator: 0x0A) {
      if line.elementsEqual("[rule]".utf8) { hasRule = true }
      if line.elementsEqual("[metadata]".utf8) { hasMetadata = true }
    }
    guard hasRule else { return .shrike }
    return hasMetadata ? .elastic : .endpoint
  }
}
