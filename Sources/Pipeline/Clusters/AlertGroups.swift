import ECS
public import Evidence
import Learning
import Triage

/// Alerts that look alike: the same rule on many hosts, the same program with different findings. What is decided about one of them
/// may hold for the others.
public struct AlertGroup: Sendable, Hashable, Codable {
  /// What most of its alerts have in common.
  public struct Trait: Sendable, Hashable, Codable {
    /// The trait, as `AlertTraits.Trait` names it, or `technique`.
    public var name: String
    /// Its value; names in lower case.
    public var value: String
    /// How many alerts of the group have it.
    public var count: Int
  }

  /// Its number, from 1; larger groups first.
  public var number: Int
  /// Its alerts, in the order of the queue.
  public var alerts: [String]
  /// The highest severity among them.
  public var severity: Severity
  /// The title of its first alert.
  public var title: String
  /// What at least half of its alerts have, the commonest first.
  public var traits: [Trait]
}

/// Groups alerts by what they look like.
///
/// Each trait (rule, program, parent, host group, user, file, technique) is a category; two alerts are as far apart as the root of the
/// number of traits in which they differ. HDBSCAN finds what lies close together; alerts that are like no others are in no group.
struct AlertGroups: Sendable, Hashable {
  /// The groups, the largest first.
  private(set) var groups: [AlertGroup] = []

  /// The fewest alerts of a group.
  static let smallest = 3
  /// Alerts that are compared, from the top of the queue: the work grows with the square of their number.
  static let most = 500
  /// Values of traits that are told apart, the commonest first.
  static let mostValues = 128
  /// What is compared. Single hosts, and times, are where alerts of one kind differ.
  private static let compared: [AlertTraits.Trait] = [.rule, .process, .parent, .hostGroup, .user, .file]

  private struct Value: Hashable, Comparable {
    var trait: String
    var value: String

    /// The same in every run.
    var hash: UInt64 {
      let bytes = Array(trait.utf8) + [0] + Array(value.utf8)
      return ByteHash.hash(bytes.span)
    }

    static func < (a: Self, b: Self) -> Bool { (a.trait, a.value) < (b.trait, b.value) }
  }

  /// Groups the alerts of a queue, given with their traits.
  init(_ queue: [(alert: Alert, traits: AlertTraits)]) {
    let queue = queue.prefix(Self.most)
    guard queue.count >= 2 * Self.smallest else { return }
    let values = queue.map { Self.values($0.alert, $0.traits) }
    let (labels, count) = Self.cluster(values)
    var members = [[Int]](repeating: [], count: count)
    for (row, label) in labels.enumerated() where label >= 0 { members[label].append(row) }
    let alerts = queue.map(\.alert)
    for rows in members.sorted(by: { ($1.count, $0[0]) < ($0.count, $1[0]) }) {
      let own = rows.map { values[$0] }
      let shared = Self.shared(own)
      // What only lies apart from everything else is no group: members have to have half of their traits in common.
      guard 2 * shared.reduce(0, { $0 + $1.count }) >= own.reduce(0, { $0 + $1.count }) else { continue }
      groups.append(
        AlertGroup(
          number: groups.count + 1, alerts: rows.map { alerts[$0].id },
          severity: rows.map { alerts[$0].severity }.max() ?? .low, title: alerts[rows[0]].title, traits: shared))
    }
  }

  /// The cluster of each alert, −1 for none, and how many there are. Alerts with the same values are told once, as often as makes a group.
  private static func cluster(_ alerts: [[Value]]) -> (labels: [Int], count: Int) {
    let place = Places(alerts)
    var rows: [[Value]: [Int]] = [:]
    var numbers: [Double] = []
    var count = 0
    for values in alerts where rows[values, default: []].count < smallest {
      rows[values, default: []].append(count)
      count += 1
      numbers += place.point(values)
    }
    guard let table = try? FeatureTable(columns: place.columns, values: numbers) else { return ([], 0) }
    let found = HDBSCAN(fitting: table, .init(minimumClusterSize: smallest, minimumSamples: 2)).fitted
    return (alerts.map { rows[$0]?.first.map { found.labels[$0] } ?? -1 }, found.count)
  }

  /// Where alerts lie: values that several have are columns of their own, in which alerts that differ in one trait differ by a half twice.
  /// Values of one alert alone lie in random directions of a few more columns, about as far from each other.
  private struct Places {
    private static let spread = 32
    private var column: [Value: Int] = [:]

    var columns: Int { column.count + Self.spread }

    init(_ alerts: [[Value]]) {
      var counts: [Value: Int] = [:]
      for value in alerts.joined() { counts[value, default: 0] += 1 }
      let ranked = counts.filter { $0.value > 1 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      for (index, entry) in ranked.prefix(AlertGroups.mostValues).enumerated() { column[entry.key] = index }
    }

    func point(_ values: [Value]) -> [Double] {
      var point = [Double](repeating: 0, count: columns)
      let step = (0.5 / Double(Self.spread)).squareRoot()
      for value in values {
        if let own = column[value] {
          point[own] = 0.5.squareRoot()
        } else {
          var signs = value.hash
          for index in column.count..<columns {
            point[index] += signs & 1 == 0 ? step : -step
            signs >>= 1
          }
        }
      }
      return point
    }
  }

  private static func values(_ alert: Alert, _ traits: AlertTraits) -> [Value] {
    let own = compared.compactMap { trait in
      traits.values[trait].map { Value(trait: trait.rawValue, value: $0) }
    }
    return own + Set(alert.techniques).sorted().map { Value(trait: "technique", value: $0) }
  }

  private static func shared(_ members: [[Value]]) -> [AlertGroup.Trait] {
    var counts: [Value: Int] = [:]
    for value in members.joined() { counts[value, default: 0] += 1 }
    return counts.filter { 2 * $0.value >= members.count }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
      AlertGroup.Trait(name: $0.key.trait, value: $0.key.value, count: $0.value)
    }
  }
}
