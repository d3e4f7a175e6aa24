import Evidence
import Testing

@testable import Rules

@Suite struct BundledRulesTests {
  @Test func everyFileIsARule() {
    var identifiers: Set<String> = []
    for file in BundledRules.files {
      do throws(Diagnostic) {
        let rule = try RuleFile.parse(Array(file.text.utf8), path: file.path)
        #expect(identifiers.insert(rule.id).inserted, "\(rule.id) twice")
        let stem = file.path.split(separator: ".").first.map(String.init) ?? ""
        #expect(rule.id == "shrike." + stem.split(separator: "/").joined(separator: "."), "\(file.path)")
      } catch {
        Issue.record("\(file.path):\(error)")
      }
    }
    #expect(RuleSet.bundled.rules.count == BundledRules.files.count)
  }

  @Test func everyRuleCompilesWithoutDoubt() {
    #expect(RuleSet.bundled.problems.isEmpty, "\(RuleSet.bundled.problems)")
  }

  @Test func everyRuleSaysWhatItIsAndWhereItErrs() {
    for rule in RuleSet.bundled.rules {
      #expect(rule.rationale.count > 40 && rule.author == "Shrike" && !rule.falsePositives.isEmpty, "\(rule.id)")
      #expect(!rule.techniques.isEmpty && !rule.tactics.isEmpty, "\(rule.id)")
      let answers = Set(rule.tests.map(\.matches))
      #expect(answers == [true, false], "\(rule.id) needs an event that it must match and one that it must not")
    }
  }

  @Test func everyTestEventIsJudgedRightly() {
    for outcome in RuleTestRunner.run(.bundled) {
      #expect(outcome.passed, "\(outcome.ruleID), '\(outcome.test.name)': \(outcome.detail)")
    }
  }
}
