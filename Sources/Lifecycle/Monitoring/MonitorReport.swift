import Foundation
public import Learning

/// What monitoring found (`docs/schemas/monitor.schema.json`).
public struct MonitorReport: Sendable, Hashable, Encodable {
  /// Inputs unlike all that the model was made with.
  public struct Novelty: Sendable, Hashable, Encodable {
    /// An input, and the features that make it odd.
    public struct Example: Sendable, Hashable, Encodable {
      /// The row, from zero.
      public var row: Int
      /// The oddest features.
      public var features: [String]
    }
    /// The level of rejection: so many inputs like the calibration's are rejected at most.
    public var level: Double
    /// Rows rejected.
    public var rejected: Int
    /// The exact lower limit of their share.
    public var lower: Double
    /// A few of them.
    public var examples: [Example]
  }

  /// A feature that is missing more often than it was.
  public struct Missing: Sendable, Hashable, Encodable {
    /// Which.
    public var feature: String
    /// The share of missing values before.
    public var before: Double
    /// And now.
    public var now: Double
  }

  /// How much of what comes in is scored and judged.
  public struct Coverage: Sendable, Hashable, Encodable {
    /// Rows with a score.
    public var scored: Int
    /// Features that are missing more often, the most often missing first.
    public var missing: [Missing]
    /// Reported rows that have a verdict.
    public var judgedReports: Int
  }

  /// A point at which the share of true alerts changed.
  public struct Change: Sendable, Hashable, Encodable {
    /// The number of the verdict, from one.
    public var verdict: Int
    /// The share of true alerts in the window before, and in what is left of it.
    public var before: Double
    /// See `before`.
    public var after: Double
  }

  /// What verdicts say about reports (ADWIN).
  public struct Concept: Sendable, Hashable, Encodable {
    /// Verdicts on reported rows.
    public var verdicts: Int
    /// The share of true ones in the window in which it has not changed.
    public var precision: Double
    /// Where it changed.
    public var changes: [Change]
  }

  /// A tenth of the scale of probabilities.
  public struct Bin: Sendable, Hashable, Encodable {
    /// Where it begins.
    public var from: Double
    /// Verdicts in it.
    public var count: Int
    /// The mean probability and the share of malicious ones.
    public var predicted: Double
    /// See `predicted`.
    public var observed: Double
    /// Whether exact limits leave the probability out.
    public var isContradicted: Bool
  }

  /// One guard-rail of monitoring.
  public struct Rail: Sendable, Hashable, Encodable {
    /// The rails.
    public enum Name: String, Sendable, Hashable, Encodable, CaseIterable {
      case inputDrift = "input_drift"
      case scoreDrift = "score_drift"
      case novelty
      case coverage
      case conceptDrift = "concept_drift"
      case calibration
      case silence
    }
    /// What became of it.
    public enum State: String, Sendable, Hashable, Encodable {
      case held, broken
      /// There was nothing to judge it by.
      case unanswered
    }
    /// Which.
    public var name: Name
    /// What became of it.
    public var state: State
    /// Why, with figures.
    public var reason: String
  }

  /// The model and its version; empty where it has none.
  public var model = ""
  /// See `model`.
  public var version = ""
  /// Rows looked at.
  public var rows: Int
  /// Rows at or above the threshold; nil without one.
  public var reported: Int?
  /// Drift of inputs and scores.
  public var drift: DriftReport
  /// Inputs unlike the training's; nil where the reference cannot tell.
  public var novelty: Novelty?
  /// How much is scored and judged.
  public var coverage = Coverage(scored: 0, missing: [], judgedReports: 0)
  /// What verdicts say; nil without verdicts.
  public var concept: Concept?
  /// Probabilities against verdicts; nil without verdicts or calibration.
  public var calibration: [Bin]?
  /// Sources that stopped; nil where nobody looked.
  public var silences: [SilenceAlarm.Silence]?
  /// When something is broken.
  public var limits: ModelMonitor.Limits
  /// The guard-rails.
  public var rails: [Rail] = []

  init(rows: Int, drift: DriftReport, limits: ModelMonitor.Limits) {
    self.rows = rows
    self.drift = drift
    self.limits = limits
  }

  /// The rails that broke.
  public var broken: [Rail] { rails.filter { $0.state == .broken } }

  /// Leaves rails out of the judgement, because somebody knows better.
  public mutating func ignore(_ names: Set<Rail.Name>) {
    for index in rails.indices where names.contains(rails[index].name) && rails[index].state == .broken {
      rails[index].state = .unanswered
      rails[index].reason = "ignored: " + rails[index].reason
    }
  }

