import Evidence
import Foundation
import Testing

@Suite struct AttackCatalogTests {
  @Test func knowsNamesAndTactics() throws {
    let technique = try #require(AttackCatalog.technique("t1003.001"))
    #expect(technique.name == "LSASS Memory")
    #expect(technique.tactics == [.credentialAccess])
    #expect(technique.parentID == "T1003")
    #expect(AttackCatalog.fullName("T1003.001") == "OS Credential Dumping: LSASS Memory")
    #expect(AttackCatalog.fullName("T1105") == "Ingress Tool Transfer")
    #expect(AttackCatalog.technique("T9999") == nil)
  }

  @Test(arguments: ["TA0006", "ta0006", "credential-access", "credential_access", "Credential Access"])
  func readsTacticsInEverySpelling(text: String) {
    #expect(AttackTactic(text) == .credentialAccess)
  }

  @Test func everyTechniqueHasATacticAndItsParent() {
    #expect(AttackCatalog.techniques.count > 600)
    for technique in AttackCatalog.techniques.values {
      #expect(!technique.tactics.isEmpty, "\(technique.id)")
      if let parent = technique.parentID { #expect(AttackCatalog.techniques[parent] != nil, "\(technique.id)") }
    }
    #expect(AttackTactic.allCases.allSatisfy { AttackTactic($0.shortName) == $0 })
  }

  @Test func generatedTableIsTheDataFile() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: "Data/attack/techniques.tsv"), encoding: .utf8)
    let rows = text.split(separator: "\n").dropFirst()
    #expect(rows.count == AttackCatalog.techniques.count)
    for row in rows {
      let parts = row.split(separator: "\t").map(String.init)
      let technique = try #require(AttackCatalog.technique(parts[0]), "run scripts/generate-attack")
      #expect(
        technique.name == parts[1]
          && technique.tactics.map(\.shortName).sorted() == parts[2].split(separator: ",").map(String.init).sorted())
    }
  }
}
