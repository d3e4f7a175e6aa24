import Evidence
import Pipeline

/// How the results came about, what the figures mean, and what this report cannot say.
struct MethodSection {
  let index: HuntIndex

  private var result: HuntResult { index.result }

  /// Writes the section.
  func draw(into html: inout HTML) {
    html.section("methods", "Methods and limits") { html in
      html.element(.p, .class("intro"), text: run)
      detectors(into: &html)
      rules(into: &html)
      html.element(.h3, text: "What the figures mean")
      html.element(.dl, .class("pairs")) { html in
        for (term, meaning) in Self.glossary {
          html.element(.dt, text: term)
          html.element(.dd, text: meaning)
        }
      }
      html.element(.h3, text: "Limits")
      html.element(.ul) { html in
        for limit in limits { html.element(.li, text: limit) }
      }
    }
  }

  private var run: String {
    var text = "Made by Shrike"
    if !result.version.isEmpty { text += " \(Clipped(result.version, to: 40).text)" }
    if result.startedAt > 0 { text += ", started \(TimeText.second(result.startedAt)) UTC" }
    text += ", in \(NumberText.decimal(result.elapsed, places: result.elapsed < 10 ? 1 : 0)) s"
    return text + ". All times in this report are UTC."
  }

  private func detectors(into html: inout HTML) {
    guard !result.detectors.isEmpty else { return }
    html.element(.h3, text: "Detectors")
    html.element(.div, .class("scroll")) { html in
      html.element(.table) { html in
        html.head([("Detector", ""), ("Version", ""), ("Looks for", ""), ("Signals", "num")])
        html.element(.tbody) { html in
          for detector in result.detectors.prefix(index.limits.rows) {
            html.element(.tr) { html in
              html.element(.td) { $0.inline(detector.id.name) }
              html.element(.td, text: Clipped(detector.id.version, to: 40).text)
              html.element(.td, text: Clipped(detector.purpose, to: 300).withEllipsis)
              html.element(.td, .class("num"), text: NumberText.count(detector.signals))
            }
          }
        }
      }
    }
  }

  private func rules(into html: inout HTML) {
    html.element(.p, text: "\(NumberText.counted(result.ruleCount, "rule")) ran.")
    waiting(into: &html)
    guard !result.ruleProblems.isEmpty else { return }
    html.element(.details) { html in
      html.element(.summary, text: "\(NumberText.counted(result.ruleProblems.count, "rule")) could not be run")
      html.element(.ul, .class("plain")) { html in
        for problem in result.ruleProblems.prefix(index.limits.rows) {
          html.element(.li) { $0.value(problem, index.limits) }
        }
      }
      html.leftOut(result.ruleProblems.count - index.limits.rows, "problem")
    }
  }

  private func waiting(into html: inout HTML) {
    guard !result.waitingRules.isEmpty else { return }
    let count = NumberText.counted(result.waitingRules.count, "rule")
    html.element(.details) { html in
      html.element(.summary, text: "\(count) had nothing to look at: the anomaly job did not run")
      html.element(.ul, .class("plain")) { html in
        for rule in result.waitingRules.prefix(index.limits.rows) {
          html.element(.li) { $0.value("\(rule.name): \(rule.jobs.joined(separator: ", "))", index.limits) }
        }
      }
      html.leftOut(result.waitingRules.count - index.limits.rows, "rule")
    }
  }

  private static let glossary: [(String, String)] = [
    (
      "Signal",
      "What one detector says about one moment. Signals about the same thing are folded into one alert."
    ),
    (
      "Severity",
      "How much an alert matters if it is true: low (21), medium (47), high (73), critical (99). It is set by the rule "
        + "or model and says nothing about how likely it is. An incident has that of its worst alert, raised when "
        + "several tactics follow one another."
    ),
    (
      "Risk",
      "0 to 100, for ranking: severity and strength of the evidence together. A rank, not a probability."
    ),
    (
      "p",
      "The share of benign activity that would look at least this unusual. Given where the detector knows it."
    ),
    (
      "Log likelihood ratio",
      "How much more likely the evidence is on malicious than on benign activity, as a natural logarithm: 2.3 is ten "
        + "times, 4.6 a hundred times."
    ),
    (
      "U+202E",
      "A character that must not be obeyed (control, invisible, or changing the direction of writing), shown by its "
        + "number in Unicode."
    ),
  ]

  private var limits: [String] {
    var texts = [
      "An alert is a reason to look, not a verdict. Nobody has judged these alerts yet.",
      "No alert does not mean no attack: what was not recorded, or is not known to a rule or model, is not found.",
      "First-seen and rarity findings compare with what is in these inputs only. With a short period or few hosts, "
        + "ordinary things look rare.",
      "Times are those that the sources recorded; clocks that were wrong give a wrong order.",
      "On paper, alerts are unfolded; raw events are printed where they are open on the screen.",
      "ATT&CK \(AttackCatalog.version) names: © The MITRE Corporation, reproduced with its permission.",
    ]
    if result.isSimulated { texts.insert("The telemetry was simulated. Nothing here happened.", at: 0) }
    return texts
  }
}
