/// What a file exported from Elastic's detection engine holds: rules and exception items, one JSON object a line.
public struct ElasticExport: Sendable {
  /// The largest file that is read.
  public static let maximumSize = 256 << 20

  /// The rules, in their order.
  public private(set) var rules: [Rule] = []
  /// Exception items by the identifier of their list.
  private(set) var exceptions: [String: [ExceptionItem]] = [:]
  /// What could not be read, by line.
  public private(set) var errors: [Diagnostic] = []

  /// Reads an export. A line that is not JSON is an error; a rule that is not understood is reported in `errors`.
  public static func parse(_ text: [UInt8], path: String) throws(Diagnostic) -> ElasticExport {
    guard text.count <= maximumSize else {
      throw Diagnostic(SourcePosition(line: 1, column: 1), "the file is larger than \(maximumSize) bytes")
    }
    var export = ElasticExport()
    for (number, line) in text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      guard line.contains(where: { $0 > 0x20 }) else { continue }
      let place = SourcePosition(line: number + 1, column: 1)
      let object = RuleTable(table: try TOMLTable(json: Array(line), line: number + 1), position: place)
      do throws(Diagnostic) {
        if object.has("rule_id"), object.has("type") {
          export.rules.append(try ElasticRuleFile.rule(object, path: path))
        } else if object.has("entries") {
          export.exceptions[try object.string("list_id"), default: []].append(try ExceptionItem(object))
        }
      } catch {
        export.errors.append(error)
      }
    }
    return export
  }
}
