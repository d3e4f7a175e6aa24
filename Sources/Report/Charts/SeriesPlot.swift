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

  /// The plot as SVG, which needs nothing else.
  public func svg() -> String { picture.svg() }

  /// The plot as PNG, 2,000 pixels wide.
  public func png() -> [UInt8] { picture.png() }

  private static let ink = Picture.Color(0x1A1C21)
  private static let faint = Picture.Color(0x646A77)
  private static let grid = Picture.Color(0xE3E6EC)
  private static let band = Picture.Color(0xCFE0F5)
  private static let line = Picture.Color(0x1F5FA8)

  private static func color(_ score: Double) -> Picture.Color {
    Picture.Color(score >= 75 ? 0xB3261E : score >= 50 ? 0xD9730D : score >= 25 ? 0xC9A400 : 0x8A8F99)
  }

  var picture: Picture {
    var picture = Picture(width: width, height: height, title: title)
    guard let first = points.first, let last = points.last else { return picture }
    let highest = max(1e-9, points.map { max($0.actual, $0.upper) }.max() ?? 1)
    let lowest = min(0, points.map { min($0.actual, $0.lower) }.min() ?? 0)
    let span = Double(max(1, last.time - first.time))
    func x(_ time: Int64) -> Double { left + (width - left - right) * Double(time - first.time) / span }
    func y(_ value: Double) -> Double {
      top + (height - top - bottom) * (1 - (value - lowest) / max(1e-9, highest - lowest))
    }
    func point(_ time: Int64, _ value: Double) -> Picture.Point { .init(x: x(time), y: y(value)) }
    picture.elements.append(.text(String(title.prefix(120)), .init(x: left, y: 18), .start, Self.ink))
    for part in 0...4 {
      let value = lowest + (highest - lowest) * Double(part) / 4
      let ends = [Picture.Point(x: left, y: y(value)), .init(x: width - right, y: y(value))]
      picture.elements.append(.line(ends, Self.grid, width: 1))
      picture.elements.append(.text(Self.label(value), .init(x: left - 6, y: y(value) + 4), .end, Self.faint))
    }
    for part in 0...4 {
      let time = first.time + (last.time - first.time) * Int64(part) / 4
      let day = Timestamp(seconds: time)?.iso8601.prefix(16) ?? ""
      let anchor = part == 0 ? Picture.Anchor.start : part == 4 ? .end : .middle
      let words = day.split(separator: "T").joined(separator: " ")
      picture.elements.append(.text(words, .init(x: x(time), y: height - 8), anchor, Self.faint))
    }
    let upper = points.map { point($0.time, $0.upper) }
    let lower = points.reversed().map { point($0.time, $0.lower) }
    picture.elements.append(.area(upper + lower, Self.band))
    picture.elements.append(.line(points.map { point($0.time, $0.actual) }, Self.line, width: 1.2))
    for bucket in points where bucket.score >= 1 {
      picture.elements.append(
        .dot(
          point(bucket.time, bucket.actual), radius: 4, Self.color(bucket.score),
          "score \(Int(bucket.score)), value \(Self.label(bucket.actual))"))
    }
    return picture
  }

  private static func label(_ value: Double) -> String {
    if abs(value) >= 1e15 { return "\(value)" }
    if abs(value) >= 100 || value == value.rounded() { return String(Int64(value.rounded())) }
    return "\((value * 100).rounded() / 100)"
  }
}
