public import AnomalyJobs
import ECS

/// One series of an anomaly job as a picture: values, the bounds that were expected, and anomalies by their score.
public struct SeriesPlot: Sendable {
  /// A bucket.
  struct Point: Sendable {
    var time: Int64
    var actual: Double
    var lower: Double
    var upper: Double
    /// The score of its record; 0 without one.
    var score: Double
  }

  /// What the picture shows, in words.
  public let title: String
  let points: [Point]
  /// Beyond this many buckets only the last are drawn.
  static let maximumPoints = 4_000

  private let width = 1_000.0
  private let height = 300.0
  private let left = 64.0
  private let right = 16.0
  private let top = 34.0
  private let bottom = 28.0

  /// The series with these names, or, where none is given, the one with the highest score.
  public init?(_ job: JobDefinition, _ results: [JobResult], named names: Set<String> = []) {
    var series: [String: [ModelPlotResult]] = [:]
    var scores: [String: [Int64: Double]] = [:]
    for result in results {
      switch result {
      case .plot(let plot):
        series[Self.name(plot.detector, [plot.partition, plot.by, plot.over]), default: []].append(plot)
      case .record(let record):
        let name = Self.name(record.detector, [record.partition, record.by, record.over])
        scores[name, default: [:]][record.time] = max(scores[name]?[record.time] ?? 0, record.score)
      case .influencer, .bucket, .category, .forecast, .size: break
      }
    }
    let matching = series.keys.filter { key in
      names.isEmpty || names.isSubset(of: Set(key.split(separator: "\u{1F}").map(String.init)))
    }
    func highest(_ key: String) -> Double { scores[key]?.values.max() ?? 0 }
    guard let chosen = matching.min(by: { (-highest($0), $0) < (-highest($1), $1) }), let plots = series[chosen] else {
      return nil
    }
    points = plots.suffix(Self.maximumPoints).map { plot in
      Point(
        time: plot.time, actual: plot.actual ?? plot.median, lower: plot.lower, upper: plot.upper,
        score: scores[chosen]?[plot.time] ?? 0)
    }
    let values = chosen.split(separator: "\u{1F}").dropFirst().joined(separator: ", ")
    title = [job.id, job.detectors[plots[0].detector].summary, values].filter { !$0.isEmpty }.joined(separator: " · ")
  }

  private static func name(_ detector: Int, _ values: [String?]) -> String {
    ([String(detector)] + values.compactMap { $0 }).joined(separator: "\u{1F}")
  }

  // MARK: Drawing

  /// The picture as SVG, which needs nothing else.
  public func svg() -> String {
    guard let first = points.first, let last = points.last else { return "" }
    let highest = max(1e-9, points.map { max($0.actual, $0.upper) }.max() ?? 1)
    let lowest = min(0, points.map { min($0.actual, $0.lower) }.min() ?? 0)
    let span = Double(max(1, last.time - first.time))
    func x(_ time: Int64) -> Double { left + (width - left - right) * Double(time - first.time) / span }
    func y(_ value: Double) -> Double {
      top + (height - top - bottom) * (1 - (value - lowest) / max(1e-9, highest - lowest))
    }
    var out = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(height))" \
      font-family="sans-serif" font-size="12" role="img">
      <title>\(Self.escaped(title))</title>
      <rect width="100%" height="100%" fill="#ffffff"/>
      <text x="\(left)" y="18" fill="#1a1c21">\(Self.escaped(String(title.prefix(140))))</text>

      """
    for part in 0...4 {
      let value = lowest + (highest - lowest) * Double(part) / 4
      let height = Self.text(y(value))
      out += "<path d=\"M\(left) \(height)H\(width - right)\" stroke=\"#e3e6ec\"/>"
      out += "<text x=\"\(left - 6)\" y=\"\(height)\" dy=\"4\" text-anchor=\"end\" fill=\"#646a77\">"
      out += "\(Self.label(value))</text>\n"
    }
    for part in 0...4 {
      let time = first.time + (last.time - first.time) * Int64(part) / 4
      let day = Timestamp(seconds: time)?.iso8601.prefix(16) ?? ""
      let anchor = part == 0 ? "start" : part == 4 ? "end" : "middle"
      out += "<text x=\"\(Self.text(x(time)))\" y=\"\(height - 8)\" text-anchor=\"\(anchor)\" fill=\"#646a77\">"
      out += "\(day.split(separator: "T").joined(separator: " "))</text>\n"
    }
    let upper = points.map { "\(Self.text(x($0.time))) \(Self.text(y($0.upper)))" }
    let lower = points.reversed().map { "\(Self.text(x($0.time))) \(Self.text(y($0.lower)))" }
    out += "<path d=\"M\((upper + lower).joined(separator: "L"))Z\" fill=\"#cfe0f5\"/>\n"
    let line = points.map { "\(Self.text(x($0.time))) \(Self.text(y($0.actual)))" }
    out += "<path d=\"M\(line.joined(separator: "L"))\" fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"1.2\"/>\n"
    for point in points where point.score >= 1 {
      let color =
        point.score >= 75 ? "#b3261e" : point.score >= 50 ? "#d9730d" : point.score >= 25 ? "#c9a400" : "#8a8f99"
      out +=
        "<circle cx=\"\(Self.text(x(point.time)))\" cy=\"\(Self.text(y(point.actual)))\" r=\"4\" fill=\"\(color)\">"
      out += "<title>score \(Int(point.score)), value \(Self.label(point.actual))</title></circle>\n"
    }
    return out + "</svg>\n"
  }

  private static func text(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

  private static func label(_ value: Double) -> String {
    if abs(value) >= 1e15 { return "\(value)" }
    if abs(value) >= 100 || value == value.rounded() { return String(Int64(value.rounded())) }
    return "\((value * 100).rounded() / 100)"
  }

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
