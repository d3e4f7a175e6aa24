import Evidence
import Pipeline

extension HTML {
  /// An alert's title, linked to its evidence where that is in the report.
  mutating func alertLink(_ alert: Alert, _ index: HuntIndex) {
    let title = Clipped(alert.title, to: 200).withEllipsis
    guard let number = index.number(of: alert), index.isShown(number) else {
      element(.span, .class("alert-link"), text: title)
      return
    }
    element(.a, .class("alert-link"), .link(Anchor("alert", number)), text: title)
  }

  /// An alert's number, linked where it can be.
  mutating func alertNumber(_ id: String, _ index: HuntIndex) {
    guard let position = index.alertPosition[id] else {
      text("an alert")
      return
    }
    let number = index.number(ofAlertAt: position)
    let title = Clipped(index.result.alerts[position].title, to: 200).withEllipsis
    guard index.isShown(number) else {
      element(.span, .title(title), text: "alert \(number)")
      return
    }
    element(.a, .link(Anchor("alert", number)), .title(title), text: "alert \(number)")
  }
}
