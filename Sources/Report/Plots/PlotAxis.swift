import Foundation

/// One axis of a plot: its range, straight or logarithmic, and its ticks.
struct PlotAxis {
  let title: String
  let lower: Double
  let upper: Double
  let isLogarithmic: Bool
  let ticks: [(value: Double, label: String)]

  /// A share, 0 … 1, in steps of a fifth.
  static func share(_ title: String) -> PlotAxis {
    PlotAxis(
      title: title, lower: 0, upper: 1, isLogarithmic: false,
      ticks: [0, 0.2, 0.4, 0.6, 0.8, 1].map { ($0, NumberText.decimal($0 * 100, places: 0) + " %") })
  }

  /// A logarithmic axis over whole decades.
  static func decades(_ title: String, from lower: Double, to upper: Double, label: (Double) -> String) -> PlotAxis {
    let first = log10(max(lower, 1e-12)).rounded(.down)
    let last = max(log10(max(upper, 1e-12)).rounded(.up), first + 1)
    let ticks = stride(from: first, through: last, by: max(1, ((last - first) / 8).rounded(.up))).map {
      (pow(10, $0), label(pow(10, $0)))
    }
    return PlotAxis(title: title, lower: pow(10, first), upper: pow(10, last), isLogarithmic: true, ticks: ticks)
  }

  /// A straight axis from zero to a round number.
  static func count(_ title: String, to upper: Double) -> PlotAxis {
    let limit = max(upper, 1e-9)
    let power = pow(10, log10(limit).rounded(.down))
    let step = [0.2, 0.5, 1, 2].map { $0 * power }.first { limit / $0 <= 6 } ?? power * 2
    let end = (limit / step).rounded(.up) * step
    let places = step < 0.1 ? 2 : step < 1 ? 1 : 0
    let ticks = stride(from: 0, through: end + step / 2, by: step).map { ($0, NumberText.decimal($0, places: places)) }
    return PlotAxis(title: title, lower: 0, upper: end, isLogarithmic: false, ticks: ticks)
  }

  /// An axis whose ticks are given.
  static func named(_ title: String, from lower: Double, to upper: Double, ticks: [(Double, String)]) -> PlotAxis {
    PlotAxis(
      title: title, lower: lower, upper: max(upper, lower + 1e-9), isLogarithmic: false,
      ticks: ticks.map { (value: $0.0, label: $0.1) })
  }

  /// Where a value lies, 0 … 1; what lies outside is drawn at the edge.
  func place(_ value: Double) -> Double {
    guard !value.isNaN else { return 0 }
    let share: Double
    if isLogarithmic {
      share = (log10(max(value, lower)) - log10(lower)) / (log10(upper) - log10(lower))
    } else {
      share = (value - lower) / (upper - lower)
    }
    return min(max(share, 0), 1)
  }
}
