import Foundation
import Rules
import Testing

@testable import RuleFiles

/// What files are is known by their content.
@Suite struct RuleFilesTests {
  private static let sigma = """
    title: T
    id: sigma-1
    logsource: {product: windows, category: process_creation}
    detection:
      selection:
        Image|endswith: '\\a.exe'
      condition: selection
    level: high
    """
  private static let own = """
    id = "own-1"
    name = "n"
    rationale = "r"
    severity = "low"
    query = "process where true"
    """
  private static let endpoint = """
    [rule]
    id = "endpoint-1"
    name = "n"
    query = "process where true"
    """
  private static let export =
    #"{"rule_id":"export-1","name":"n","type":"eql","query":"any where true","severity":"low"}"#

  @Test(arguments: [
    ("a.yml", sigma, "sigma", "sigma-1"), ("a.toml", own, "shrike", "own-1"),
    ("a.toml", endpoint, "elastic endpoint", "endpoint-1"), ("a.ndjson", export, "elastic export", "export-1"),
  ])
  func kindsAreRecognised(path: String, text: String, kind: String, id: String) {
    var files = RuleFiles()
    files.add(Array(text.utf8), path: path)
    #expect(files.reports.map(\.kind) == [kind])
    #expect(files.reports.first?.error == nil)
    #expect(files.rules.map(\.id) == [id])
    #expect(RuleSet(files.rules).rules.count == 1)
  }

  @Test func foldersAreReadWholeAndBrokenFilesReported() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "rules-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder.appending(path: "b"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in [("a.toml", Self.own), ("b/c.yaml", Self.sigma), ("d.yml", "x: 1"), ("e.txt", "no rule")] {
      try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
    }
    var files = RuleFiles()
    try files.load(folder.path())
    #expect(files.rules.map(\.id) == ["own-1", "sigma-1"])
    #expect(files.reports.count == 3)
    #expect(files.reports.last?.error?.message.contains("no Sigma rule") == true)
  }
}
