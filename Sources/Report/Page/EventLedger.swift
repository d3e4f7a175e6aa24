import Evidence
import Pipeline

/// The events that the report has shown so far: each is written out once and linked to afterwards.
struct EventLedger {
  let index: HuntIndex
  private var numbers: [String: Int] = [:]

  init(index: HuntIndex) {
    self.index = index
  }

  /// Writes the events that references point at.
  mutating func draw(_ references: [EventReference], into html: inout HTML) {
    guard !references.isEmpty else { return }
    html.element(.h4, text: references.count == 1 ? "Event" : "Events")
    for reference in references.prefix(index.limits.events) {
      if let number = numbers[reference.id] {
        html.element(.p, .class("event")) { html in
          html.element(.a, .link(Anchor("event", number)), text: "Event \(number)")
          html.text(", shown above: ")
          place(reference, into: &html)
        }
      } else if let event = index.result.events[reference.id] {
        let number = numbers.count + 1
        numbers[reference.id] = number
        html.element(.details, .class("event"), .id(Anchor("event", number))) { html in
          html.element(.summary) { html in
            html.text("Event \(number): ")
            place(reference, into: &html)
          }
          EventJSON.draw(event.json, limit: index.limits.eventBytes, into: &html)
        }
      } else {
        html.element(.p, .class("event")) { html in
          html.text("Event, not kept in this report: ")
          place(reference, into: &html)
        }
      }
    }
    html.leftOut(references.count - index.limits.events, "event")
  }

  /// Where the event can be found again.
  private func place(_ reference: EventReference, into html: inout HTML) {
    html.time(reference.time, TimeText.millisecond)
    html.text(", record \(NumberText.count(reference.record)) of ")
    html.inline(reference.path, limit: 120)
  }
}
