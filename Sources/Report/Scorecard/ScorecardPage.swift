public import Pipeline

/// How the protection went, as one HTML page that needs nothing else: one screen for a manager, then the rest.
public struct ScorecardPage {
  private let card: Scorecard

  /// The page of a scorecard.
  public init(_ card: Scorecard) { self.card = card }

  /// The page in UTF-8.
  public func html() -> [UInt8] {
    let sections: [(StaticString, String)] = [
      ("summary", "Summary"), ("weeks", "Weeks"), ("budget", "Budget"), ("caught", "Caught"),
      ("false", "False alerts"), ("people", "Verdicts"), ("feedback", "Feedback"), ("detection", "Ranking"),
      ("detectors", "Detectors"), ("slices", "Slices"), ("robustness", "Robustness"), ("gates", "Gates"),
    ]
    return PageFrame(title: "Shrike: performance report", kind: "performance report", sections: sections).bytes {
      html in
      banner(into: &html)
      ScorecardHeadline(card: card).draw(into: &html)
      ScorecardWeeks(weeks: card.weeks).draw(into: &html)
      ScorecardBudget(card: card).draw(into: &html)
      ScorecardFindings(card: card).drawCaught(into: &html)
      ScorecardFindings(card: card).drawFalse(into: &html)
      ScorecardPeople(card: card).draw(into: &html)
      ScorecardFeedback(card: card).draw(into: &html)
      ScorecardDetection(card: card).draw(into: &html)
      ScorecardDetectors(card: card).draw(into: &html)
      ScorecardSlices(card: card).draw(into: &html)
      ScorecardRobustness(card: card).draw(into: &html)
      ScorecardPeople(card: card).drawCoverage(into: &html)
      ScorecardPeople(card: card).drawModels(into: &html)
      ScorecardGateSection(card: card).draw(into: &html)
    }
  }

  private func banner(into html: inout HTML) {
    ScorecardGateSection(card: card).drawStamp(into: &html)
    guard card.isSimulated else { return }
    html.element(.p, .class("banner"), .fixed("role", "note")) { html in
      html.element(.strong, text: "Simulated data.")
      html.text(" Hosts, users, events and attacks in this report were made by a program. Nothing here happened.")
    }
  }
}

/// The first screen.
struct ScorecardHeadline {
  let card: Scorecard

  private var alertCount: Int { card.alerts.values.reduce(0, +) }
  private var confirmed: Int { card.verdicts["true_positive"] ?? 0 }
  private var falses: Int { card.verdicts["false_positive"] ?? 0 }
  private var judged: Int { card.verdicts.values.reduce(0, +) }

  private var title: String {
    if card.events == 0 { return "Nothing was protected: the store has no events" }
    if judged == 0 { return "\(NumberText.counted(alertCount, "alert")), none of them judged yet" }
    return "\(NumberText.counted(confirmed, "attack alert")) confirmed, \(NumberText.counted(falses, "false alert"))"
  }

  func draw(into html: inout HTML) {
    html.element(.section, .id(Anchor(section: "summary"))) { html in
      html.element(.h1, text: title)
      html.element(.div, .class("lead")) { html in
        html.element(.p, text: protected)
        html.element(.p, text: quality)
        html.element(.p, text: missed)
        if let feedback = ScorecardFeedback(card: card).sentence { html.element(.p, text: feedback) }
      }
      tiles(into: &html)
    }
  }

  private var protected: String {
    var text =
      "Shrike watched \(NumberText.counted(card.endpoints, "endpoint")) "
      + "(\(NumberText.counted(card.endpointDays, "endpoint-day")), \(NumberText.counted(card.events, "event"))"
    if let first = card.firstEvent, let last = card.lastEvent {
      text += ", \(TimeText.day(first)) to \(TimeText.day(last))"
    }
    return text + ") and gave \(NumberText.counted(alertCount, "alert")) in "
      + "\(NumberText.counted(card.incidents.values.reduce(0, +), "incident"))"
      + (card.excepted > 0 ? "; \(NumberText.counted(card.excepted, "alert")) hidden by accepted exceptions" : "")
      + (card.heldBack > 0 ? "; \(NumberText.counted(card.heldBack, "alert")) had no room in the budget." : ".")
  }

  private var quality: String {
    guard let precision = card.precision else {
      return "No analyst has judged an alert, so nothing is known of how many are right."
    }
    return
      "Of \(NumberText.counted(judged, "judged alert")), \(EvaluationTables.percent(precision.value)) were attacks. However often "
      + "this is looked at, with 95 % confidence the true share lies between \(EvaluationTables.percent(precision.lower)) and "
      + "\(EvaluationTables.percent(precision.upper))."
  }

  private var missed: String {
    guard let audit = card.audit, audit.unseen > 0 else {
      let open = card.audit?.open ?? 0
      return "What was missed is not known: "
        + (open > 0
          ? "\(NumberText.counted(open, "audit")) below the threshold \(open == 1 ? "waits for its verdict" : "wait for their verdicts"). "
          : "nobody has audited findings below the threshold at random. ")
        + "Shares of alerts say nothing about it."
    }
    var text =
      "Audits of \(NumberText.count(audit.audited)) of \(NumberText.count(audit.unseen)) findings below the threshold "
      + "found \(NumberText.counted(audit.found, "attack")): \(NumberText.decimal(audit.missed.value, places: 0)) missed by estimate "
      + "(\(NumberText.decimal(audit.missed.lower, places: 0)) to \(NumberText.decimal(audit.missed.upper, places: 0)))"
    if let recall = audit.recall {
      text +=
        ", so \(EvaluationTables.percent(recall.value)) of the attacks that any detector noticed were shown "
        + "(\(EvaluationTables.percent(recall.lower)) to \(EvaluationTables.percent(recall.upper)))"
    }
    return text + "."
  }

  private func tiles(into html: inout HTML) {
    let rate = card.endpointDays > 0 ? Double(alertCount) * 1_000 / Double(card.endpointDays) : 0
    html.element(.dl, .class("tiles")) { html in
      html.tile(
        "Alerts per 1,000 endpoint-days",
        card.endpointDays > 0 ? NumberText.decimal(rate, places: rate < 10 ? 1 : 0) : "-",
        "\(NumberText.count(card.endpoints)) endpoints")
      html.tile(
        "Precision in the queue", card.precision.map { EvaluationTables.percent($0.value) } ?? "-",
        "\(NumberText.count(judged)) of \(NumberText.count(alertCount)) judged")
      html.tile(
        "Recall, audited", card.audit?.recall.map { EvaluationTables.percent($0.value) } ?? "unknown",
        card.audit == nil ? "no audits" : "\(NumberText.count(card.audit?.audited ?? 0)) audits")
      html.tile(
        "Median time to a verdict", card.medianTriageSeconds.map { TimeText.duration(seconds: $0) } ?? "-",
        card.slowTriageSeconds.map { "nine of ten within \(TimeText.duration(seconds: $0))" }
          ?? "no verdict is later than its alert")
      if let budget = card.budgets.first {
        html.tile(
          "False alerts a day",
          budget.days > 0 ? NumberText.decimal(Double(budget.falses) / budget.days, places: 2) : "-",
          "promised: at most \(NumberText.decimal(budget.perDay, places: 2))")
      }
    }
  }
}
