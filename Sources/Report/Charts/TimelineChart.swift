import Evidence
import Pipeline

/// Events, alerts and incidents over time, one above the other on the same axis.
struct TimelineChart {
  /// The bars, joined with their neighbours where there are more than the width has room for.
  let buckets: [HuntResult.Bucket]
  /// Nanoseconds per bar.
  let span: Int64
  /// The incidents that get a lane: number, severity, title, first and last moment.
  let lanes: [Lane]

  /// One incident's stretch of time.
  struct Lane {
    let number: Int
    let severity: Severity
    let title: String
    let first: Int64
    let last: Int64
  }

  static let maximumBars = 180
  static let maximumLanes = 8

  private let width = 1120.0
  private let left = 104.0
  private let right = 1108.0
  private let alertHeight = 96.0
  private let eventHeight = 64.0
  private let laneHeight = 20.0

  init(_ result: HuntResult) {
    let sorted = result.timeline.sorted { $0.start < $1.start }
    let group = max(1, (sorted.count + Self.maximumBars - 1) / Self.maximumBars)
    buckets = stride(from: 0, to: sorted.count, by: group).map { start in
      Self.joined(sorted[start..<min(start + group, sorted.count)])
    }
    span = max(1, result.bucketSpan.multipliedReportingOverflow(by: Int64(group)).partialValue)
    lanes = result.incidents.prefix(Self.maximumLanes).enumerated().map { index, incident in
      Lane(
        number: index + 1, severity: incident.severity, title: incident.title, first: incident.firstSeen,
        last: incident.lastSeen)
    }
  }

  /// Draws the chart.
  func draw(into html: inout HTML) {
    guard let first = buckets.first, let last = buckets.last else { return }
    let end = last.start.addingReportingOverflow(span)
    let axis = TimeAxis(
      first: first.start, last: end.overflow ? last.start : end.partialValue, left: left, right: right)
    let laneTop = 14.0
    let alertTop = laneTop + Double(lanes.count) * laneHeight + (lanes.isEmpty ? 0 : 14)
    let eventTop = alertTop + alertHeight + 22
    let bottom = eventTop + eventHeight
    html.element(
      .svg, .class("chart"), .viewBox(width: width, height: bottom + 30), .fixed("role", "img"), .label(summary)
    ) { html in
      drawTicks(axis, top: laneTop, bottom: bottom, into: &html)
      drawLanes(axis, top: laneTop, into: &html)
      drawAlerts(axis, top: alertTop, into: &html)
      drawEvents(axis, top: eventTop, into: &html)
    }
  }

  /// What the chart shows, in words.
  var summary: String {
    let events = buckets.reduce(0) { $0 + $1.events }
    let alerts = buckets.reduce(0) { $0 + Self.total($1) }
    guard let first = buckets.first, let last = buckets.last else { return "No events." }
    let busiest = buckets.max { Self.total($0) < Self.total($1) }
    var text =
      "\(NumberText.counted(events, "event")) and \(NumberText.counted(alerts, "alert")) from \(TimeText.minute(first.start)) to \(TimeText.minute(last.start)) UTC."
    if let busiest, alerts > 0 {
      text += " Most alerts (\(Self.total(busiest))) at \(TimeText.minute(busiest.start))."
    }
    return text
  }

  private func drawTicks(_ axis: TimeAxis, top: Double, bottom: Double, into html: inout HTML) {
    var lastLabel = -1_000.0
    for tick in axis.ticks(target: 8) {
      html.element(
        .line, .class("grid"), .number("x1", tick.x), .number("x2", tick.x), .number("y1", top), .number("y2", bottom))
      let half = Double(tick.label.count) * 3.4
      let x = min(max(tick.x, left + half - 40), right - half)
      guard x - half > lastLabel else { continue }
      lastLabel = x + half + 8
      html.label(tick.label, x: x, y: bottom + 20, anchor: "middle")
    }
    html.element(
      .line, .class("axis"), .number("x1", left), .number("x2", right), .number("y1", bottom), .number("y2", bottom))
  }

  private func drawLanes(_ axis: TimeAxis, top: Double, into html: inout HTML) {
    if !lanes.isEmpty { html.label("Incidents", x: 0, y: top + 14, anchor: "start") }
    for (index, lane) in lanes.enumerated() {
      let y = top + Double(index) * laneHeight + 10
      let start = axis.x(lane.first)
      let end = axis.x(lane.last)
      html.element(.a, .link(Anchor("incident", lane.number))) { html in
        html.element(.g, .class("lane", CSSClass(lane.severity))) { html in
          html.element(.title) {
            $0.plainText("Incident \(lane.number): \(Clipped(lane.title, to: 160).withEllipsis)")
          }
          html.element(
            .rect, .class("span"), .number("x", start), .number("y", y - 3), .number("width", max(end - start, 2)),
            .number("height", 6), .number("rx", 3))
          html.element(.path, .path(.mark(lane.severity, x: start, y: y, radius: 6)))
          let room = right - end
          let before = room < 60
          html.label("#\(lane.number)", x: before ? start - 10 : end + 10, y: y + 4, anchor: before ? "end" : "start")
        }
      }
    }
  }

