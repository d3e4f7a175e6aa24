public import ECS

/// What became of an input: everything read, and everything not read with the reason.
public struct ReadReport: Sendable {
  /// Why a part of an input was not read, or was read with a repair.
  public struct Problem: Sendable, Hashable {
    /// Whether something was lost.
    public enum Effect: String, Sendable {
      /// The record or region was skipped.
      case skipped
      /// The record was kept, with a repair.
      case repaired
    }

    /// Whether something was lost.
    public var effect: Effect
    /// A short, stable name for counting (`bad-checksum`, `truncated-record`, `malformed-json`).
    public var reason: String
    /// Where in the input.
    public var position: RecordPosition
    /// The particulars: what was expected, what was found.
    public var detail: String
  }

  /// How many problems of one kind keep their particulars.
  public static let detailLimit = 20

  /// The input's bytes, after decompression.
  public var bytes: UInt64 = 0
  /// Records that became events.
  public var records: UInt64 = 0
  /// How often each problem occurred, by `effect reason`.
  public private(set) var counts: [String: Int] = [:]
  /// The first problems of each kind.
  public private(set) var problems: [Problem] = []

  /// An empty report.
  public init() {}

  /// The number of records or regions that were not read.
  public var skipped: Int { counts.reduce(0) { $0 + ($1.key.hasPrefix("skipped ") ? $1.value : 0) } }

  /// Notes that a record or region was not read.
  public mutating func skip(_ reason: String, at position: RecordPosition, _ detail: @autoclosure () -> String = "") {
    note(.skipped, reason, position, detail)
  }

  /// Notes that a record was read in spite of a fault.
  public mutating func repair(_ reason: String, at position: RecordPosition, _ detail: @autoclosure () -> String = "") {
    note(.repaired, reason, position, detail)
  }

  /// Adds another report's figures.
  public mutating func merge(_ other: ReadReport) {
    bytes += other.bytes
    records += other.records
    for (key, count) in other.counts { counts[key, default: 0] += count }
    for problem in other.problems
    where problems.count(where: { $0.effect == problem.effect && $0.reason == problem.reason }) < Self.detailLimit {
      problems.append(problem)
    }
  }

  private mutating func note(
    _ effect: Problem.Effect, _ reason: String, _ position: RecordPosition, _ detail: () -> String
  ) {
    let key = "\(effect.rawValue) \(reason)"
    counts[key, default: 0] += 1
    guard counts[key, default: 0] <= Self.detailLimit else { return }
    problems.append(Problem(effect: effect, reason: reason, position: position, detail: detail()))
  }
}
