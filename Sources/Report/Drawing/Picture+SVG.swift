extension Picture {
  /// The picture as SVG, which needs nothing else.
  func svg() -> String {
    var out = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(height))" \
      font-family="sans-serif" font-size="\(Int(Self.fontSize))" role="img">
      <title>\(Self.escaped(title))</title>
      <rect width="100%" height="100%" fill="#ffffff"/>

      """
    for element in elements { out += Self.svg(element) + "\n" }
    return out + "</svg>\n"
  }

  private static func svg(_ element: Element) -> String {
    switch element {
    case .area(let points, let color): "<path d=\"M\(path(points))Z\" fill=\"\(color.hex)\"/>"
    case .line(let points, let color, let width):
      "<path d=\"M\(path(points))\" fill=\"none\" stroke=\"\(color.hex)\" stroke-width=\"\(number(width))\"/>"
    case .dot(let point, let radius, let color, let words):
      "<circle cx=\"\(number(point.x))\" cy=\"\(number(point.y))\" r=\"\(number(radius))\" fill=\"\(color.hex)\">"
        + "<title>\(escaped(words))</title></circle>"
    case .text(let words, let point, let anchor, let color):
      "<text x=\"\(number(point.x))\" y=\"\(number(point.y))\" text-anchor=\"\(anchor.rawValue)\" "
        + "fill=\"\(color.hex)\">\(escaped(words))</text>"
    }
  }

  private static func path(_ points: [Point]) -> String {
    points.map { "\(number($0.x)) \(number($0.y))" }.joined(separator: "L")
  }

  private static func number(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

  /// Names come from telemetry: nothing of them may be markup.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: if scalar.value >= 0x20 && scalar.value != 0x7F { result.unicodeScalars.append(scalar) }
      }
    }
    return result
  }
}

extension Picture.Color {
  /// `#1f5fa8`.
  var hex: String {
    let digits = [red, green, blue].map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
    return "#" + digits.joined()
  }
}
