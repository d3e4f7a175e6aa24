/// Curves with bands over two axes, as SVG.
struct LinePlot {
  /// One curve.
  struct Series {
    var name: String
    /// x, y and, where there is a band, its limits.
    var points: [(x: Double, y: Double, lower: Double?, upper: Double?)]
    var style: CSSClass
    /// Whether the points are marked.
    var isMarked = false
  }

  let x: PlotAxis
  let y: PlotAxis
  let series: [Series]
  /// What the plot shows, for those who cannot see it.
  let summary: String

  private let width = 560.0
  private let height = 340.0
  private let left = 64.0
  private let right = 524.0
  private let top = 14.0
  private let bottom = 288.0

  private func px(_ value: Double) -> Double { left + (right - left) * x.place(value) }
  private func py(_ value: Double) -> Double { bottom - (bottom - top) * y.place(value) }

  func draw(into html: inout HTML) {
    html.element(
      .svg, .class("plot"), .viewBox(width: width, height: height), .fixed("role", "img"), .label(summary)
    ) { html in
      drawAxes(into: &html)
      for line in series { drawBand(line, into: &html) }
      for line in series { drawCurve(line, into: &html) }
    }
    legend(into: &html)
  }

  private func drawAxes(into html: inout HTML) {
    for tick in x.ticks {
      let place = px(tick.value)
      html.element(
        .line, .class("grid"), .number("x1", place), .number("x2", place), .number("y1", top), .number("y2", bottom))
      html.label(tick.label, x: place, y: bottom + 17, anchor: "middle")
    }
    for tick in y.ticks {
      let place = py(tick.value)
      html.element(
        .line, .class("grid"), .number("x1", left), .number("x2", right), .number("y1", place), .number("y2", place))
      html.label(tick.label, x: left - 7, y: place + 4, anchor: "end")
    }
    html.element(
      .line, .class("axis"), .number("x1", left), .number("x2", right), .number("y1", bottom), .number("y2", bottom))
    html.element(
      .line, .class("axis"), .number("x1", left), .number("x2", left), .number("y1", top), .number("y2", bottom))
    html.label(x.title, x: (left + right) / 2, y: bottom + 40, anchor: "middle")
  }

  private func drawBand(_ line: Series, into html: inout HTML) {
    let banded = line.points.filter { $0.lower != nil && $0.upper != nil && !$0.y.isNaN }
    guard banded.count > 1 else { return }
    var path = PathData()
    for (index, point) in banded.enumerated() {
      let place = (px(point.x), py(point.upper ?? point.y))
      if index == 0 { path.move(place.0, place.1) } else { path.line(place.0, place.1) }
    }
    for point in banded.reversed() { path.line(px(point.x), py(point.lower ?? point.y)) }
    path.close()
    html.element(.path, .class("band", line.style), .path(path))
  }

  private func drawCurve(_ line: Series, into html: inout HTML) {
    let drawn = line.points.filter { !$0.y.isNaN && !$0.x.isNaN }
    guard !drawn.isEmpty else { return }
    var path = PathData()
    for (index, point) in drawn.enumerated() {
      if index == 0 { path.move(px(point.x), py(point.y)) } else { path.line(px(point.x), py(point.y)) }
    }
    if drawn.count > 1 { html.element(.path, .class("curve", line.style), .path(path)) }
    guard line.isMarked || drawn.count == 1 else { return }
    for point in drawn {
      html.element(
        .circle, .class("point", line.style), .number("cx", px(point.x)), .number("cy", py(point.y)), .number("r", 3.2))
    }
  }

  private func legend(into html: inout HTML) {
    html.element(.p, .class("legend")) { html in
      html.element(.small, text: y.title + (series.count > 1 ? ":" : ""))
      guard series.count > 1 else { return }
      for line in series {
        html.element(.span, .class("key")) { html in
          html.element(.svg, .class("plot", "swatch"), .viewBox(width: 26, height: 10), .fixed("aria-hidden", "true")) {
            html in
            var path = PathData()
            path.move(1, 5)
            path.line(25, 5)
            html.element(.path, .class("curve", line.style), .path(path))
          }
          html.element(.small, text: line.name)
        }
      }
    }
  }
}
