import Learning

/// How rows are divided.
public enum TrainingDivision: Sendable {
  /// At random: for a quick look.
  case random
  /// All rows of a group together; a group for each row.
  case groups([String])
  /// The earliest learn, the latest test; a time for each row.
  case time([Double])
  /// By time, and no group on two sides: a time and a group for each row.
  case timeAndGroups([Double], [String])
}

/// Rows by what they are for. No row has two uses, so that nothing that is stated was looked at before.
public struct TrainingParts: Sendable, Hashable {
  /// Half of the rows: learned from.
  public var learn: [Int] = []
  /// A tenth: early stopping and the search for parameters watch them.
  public var validate: [Int] = []
  /// A fifth: calibration and threshold.
  public var calibrate: [Int] = []
  /// The last fifth: evaluated on, once.
  public var test: [Int] = []
  /// Rows of groups that would stand on two sides.
  public var leftOut = 0
  /// The division in words.
  public var words = ""

  /// The borders of the parts, as shares of all rows.
  static let borders = [0.5, 0.6, 0.8]

  /// Divides; labels are for like shares of the classes in random parts.
  public init(_ division: TrainingDivision, labels: [Bool], seed: UInt64) {
    switch division {
    case .random:
      set(Self.folded(Split.random(labels: labels, folds: 10, seed: seed)))
      words = "random, \(Self.shares): not a headline"
    case .groups(let groups):
      set(Self.folded(Split.byGroup(groups, folds: 10, seed: seed)))
      words = "by group, of \(Set(groups).count) groups, \(Self.shares)"
    case .time(let times):
      set(Self.ordered(times))
      words = "by time, earliest first, \(Self.shares)"
    case .timeAndGroups(let times, let groups):
      let parts = Self.ordered(times)
      set(Self.separated(parts, groups, seed))
      leftOut = parts.joined().count - learn.count - validate.count - calibrate.count - test.count
      words = "by time, earliest first, \(Self.shares); \(leftOut) rows left out, of groups that would be on two sides"
    }
  }

  private static let shares = "half to learn, a tenth to validate, a fifth to calibrate, a fifth to test"

  private mutating func set(_ parts: [[Int]]) {
    (learn, validate, calibrate, test) = (parts[0], parts[1], parts[2], parts[3])
  }

  /// Of ten folds, five learn, one validates, two calibrate, two test.
  private static func folded(_ folds: [Split]) -> [[Int]] {
    [0..<5, 5..<6, 6..<8, 8..<10].map { range in folds[range].flatMap(\.test).sorted() }
  }

  /// In the order of time; rows of one time are never divided.
  private static func ordered(_ times: [Double]) -> [[Int]] {
    let order = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
    var cuts = [0]
    for border in borders {
      var cut = max(cuts[cuts.count - 1], Int(Double(order.count) * border))
      while cut > 0, cut < order.count, times[order[cut]] == times[order[cut - 1]] { cut += 1 }
      cuts.append(cut)
    }
    cuts.append(order.count)
    return (0..<4).map { Array(order[cuts[$0]..<max(cuts[$0], cuts[$0 + 1])]) }
  }

  /// Each group goes to one of the parts that it has rows in, drawn by the parts' sizes; its rows in others are left out.
  private static func separated(_ parts: [[Int]], _ groups: [String], _ seed: UInt64) -> [[Int]] {
    var present: [String: Set<Int>] = [:]
    for (part, rows) in parts.enumerated() { for row in rows { present[groups[row], default: []].insert(part) } }
    var random = Xoshiro256(seed: seed)
    var home: [String: Int] = [:]
    for (group, places) in present.sorted(by: { $0.key < $1.key }) {
      let choices = places.sorted()
      let sizes = choices.map { Double(parts[$0].count) }
      var rest = random.nextUnit() * sizes.reduce(0, +)
      home[group] = choices.last
      for (choice, size) in zip(choices, sizes) {
        rest -= size
        if rest < 0 {
          home[group] = choice
          break
        }
      }
    }
    return parts.enumerated().map { part, rows in rows.filter { home[groups[$0]] == part } }
  }

  /// Throws when a part cannot do what it is for: each needs rows of both classes.
  func check(_ labels: [Bool]) throws(TrainingError) {
    for (name, rows) in [("learn", learn), ("validate", validate), ("calibrate", calibrate), ("test", test)] {
      let positives = rows.count { labels[$0] }
      guard positives > 0, positives < rows.count else {
        throw TrainingError(
          "the part to \(name) has \(positives) malicious rows of \(rows.count); every part needs both classes: give more rows, or divide otherwise (\(words))"
        )
      }
    }
  }
}

/// Why a model could not be trained.
public struct TrainingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, and what to do.
  public var description: String

  /// An error with its reason.
  public init(_ description: String) { self.description = description }
}