  private func drawAlerts(_ axis: TimeAxis, top: Double, into html: inout HTML) {
    let peak = max(1, buckets.map(Self.total).max() ?? 1)
    html.label("Alerts", x: 0, y: top + 12, anchor: "start")
    scale(peak: peak, value: { Double($0) / Double(peak) }, top: top, height: alertHeight, into: &html)
    for bucket in buckets where Self.total(bucket) > 0 {
      let (x, width) = place(bucket, axis)
      html.element(.g) { html in
        html.element(.title) { $0.plainText(Self.alertTitle(bucket)) }
        var y = top + alertHeight
        for severity in Severity.descending {
          let count = bucket.alerts[severity.name] ?? 0
          guard count > 0 else { continue }
          let height = max(alertHeight * Double(count) / Double(peak), 1.5)
          y -= height
          html.element(
            .rect, .class(CSSClass(severity)), .number("x", x), .number("y", max(y, top)), .number("width", width),
            .number("height", height))
        }
      }
    }
    html.element(
      .line, .class("axis"), .number("x1", left), .number("x2", right), .number("y1", top + alertHeight),
      .number("y2", top + alertHeight))
  }

  private func drawEvents(_ axis: TimeAxis, top: Double, into html: inout HTML) {
    let peak = max(1, buckets.map(\.events).max() ?? 1)
    let height = { (count: Int) in Logarithm.share(count, of: peak) }
    html.label("Events", x: 0, y: top + 12, anchor: "start")
    html.label("(log scale)", x: 0, y: top + 26, anchor: "start")
    scale(peak: peak, value: height, top: top, height: eventHeight, into: &html)
    for bucket in buckets where bucket.events > 0 {
      let (x, width) = place(bucket, axis)
      let tall = max(eventHeight * height(bucket.events), 1)
      html.element(
        .rect, .class("events"), .number("x", x), .number("y", top + eventHeight - tall), .number("width", width),
        .number("height", tall)
      )
    }
  }

  /// The highest value of a panel, at its top.
  private func scale(
    peak: Int, value: (Int) -> Double, top: Double, height: Double, into html: inout HTML
  ) {
    html.element(
      .line, .class("grid"), .number("x1", left), .number("x2", right), .number("y1", top), .number("y2", top))
    html.label(NumberText.short(peak), x: left - 6, y: top + 4, anchor: "end")
  }

  private func place(_ bucket: HuntResult.Bucket, _ axis: TimeAxis) -> (x: Double, width: Double) {
    let full = (right - left) / max(1, (Double(axis.last) - Double(axis.first)) / Double(span))
    let gap = full > 3 ? 1.0 : 0
    return (axis.x(bucket.start) + gap / 2, max(full - gap, 0.8))
  }

  private static func total(_ bucket: HuntResult.Bucket) -> Int { bucket.alerts.values.reduce(0, +) }

  private static func alertTitle(_ bucket: HuntResult.Bucket) -> String {
    let parts = Severity.descending.compactMap { severity in
      bucket.alerts[severity.name].flatMap { $0 > 0 ? "\($0) \(severity.name)" : nil }
    }
    return
      "\(TimeText.minute(bucket.start)): \(parts.joined(separator: ", ")); \(NumberText.counted(bucket.events, "event"))"
  }

  private static func joined(_ group: ArraySlice<HuntResult.Bucket>) -> HuntResult.Bucket {
    var result = HuntResult.Bucket(start: group.first?.start ?? 0, events: 0, alerts: [:])
    for bucket in group {
      result.events += bucket.events
      for (name, count) in bucket.alerts { result.alerts[name, default: 0] += count }
    }
    return result
  }
}

extension HTML {
  /// A label of a drawing.
  mutating func label(_ text: String, x: Double, y: Double, anchor: StaticString) {
    element(.text, .number("x", x), .number("y", y), .fixed("text-anchor", anchor)) { $0.plainText(text) }
  }
}

extension TimelineChart {
  /// The bars as a table, for those who cannot see them.
  func drawTable(into html: inout HTML) {
    html.element(.div, .class("scroll")) { html in
      html.element(.table, .class("dense")) { html in
        html.head(
          [("From (UTC)", ""), ("Events", "num")] + Severity.descending.map { ($0.label + " alerts", "num") })
        html.element(.tbody) { html in
          for bucket in buckets where bucket.events > 0 || !bucket.alerts.isEmpty {
            html.element(.tr) { html in
              html.element(.td) { $0.time(bucket.start, TimeText.second) }
              html.element(.td, .class("num"), text: NumberText.count(bucket.events))
              for severity in Severity.descending {
                html.element(.td, .class("num"), text: NumberText.count(bucket.alerts[severity.name] ?? 0))
              }
            }
          }
        }
      }
    }
  }
}
