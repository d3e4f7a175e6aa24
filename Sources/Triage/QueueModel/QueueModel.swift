import Evidence
public import Learning

/// Re-ranks alerts by a model that was trained on verdicts: by the version that each alert's host runs.
///
/// An alert moves by `gain` points for each unit by which the log odds of the model's probability lie above or below those of its
/// threshold, within the limits that verdicts have (`FeedbackPolicy`): at most `largestMove` points, and not below the floor of high
/// severity. Nothing leaves the queue because of a model.
public struct QueueModel: Sendable {
  /// One version of it.
  public struct Version: Sendable {
    /// Its name.
    public let name: String
    /// Where it stands in its release, for people to read.
    public let stage: String
    private let forest: Forest
    private let file: ModelFile
    private let columns: [Int]

    /// A version.
    ///
    /// - Throws: When the model reads something that is no feature of alerts, or is no model of one probability.
    public init(name: String, stage: String, _ file: ModelFile) throws(QueueModelError) {
      (self.name, self.stage, self.file) = (name, stage, file)
      let known = Dictionary(uniqueKeysWithValues: AlertFeatures.names.enumerated().map { ($1, $0) })
      guard !file.ensemble.featureNames.isEmpty else {
        throw QueueModelError("the model does not name what it reads; train it on a table of shrike hunt --features")
      }
      var columns: [Int] = []
      for name in file.ensemble.featureNames {
        guard let column = known[name] else {
          throw QueueModelError("the model reads \(name), which is no feature of alerts (see shrike hunt --features)")
        }
        columns.append(column)
      }
      self.columns = columns
      do { forest = try Forest(file.ensemble) } catch { throw QueueModelError("\(error)") }
      guard file.ensemble.outputCount <= 2 else {
        throw QueueModelError("the model tells \(file.ensemble.outputCount) classes apart, not two")
      }
    }

    /// P(malicious) of rows of `AlertFeatures`; nil where the model gives none.
    func probabilities(_ rows: [[Double]]) -> [Double?] {
      var workspace = ForestWorkspace()
      return rows.map { row in
        let values = columns.map { row[$0] }
        let score = file.score(forest.predict(rows: values.span, columns: columns.count, using: &workspace))
        return score.flatMap { $0.isFinite ? min(1, max(0, $0)) : nil }
      }
    }

    /// Above it alerts rise, below it they fall.
    var threshold: Double {
      file.threshold.flatMap { $0 > 0 && $0 < 1 ? $0 : nil } ?? 0.5
    }
  }

  /// How it moved an alert.
  public struct Move: Sendable, Hashable, Codable {
    /// The version.
    public var version: String
    /// P(malicious) by the model.
    public var probability: Double
    /// What it added to the risk; negative when it lowered it.
    public var points: Double

    /// A move by its parts.
    public init(version: String, probability: Double, points: Double) {
      self.version = version
      self.probability = probability
      self.points = points
    }

    /// `+12: P(malicious) 0.93 by version 2026.11 of the queue's model`.
    public var words: String {
      let rounded = Int(points.rounded())
      let share = Double(Int((probability * 100).rounded())) / 100
      return
        "\(rounded > 0 ? "+" : rounded < 0 ? "−" : "±")\(abs(rounded)): P(malicious) \(share) by version \(version) of "
        + "the queue's model"
    }
  }

  /// What it did in a hunt.
  public struct Summary: Sendable, Hashable, Codable {
    /// A version and the alerts that it judged.
    public struct Use: Sendable, Hashable, Codable {
      /// The version.
      public var version: String
      /// Its stage.
      public var stage: String
      /// Alerts that it judged.
      public var alerts: Int

      /// A use by its parts.
      public init(version: String, stage: String, alerts: Int) {
        self.version = version
        self.stage = stage
        self.alerts = alerts
      }
    }

    /// The model's name.
    public var name: String
    /// By version, in order of their names.
    public var versions: [Use]
    /// Alerts that rose by at least half a point, and that fell.
    public var raised: Int
    /// See `raised`.
    public var lowered: Int

    /// A summary by its parts.
    public init(name: String, versions: [Use], raised: Int, lowered: Int) {
      self.name = name
      self.versions = versions
      self.raised = raised
      self.lowered = lowered
    }
  }

  /// Its name.
  public let name: String
  /// The versions that hosts run.
  public let versions: [Version]
  private let policy: FeedbackPolicy
  private let versionOfHost: @Sendable (String) -> Int?

  /// A model of which every host runs a version.
  ///
  /// - Parameter versionOfHost: the place in `versions` of what a host runs, by its name; nil for none.
  public init(
    name: String, versions: [Version], policy: FeedbackPolicy = FeedbackPolicy(),
    versionOfHost: @escaping @Sendable (String) -> Int? = { _ in 0 }
  ) {
    self.name = name
    self.versions = versions
    self.policy = policy
    self.versionOfHost = versionOfHost
  }

  /// What tells the risks that it gives from those of other models.
  public var scale: String { ([name] + versions.map(\.name)).joined(separator: "\t") }

  /// Moves alerts and ranks them anew.
  ///
  /// - Parameter history: Earlier alerts, for features that count them.
  func apply(to alerts: [Alert], history: [Alert]) -> (alerts: [Alert], moves: [String: Move], summary: Summary) {
    let features = AlertFeatures(alerts, history: history).rows
    var alerts = alerts
    var moves: [String: Move] = [:]
    let groups = Dictionary(grouping: alerts.indices) {
      versionOfHost(AlertTraits(alerts[$0]).values[.host] ?? "") ?? -1
    }
    for (place, members) in groups where versions.indices.contains(place) {
      let version = versions[place]
      for (index, score) in zip(members, version.probabilities(members.map { features[$0] })) {
        guard let score else { continue }
        let points = points(alerts[index], score, version.threshold)
        alerts[index].risk += points
        moves[alerts[index].id] = Move(version: version.name, probability: score, points: points)
      }
    }
    alerts.sort { ($0.risk, $1.firstSeen, $1.id) > ($1.risk, $0.firstSeen, $0.id) }
    let uses = versions.map { version in
      Summary.Use(
        version: version.name, stage: version.stage, alerts: moves.values.count { $0.version == version.name })
    }
    let summary = Summary(
      name: name, versions: uses.sorted { $0.version < $1.version }, raised: moves.values.count { $0.points >= 0.5 },
      lowered: moves.values.count { $0.points <= -0.5 })
    return (alerts, moves, summary)
  }

  private func points(_ alert: Alert, _ probability: Double, _ threshold: Double) -> Double {
    func logOdds(_ p: Double) -> Double {
      let p = min(1 - 1e-6, max(1e-6, p))
      return Logarithm.of(p / (1 - p))
    }
    let limit = policy.largestMove
    let wanted = min(limit, max(-limit, policy.gain * (logOdds(probability) - logOdds(threshold))))
    return min(99, max(policy.floor(alert.severity, risk: alert.risk), alert.risk + wanted)) - alert.risk
  }
}

/// Why a model cannot rank alerts.
public struct QueueModelError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong and what to do.
  public var description: String

  init(_ description: String) { self.description = description }
}