  /// The report as JSON.
  public func json() throws(LifecycleError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    do { return [UInt8](try encoder.encode(self)) + [0x0A] } catch { throw LifecycleError("\(error)") }
  }
}

extension MonitorReport {
  private typealias Judgement = (Rail.State, String)

  mutating func judge() {
    rails = Rail.Name.allCases.map { name in
      let (state, reason) =
        switch name {
        case .inputDrift: inputs
        case .scoreDrift: scores
        case .novelty: unlike
        case .coverage: covered
        case .conceptDrift: changed
        case .calibration: calibrated
        case .silence: silent
        }
      return Rail(name: name, state: state, reason: reason)
    }
  }

  private var inputs: Judgement {
    let moved = drift.features.filter(\.isMoved)
    let share = Double(moved.count) / Double(max(1, drift.features.count))
    let names = moved.prefix(5).map { "\($0.name) (PSI \(PitfallGates.short($0.stability)))" }.joined(separator: ", ")
    let words = "\(moved.count) of \(drift.features.count) features moved" + (names.isEmpty ? "" : ": \(names)")
    return (share > limits.movedShare ? .broken : .held, words)
  }

  private var scores: Judgement {
    let words =
      "PSI \(PitfallGates.short(drift.scores.stability)), Kolmogorov–Smirnov distance \(PitfallGates.short(drift.scores.distance)), p \(PitfallGates.short(drift.scores.adjustedP))"
    return (drift.scores.isMoved ? .broken : .held, words)
  }

  private var unlike: Judgement {
    guard let novelty else { return (.unanswered, "the reference has too few rows that the model did not learn from") }
    let words =
      "\(novelty.rejected) of \(rows) rows are unlike all that the model was made with; at least \(PitfallGates.percent(novelty.lower)), \(PitfallGates.percent(limits.rejectedShare)) are allowed"
    return (novelty.lower > limits.rejectedShare ? .broken : .held, words)
  }

  private var covered: Judgement {
    let share = Double(coverage.scored) / Double(max(1, rows))
    var words = "\(coverage.scored) of \(rows) rows have a score"
    if let first = coverage.missing.first {
      words +=
        "; \(coverage.missing.count) features are missing more often, \(first.feature) in \(PitfallGates.percent(first.now)) instead of \(PitfallGates.percent(first.before)) of rows"
    }
    if let reported, reported > 0 { words += "; \(coverage.judgedReports) of \(reported) reports have a verdict" }
    return (share < limits.scoredShare || !coverage.missing.isEmpty ? .broken : .held, words)
  }

  private var changed: Judgement {
    guard let concept, concept.verdicts > 0 else { return (.unanswered, "no verdicts on reports") }
    let words = "\(concept.verdicts) verdicts on reports, \(PitfallGates.percent(concept.precision)) true of late"
    guard let last = concept.changes.last else { return (.held, words + "; no change") }
    let change =
      "; changed at verdict \(last.verdict) from \(PitfallGates.percent(last.before)) to \(PitfallGates.percent(last.after))"
    // Alerts that become worth more need nobody's attention.
    return (concept.changes.contains { $0.after < $0.before } ? .broken : .held, words + change)
  }

  private var calibrated: Judgement {
    guard let calibration, calibration.contains(where: { $0.count >= 20 }) else {
      return (.unanswered, "fewer than 20 verdicts in any tenth of the scale")
    }
    let wrong = calibration.filter { $0.isContradicted && abs($0.observed - $0.predicted) > limits.calibrationError }
    guard let first = wrong.first else {
      return (.held, "verdicts contradict no tenth of the scale by more than \(limits.calibrationError)")
    }
    return (
      .broken,
      "\(wrong.count) tenths of the scale are contradicted: from \(first.from), mean probability \(PitfallGates.short(first.predicted)), malicious \(PitfallGates.short(first.observed)) of \(first.count)"
    )
  }

  private var silent: Judgement {
    guard let silences else { return (.unanswered, "no store was given to look for silent sources") }
    guard let first = silences.first else { return (.held, "no source has stopped") }
    return (
      .broken,
      "\(silences.count) sources stopped, \(first.source) for \(PitfallGates.short(first.length)) days (longest pause before: \(PitfallGates.short(first.longest)))"
    )
  }

  /// The report in words.
  public var text: String {
    var text = "\(model) \(version): \(rows) rows"
    if let reported { text += ", \(reported) at or above the threshold" }
    text += "\n"
    for rail in rails {
      let sign = rail.state == .held ? "held    " : rail.state == .broken ? "BROKEN  " : "        "
      let name = rail.name.rawValue.replacing("_", with: " ")
      text += "  \(sign) \(name.padding(toLength: 14, withPad: " ", startingAt: 0)) \(rail.reason)\n"
    }
    return text
  }
}
