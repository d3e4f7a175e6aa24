extension Picture {
  /// The picture as PNG, `scale` pixels for a unit of length. Letters beyond ASCII are shown as boxes.
  func png(scale: Double = 2) -> [UInt8] {
    var canvas = Canvas(width: Int((width * scale).rounded()), height: Int((height * scale).rounded()))
    func scaled(_ points: [Point]) -> [Point] { points.map { Point(x: $0.x * scale, y: $0.y * scale) } }
    for element in elements {
      switch element {
      case .area(let points, let color): canvas.fill(scaled(points), color)
      case .line(let points, let color, let width): canvas.stroke([scaled(points)], width: width * scale, color)
      case .dot(let point, let radius, let color, _):
        canvas.stroke([scaled([point])], width: 2 * radius * scale, color)
      case .text(let words, let point, let anchor, let color):
        let unit = Self.fontSize * scale * StrokeFont.unit
        let length = StrokeFont.width(words) * unit
        let shift = anchor == .start ? 0 : anchor == .middle ? length / 2 : length
        let start = Point(x: point.x * scale - shift, y: point.y * scale)
        canvas.stroke(StrokeFont.lines(words, at: start, unit: unit), width: unit * StrokeFont.pen, color)
      }
    }
    return PNGEncoder.encode(canvas)
  }
}
