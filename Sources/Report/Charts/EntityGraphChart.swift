import Evidence

/// Draws an entity graph: boxes in columns, curves between them, as thick as alerts are many.
struct EntityGraphChart {
  let graph: EntityGraph
  let layout: EntityGraphLayout
  /// What people call the entities, by node index.
  let names: [String]

  private let boxWidth = 208.0
  private let boxHeight = 34.0
  private let rowHeight = 46.0
  private let width = 1080.0

  init(_ graph: EntityGraph, name: (EntityKey) -> String) {
    self.graph = graph
    layout = EntityGraphLayout(graph)
    names = graph.nodes.map { name($0.entity) }
  }

  /// Draws the graph.
  func draw(into html: inout HTML) {
    let places = layout.places
    let height = Double(layout.height) * rowHeight + 26
    html.element(
      .svg, .class("chart graph"), .viewBox(width: width, height: height), .fixed("role", "img"), .label(summary)
    ) { html in
      drawHeads(into: &html)
      for edge in graph.edges { draw(edge, places, into: &html) }
      for index in graph.nodes.indices { draw(index, places, into: &html) }
    }
    html.leftOut(graph.omitted, graph.omitted == 1 ? "entity" : "entities")
  }

  /// What the graph shows, in words.
  var summary: String {
    let links = graph.edges.prefix(20).map { "\(short(names[$0.from])) – \(short(names[$0.to]))" }
    let more = graph.edges.count > 20 ? " and \(graph.edges.count - 20) more" : ""
    return "\(NumberText.counted(graph.nodes.count, "entity", "entities")). Connected: "
      + (links.isEmpty ? "none" : links.joined(separator: "; ") + more) + "."
  }

  private func short(_ name: String) -> String { Clipped(name, to: 40).withEllipsis }

  private var columnWidth: Double {
    let gaps = Double(max(1, layout.columns.count - 1))
    return (width - boxWidth - 2) / gaps
  }

  private func x(_ place: EntityGraphLayout.Place) -> Double {
    layout.columns.count == 1 ? 1 : 1 + Double(place.column) * columnWidth
  }

  private func y(_ place: EntityGraphLayout.Place) -> Double {
    let free = Double(layout.height - layout.columns[place.column].count) * rowHeight / 2
    return 24 + free + Double(place.row) * rowHeight
  }

  private func drawHeads(into html: inout HTML) {
    for (column, nodes) in layout.columns.enumerated() {
      guard let first = nodes.first else { continue }
      let head =
        switch EntityGraph.column(graph.nodes[first].entity.kind) {
        case 0: "Users"
        case 1: "Hosts"
        case 2: "Processes and services"
        default: "Files and addresses"
        }
      html.label(head, x: x(.init(column: column, row: 0)) + 2, y: 12, anchor: "start")
    }
  }

  private func draw(_ edge: EntityGraph.Edge, _ places: [Int: EntityGraphLayout.Place], into html: inout HTML) {
    guard let from = places[edge.from], let to = places[edge.to] else { return }
    let startX = x(from) + boxWidth
    let startY = y(from) + boxHeight / 2
    let endX = x(to)
    let endY = y(to) + boxHeight / 2
    let bend = max((endX - startX) / 2, 12)
    var path = PathData()
    path.move(startX, startY)
    path.curve(startX + bend, startY, endX - bend, endY, endX, endY)
    html.element(.g) { html in
      html.element(.title) {
        $0.plainText(
          "\(short(names[edge.from])) – \(short(names[edge.to])): \(NumberText.counted(edge.alerts, "alert"))")
      }
      html.element(
        .path, .class("edge"), .path(path), .number("stroke-width", min(1 + Logarithm.of(edge.alerts - 1) * 0.9, 6)))
    }
  }

  private func draw(_ index: Int, _ places: [Int: EntityGraphLayout.Place], into html: inout HTML) {
    guard let place = places[index] else { return }
    let node = graph.nodes[index]
    let left = x(place)
    let top = y(place)
    html.element(.g, .class("node", CSSClass(node.severity))) { html in
      html.element(.title) {
        $0.plainText(
          "\(node.entity.kind.rawValue) \(Clipped(names[index], to: 300).withEllipsis): "
            + "\(NumberText.counted(node.alerts, "alert")), up to \(node.severity.name)")
      }
      html.element(
        .rect, .class("box"), .number("x", left), .number("y", top), .number("width", boxWidth),
        .number("height", boxHeight), .number("rx", 5))
      html.element(.path, .path(.mark(node.severity, x: left + 14, y: top + boxHeight / 2, radius: 5.5)))
      html.label(fitted(names[index]), x: left + 27, y: top + 15, anchor: "start")
      html.element(
        .text, .class("sub"), .number("x", left + 27), .number("y", top + 28)
      ) { $0.plainText("\(node.entity.kind.rawValue) · \(NumberText.counted(node.alerts, "alert"))") }
    }
  }

  /// The part of a name that tells most and fits into a box: the end of a path, the beginning of anything else.
  private func fitted(_ name: String) -> String {
    let room = boxWidth - 36
    let visible = VisibleText.plain(Clipped(name, to: 2_000).text)
    let scalars = Array(visible.unicodeScalars)
    let widths = scalars.map(Self.width)
    guard widths.reduce(0, +) > room else { return visible }
    let isPath = visible.contains("\\") || visible.contains("/")
    var used = 8.0
    let order = isPath ? Array(scalars.indices.reversed()) : Array(scalars.indices)
    let kept = order.prefix { index in
      used += widths[index]
      return used <= room
    }
    let text = String(String.UnicodeScalarView(kept.sorted().map { scalars[$0] }))
    return isPath ? "…" + text : text + "…"
  }

  /// About how wide a character is at 12 units in the widest of the usual fonts.
  private static func width(_ scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "i", "j", "l", "t", "f", "r", ".", ",", ":", ";", "'", "|", "!", "I", " ", "/", "\\", "-", "(", ")": 4.6
    case "m", "w", "M", "W", "@", "%": 11.5
    case "A"..."Z": 8.4
    default: scalar.isASCII ? 7.5 : 12
    }
  }
}
