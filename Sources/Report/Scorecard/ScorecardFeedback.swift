import Pipeline

/// What changed because of feedback.
struct ScorecardFeedback {
  let card: Scorecard

  /// The queue that the reader states.
  private var queue: Scorecard.Queue? {
    card.feedback.flatMap { feedback in feedback.queues.first { $0.length == feedback.queueLength } }
  }

  /// The effect in one sentence; nil without verdicts.
  var sentence: String? {
    guard let feedback = card.feedback else { return nil }
    guard let queue, let without = queue.without.precision, let with = queue.with.precision else {
      return
        "Verdicts moved \(NumberText.counted(feedback.raised + feedback.lowered, "alert")); no later verdict tells "
        + "what that was worth."
    }
    return
      "In a queue of \(NumberText.counted(queue.length, "alert")) \(Self.period(queue)), earlier verdicts changed precision from "
      + "\(EvaluationTables.percent(without.value)) to \(EvaluationTables.percent(with.value)) by later ones: "
      + "\(NumberText.counted(queue.attacksGained, "attack")) gained and \(NumberText.count(queue.attacksLost)) lost, "
      + "\(NumberText.counted(queue.falsesLost, "false or benign alert")) gone and \(NumberText.count(queue.falsesGained)) new."
  }

  private static func period(_ queue: Scorecard.Queue) -> String { queue.periodDays >= 7 ? "a week" : "a day" }

  func draw(into html: inout HTML) {
    html.section("feedback", "What changed because of feedback") { html in
      guard let feedback = card.feedback else {
        html.element(.p, .class("intro"), text: "Nobody has given a verdict, so nothing changed.")
        return
      }
      html.element(
        .p, .class("intro"),
        text:
          "\(NumberText.counted(feedback.verdicts, "verdict")) of \(NumberText.counted(feedback.analysts, "analyst")) raise "
          + "\(NumberText.counted(feedback.raised, "alert")) and lower \(NumberText.count(feedback.lowered)); the floor of high severity "
          + "holds \(NumberText.count(feedback.heldAtFloor)). \(NumberText.counted(feedback.suppressible, "alert")) may be left out of the "
          + "queue, \(NumberText.count(feedback.suppressibleAttacks)) of them confirmed attacks. "
          + "\(NumberText.counted(feedback.exceptionsAdded, "exception was", "exceptions were")) added by analysts; "
          + "\(NumberText.count(feedback.exceptionsReady)) more \(feedback.exceptionsReady == 1 ? "is" : "are") supported by verdicts."
      )
      for flag in feedback.flags.prefix(10) {
        html.element(.p, .class("note")) { $0.text("Look at this: " + Clipped(flag, to: 300).withEllipsis + ".") }
      }
      queues(feedback, into: &html)
      moves(feedback, into: &html)
    }
  }

  private func queues(_ feedback: Scorecard.Feedback, into html: inout HTML) {
    guard let first = feedback.queues.first else { return }
    html.element(.h3, text: "The same queue with and without earlier verdicts")
    html.element(
      .p, .class("intro"),
      text:
        "Each \(first.periodDays >= 7 ? "week" : "day")'s alerts are ranked by verdicts from before it, and counted by their own, "
        + "later ones. Alerts that nobody judged count for neither. Limits are exact, 95 %.")
    html.element(.div, .class("scroll")) { html in
      html.element(.table, .class("dense")) { html in
        html.head([
          ("Alerts read", "num"), ("Without: attacks", "num"), ("Precision", "num"), ("Limits", "num"),
          ("With: attacks", "num"), ("Precision", "num"), ("Limits", "num"), ("Attacks +, −", "num"),
          ("Others −, +", "num"),
        ])
        html.element(.tbody) { html in
          for queue in feedback.queues {
            html.element(.tr) { html in
              html.element(.td, .class("num"), text: NumberText.count(queue.length))
              for count in [queue.without, queue.with] {
                html.element(
                  .td, .class("num"), text: "\(NumberText.count(count.attacks)) of \(NumberText.count(count.judged))")
                html.element(.td, .class("num"), text: EvaluationTables.percent(count.precision?.value))
                html.element(.td, .class("num"), text: Self.limits(count.precision))
              }
              html.element(
                .td, .class("num"),
                text: "\(NumberText.count(queue.attacksGained)), \(NumberText.count(queue.attacksLost))")
              html.element(
                .td, .class("num"),
                text: "\(NumberText.count(queue.falsesLost)), \(NumberText.count(queue.falsesGained))")
            }
          }
        }
      }
    }
  }

  /// `12 % to 34 %`.
  static func limits(_ estimate: Scorecard.Estimate?) -> String {
    estimate.map { "\(EvaluationTables.percent($0.lower)) to \(EvaluationTables.percent($0.upper))" } ?? "-"
  }

  private func moves(_ feedback: Scorecard.Feedback, into html: inout HTML) {
    guard !feedback.moves.isEmpty else { return }
    html.element(.h3, text: "Alerts that moved furthest")
    html.element(.div, .class("scroll")) { html in
      html.element(.table) { html in
        html.head([("Alert", ""), ("Risk before", "num"), ("After", "num"), ("Why", ""), ("Verdict", "")])
        html.element(.tbody) { html in
          for move in feedback.moves {
            html.element(.tr) { html in
              html.element(.td, text: Clipped(move.title, to: 120).withEllipsis)
              html.element(.td, .class("num"), text: NumberText.decimal(move.before, places: 0))
              html.element(.td, .class("num"), text: NumberText.decimal(move.after, places: 0))
              html.element(.td, text: Clipped(move.why, to: 240).withEllipsis)
              html.element(.td, .class("short"), text: move.verdict?.replacing("_", with: " ") ?? "none")
            }
          }
        }
      }
    }
  }
}
