import Evidence

/// One attribute of an element. Names come from this file only, and every value is escaped when written.
///
/// There is no way to make a URL of a string: links go to an `Anchor` of the same page, or to a technique that the
/// ATT&CK catalogue knows.
struct Attribute {
  let name: StaticString
  let value: String

  private init(_ name: StaticString, _ value: String) {
    self.name = name
    self.value = value
  }

  /// The style classes.
  static func `class`(_ names: CSSClass...) -> Attribute {
    Attribute("class", names.map { "\($0.name)" }.joined(separator: " "))
  }

  /// Makes the element a target of links.
  static func id(_ anchor: Anchor) -> Attribute { Attribute("id", anchor.text) }

  /// A link inside the page.
  static func link(_ anchor: Anchor) -> Attribute { Attribute("href", "#" + anchor.text) }

  /// A link to a technique's page at attack.mitre.org.
  static func link(_ technique: AttackCatalog.Technique) -> Attribute {
    let path = technique.id.split(separator: ".").joined(separator: "/")
    return Attribute("href", "https://attack.mitre.org/techniques/\(path)/")
  }

  /// What the browser shows on hovering. Text of any origin.
  static func title(_ text: String) -> Attribute { Attribute("title", text) }

  /// What a screen reader says. Text of any origin.
  static func label(_ text: String) -> Attribute { Attribute("aria-label", text) }

  /// The element that names this one.
  static func labelled(by anchor: Anchor) -> Attribute { Attribute("aria-labelledby", anchor.text) }

  /// An attribute that the house wrote, name and value.
  static func fixed(_ name: StaticString, _ value: StaticString) -> Attribute { Attribute(name, "\(value)") }

  /// A coordinate or length.
  static func number(_ name: StaticString, _ value: Double) -> Attribute {
    Attribute(name, NumberText.coordinate(value))
  }

  /// A whole number, such as a table cell's span.
  static func integer(_ name: StaticString, _ value: Int) -> Attribute { Attribute(name, String(value)) }

  /// The size of a drawing, in its own units.
  static func viewBox(width: Double, height: Double) -> Attribute {
    Attribute("viewBox", "0 0 \(NumberText.coordinate(width)) \(NumberText.coordinate(height))")
  }

  /// A line of a drawing.
  static func path(_ path: PathData) -> Attribute { Attribute("d", path.text) }

  /// The policy in the page's head.
  static func policy(_ policy: ContentPolicy) -> Attribute { Attribute("content", policy.text) }
}

/// The name of a style class: only literals.
struct CSSClass: ExpressibleByStringLiteral {
  let name: StaticString

  init(stringLiteral value: StaticString) { name = value }

  init(_ severity: Severity) {
    switch severity {
    case .low: name = "low"
    case .medium: name = "medium"
    case .high: name = "high"
    case .critical: name = "critical"
    }
  }
}

/// A place in the page: a kind that the house chose and a number, never text from telemetry.
struct Anchor: Hashable {
  let text: String

  /// The `number`th thing of a kind.
  init(_ kind: StaticString, _ number: Int) { text = "\(kind)-\(number)" }

  /// A section.
  init(section: StaticString) { text = "\(section)" }
}

/// The outline of a shape.
struct PathData {
  private(set) var text = ""

  mutating func move(_ x: Double, _ y: Double) { append("M", [x, y]) }
  mutating func line(_ x: Double, _ y: Double) { append("L", [x, y]) }
  mutating func curve(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ x: Double, _ y: Double) {
    append("C", [x1, y1, x2, y2, x, y])
  }
  mutating func close() { text += "Z" }

  private mutating func append(_ command: String, _ numbers: [Double]) {
    text += command + numbers.map(NumberText.coordinate).joined(separator: " ")
  }
}
