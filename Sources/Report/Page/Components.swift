import ECS
import Evidence

/// The small things that every section uses.
extension HTML {
  /// A severity as a shape and a word, so that it is legible without colours.
  mutating func severity(_ severity: Severity) {
    element(.span, .class("sev", CSSClass(severity))) { html in
      html.mark(severity)
      html.text(severity.label)
    }
  }

  /// A severity's shape alone; give the word beside it.
  mutating func mark(_ severity: Severity) {
    element(
      .svg, .class("mark", CSSClass(severity)), .viewBox(width: 12, height: 12), .fixed("aria-hidden", "true")
    ) { $0.element(.path, .path(.mark(severity, x: 6, y: 6, radius: 5.2))) }
  }

  /// A severity's shape with its meaning for those who hover or listen.
  mutating func mark(_ severity: Severity, named name: String) {
    element(
      .svg, .class("mark", CSSClass(severity)), .viewBox(width: 12, height: 12), .fixed("role", "img"), .label(name)
    ) { html in
      html.element(.title) { $0.plainText(name) }
      html.element(.path, .path(.mark(severity, x: 6, y: 6, radius: 5.2)))
    }
  }

  /// A value from telemetry: set apart from the text around it, long ones folded, very long ones cut with a note.
  mutating func value(_ text: String, _ limits: ReportLimits) {
    let short = Clipped(text, to: limits.value)
    guard short.omitted > 0 else {
      element(.code, .class("t"), text: text)
      return
    }
    let long = Clipped(text, to: limits.longValue)
    let length = text.unicodeScalars.count
    element(.details, .class("long")) { html in
      html.element(.summary) { html in
        html.element(.code, .class("t"), text: short.withEllipsis)
        html.element(.small, text: " \(NumberText.count(length)) characters, show all")
      }
      html.element(.pre, .class("t"), text: long.text)
      if long.omitted > 0 {
        html.element(.small, text: "\(NumberText.count(long.omitted)) more characters are not in this report.")
      }
    }
  }

  /// A short value from telemetry inside a sentence or a cell; cut where it is long, never folded.
  mutating func inline(_ text: String, limit: Int = 80) {
    let clipped = Clipped(text, to: limit)
    if clipped.omitted == 0 {
      element(.code, .class("t"), text: text)
    } else {
      element(.code, .class("t"), .title(Clipped(text, to: 600).withEllipsis), text: clipped.withEllipsis)
    }
  }

  /// A point in time in UTC.
  mutating func time(_ nanoseconds: Int64, _ format: (Int64) -> String = TimeText.second) {
    element(.time, .title(TimeText.millisecond(nanoseconds) + " UTC"), text: format(nanoseconds))
  }

  /// A technique by identifier and name, linked to its page where ATT&CK has it.
  mutating func technique(_ id: String) {
    guard let technique = AttackCatalog.technique(id) else {
      element(.span, .class("tech")) { $0.inline(id, limit: 16) }
      return
    }
    element(
      .a, .class("tech"), .link(technique), .fixed("rel", "noreferrer noopener"),
      .title(AttackCatalog.fullName(id) ?? technique.name)
    ) { html in
      html.element(.b, text: technique.id)
      html.text(" " + technique.name)
    }
  }

  /// Entities of one kind, by name, as a labelled list in a line.
  mutating func names(_ label: String, _ names: [String], limit: Int = 4) {
    guard !names.isEmpty else { return }
    element(.span, .class("who")) { html in
      html.element(.span, .class("label"), text: label)
      for name in names.prefix(limit) {
        html.text(" ")
        html.inline(name, limit: 48)
      }
      if names.count > limit { html.element(.small, text: " and \(names.count - limit) more") }
    }
  }

  /// A share of a whole as a bar; the number stands beside it.
  mutating func bar(_ share: Double, _ style: CSSClass) {
    let width = 100 * min(max(share, 0), 1)
    element(
      .svg, .class("bar"), .viewBox(width: 100, height: 8), .fixed("preserveAspectRatio", "none"),
      .fixed("aria-hidden", "true")
    ) { html in
      html.element(.rect, .class("track"), .number("width", 100), .number("height", 8))
      html.element(.rect, .class(style), .number("width", width), .number("height", 8))
    }
  }

  /// A section of the page with its heading.
  mutating func section(_ anchor: StaticString, _ title: String, _ content: (inout HTML) -> Void) {
    newline()
    element(.section, .id(Anchor(section: anchor))) { html in
      html.element(.h2, text: title)
      content(&html)
    }
  }

  /// The head of a table.
  mutating func head(_ names: [(String, CSSClass)]) {
    element(.thead) { html in
      html.element(.tr) { html in
        for (name, style) in names {
          html.element(.th, .class(style), .fixed("scope", "col"), text: name)
        }
      }
    }
  }

  /// A note that part of a list is not shown.
  mutating func leftOut(_ count: Int, _ singular: String, _ plural: String? = nil) {
    guard count > 0 else { return }
    let noun = count == 1 ? singular : plural ?? singular + "s"
    element(.p, .class("note"), text: "\(NumberText.count(count)) more \(noun) not shown here.")
  }
}

extension Severity {
  /// The name with a capital.
  var label: String {
    switch self {
    case .low: "Low"
    case .medium: "Medium"
    case .high: "High"
    case .critical: "Critical"
    }
  }

  /// Most severe first.
  static let descending: [Severity] = Severity.allCases.sorted(by: >)
}

extension PathData {
  /// The shape of a severity: diamond, triangle, square, circle from critical to low.
  static func mark(_ severity: Severity, x: Double, y: Double, radius r: Double) -> PathData {
    var path = PathData()
    switch severity {
    case .critical:
      path.polygon([(x, y - r), (x + r, y), (x, y + r), (x - r, y)])
    case .high:
      path.polygon([(x, y - r * 0.9), (x + r, y + r * 0.8), (x - r, y + r * 0.8)])
    case .medium:
      let s = r * 0.78
      path.polygon([(x - s, y - s), (x + s, y - s), (x + s, y + s), (x - s, y + s)])
    case .low:
      let s = r * 0.78
      let k = s * 0.5523
      path.move(x + s, y)
      path.curve(x + s, y + k, x + k, y + s, x, y + s)
      path.curve(x - k, y + s, x - s, y + k, x - s, y)
      path.curve(x - s, y - k, x - k, y - s, x, y - s)
      path.curve(x + k, y - s, x + s, y - k, x + s, y)
      path.close()
    }
    return path
  }

  private mutating func polygon(_ points: [(Double, Double)]) {
    for (index, point) in points.enumerated() {
      if index == 0 { move(point.0, point.1) } else { line(point.0, point.1) }
    }
    close()
  }
}
