import Pipeline

/// Attacks and false alerts, by example.
struct ScorecardFindings {
  let card: Scorecard

  func drawCaught(into html: inout HTML) {
    html.section("caught", "Caught and missed") { html in
      if card.caught.isEmpty {
        html.element(.p, .class("intro"), text: "No alert was confirmed as an attack.")
      } else {
        html.element(
          .p, .class("intro"),
          text: "Alerts that an analyst confirmed, the riskiest first; the rank is by risk among all alerts.")
        table(card.caught, rank: "Rank", into: &html)
      }
      if !card.nearlyMissed.isEmpty {
        html.element(.h3, text: "Nearly missed")
        html.element(
          .p, .class("intro"), text: "Confirmed attacks far down the queue: a shorter look would not have reached them."
        )
        table(card.nearlyMissed, rank: "Rank", into: &html)
      }
      if !card.missed.isEmpty {
        html.element(.h3, text: "Missed")
        html.element(
          .p, .class("intro"), text: "Attacks that were not shown and that an audit found, the riskiest first.")
        table(card.missed, rank: "", into: &html)
      }
      if let audit = card.audit {
        html.element(.h3, text: "Missed, by audit")
        html.element(
          .p, .class("intro"),
          text:
            "Findings below the threshold are drawn at random with known probabilities and judged. The estimate weighs each "
            + "by the inverse of its probability (Horvitz and Thompson); the limits are a confidence sequence (empirical Bernstein) and hold "
            + "however often they are read. \(NumberText.counted(audit.found, "attack")) in \(NumberText.counted(audit.audited, "audit"))."
            + (audit.open > 0
              ? " \(NumberText.counted(audit.waiting, "finding")) of draws with \(NumberText.counted(audit.open, "open audit")) are left out until those are judged."
              : "")
            + " What no detector noticed at all is in none of this."
        )
      }
    }
  }

  func drawFalse(into html: inout HTML) {
    html.section("false", "What false alerts come from") { html in
      guard !card.falseCauses.isEmpty else {
        html.element(.p, .class("intro"), text: "No alert was judged false.")
        return
      }
      html.element(
        .p, .class("intro"), text: "Rules and models by their false alerts; the share is of their judged alerts.")
      table(card.falseCauses, rank: "False, %", isRule: true, into: &html)
    }
  }

  private func table(_ findings: [Scorecard.Finding], rank: String, isRule: Bool = false, into html: inout HTML) {
    html.element(.div, .class("scroll")) { html in
      html.element(.table) { html in
        html.head([
          (isRule ? "Rule" : "Alert", ""), ("Severity", ""), (isRule ? "False alerts" : "Host", isRule ? "num" : ""),
          (rank, "num"),
          ("Last seen", ""), ("Why", ""),
        ])
        html.element(.tbody) { html in
          for finding in findings {
            html.element(.tr) { html in
              html.element(.td) { html in
                html.text(Clipped(finding.title, to: 160).withEllipsis)
                if isRule { html.element(.small, text: " " + Clipped(finding.id, to: 80).withEllipsis) }
              }
              html.element(.td, text: finding.severity)
              if isRule {
                html.element(.td, .class("num"), text: NumberText.count(finding.count))
              } else {
                html.element(.td, .class("short")) { $0.inline(finding.host, limit: 40) }
              }
              html.element(.td, .class("num"), text: rank.isEmpty ? "" : NumberText.count(finding.rank))
              html.element(.td) { $0.time(finding.time, TimeText.minute) }
              html.element(.td) { html in if !finding.reason.isEmpty { html.inline(finding.reason, limit: 120) } }
            }
          }
        }
      }
    }
  }
}
