import Evidence
import Pipeline

/// Hosts and users by risk, each with the alerts that make it up.
struct EntitySection {
  let index: HuntIndex

  /// Writes the section.
  func draw(into html: inout HTML) {
    html.section("entities", "Hosts and users") { html in
      html.element(
        .p, .class("intro"),
        text: "Risk is a rank from 0 to 100, made of the alerts that name the host or user. It says where to look "
          + "first, not how likely a compromise is.")
      html.element(.div, .class("columns")) { html in
        table("Hosts", index.result.hosts, into: &html)
        table("Users", index.result.users, into: &html)
        if !index.result.accounts.isEmpty {
          table("Accounts of machines and services", index.result.accounts, into: &html)
        }
      }
    }
  }

  private func table(_ title: String, _ risks: [EntityRisk], into html: inout HTML) {
    html.element(.div, .class("card")) { html in
      html.element(.h3, text: title)
      guard !risks.isEmpty else {
        html.element(.p, .class("note"), text: "None with alerts.")
        return
      }
      html.element(.ol, .class("risks")) { html in
        for risk in risks.prefix(index.limits.entities) { row(risk, into: &html) }
      }
      html.leftOut(risks.count - index.limits.entities, "entry", "entries")
    }
  }

  private func row(_ risk: EntityRisk, into html: inout HTML) {
    let alerts = risk.contributions.compactMap { contribution in
      index.alert(contribution.alertID).map { ($0, contribution.points) }
    }
    let worst = alerts.map(\.0.severity).max() ?? .low
    html.element(.li) { html in
      html.element(.details) { html in
        html.element(.summary) { html in
          html.mark(worst, named: "up to \(worst.name)")
          html.element(.span, .class("name")) { $0.inline(risk.name.isEmpty ? risk.entity.id : risk.name, limit: 60) }
          html.element(.span, .class("score"), text: NumberText.decimal(risk.score, places: 0))
          html.bar(risk.score / 100, CSSClass(worst))
          html.element(.small, text: NumberText.counted(risk.contributions.count, "alert"))
        }
        if risk.entity.id != risk.name {
          html.element(.p, .class("note")) { html in
            html.text("Identifier ")
            html.inline(risk.entity.id, limit: 120)
          }
        }
        html.element(.ul, .class("plain")) { html in
          for (alert, points) in alerts.prefix(20) {
            html.element(.li) { html in
              html.element(.b, text: "+" + NumberText.decimal(points, places: 1))
              html.text(" ")
              html.severity(alert.severity)
              html.text(" ")
              html.alertLink(alert, index)
              html.text(" ")
              html.element(.small) { $0.time(alert.firstSeen) }
            }
          }
        }
        html.leftOut(risk.contributions.count - min(20, alerts.count), "contribution")
      }
    }
  }

}
