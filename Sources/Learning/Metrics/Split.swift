/// Divisions of rows into training and test that a model cannot see through. A random split is for a quick look only: rows
/// of one family, host or week are too much alike.
public struct Split: Sendable, Hashable {
  /// The rows to train on, ascending.
  public var train: [Int]
  /// The rows to test on, ascending.
  public var test: [Int]

  /// A division that was made elsewhere.
  public init(train: [Int], test: [Int]) {
    self.train = train
    self.test = test
  }

  /// Everything before a time trains, everything from it on tests. A gap leaves out what lies less than `gap` before it,
  /// whose labels were not known yet.
  public static func byTime(_ times: [Double], at cut: Double, gap: Double = 0) -> Split {
    Split(
      train: times.indices.filter { times[$0] < cut - gap }, test: times.indices.filter { times[$0] >= cut })
  }

  /// Folds in which all rows of a group stay together. Groups go, largest first, to the fold with the fewest rows, so
  /// that folds are of like size; the seed decides among groups of one size.
  public static func byGroup(_ groups: [String], folds: Int, seed: UInt64 = 1) -> [Split] {
    var members: [String: [Int]] = [:]
    for (row, group) in groups.enumerated() { members[group, default: []].append(row) }
    var generator = Xoshiro256(seed: seed)
    let order = members.sorted { $0.key < $1.key }.map { (key: generator.next(), rows: $0.value) }
      .sorted { ($1.rows.count, $0.key) < ($0.rows.count, $1.key) }
    var fold = [[Int]](repeating: [], count: max(1, folds))
    for group in order {
      let smallest = fold.indices.min { fold[$0].count < fold[$1].count } ?? 0
      fold[smallest] += group.rows
    }
    return fold.map { test in
      let held = Set(test)
      return Split(train: groups.indices.filter { !held.contains($0) }, test: test.sorted())
    }
  }

  /// One split a source: trained on all others, tested on it.
  public static func bySource(_ sources: [String]) -> [(source: String, split: Split)] {
    Set(sources).sorted().map { source in
      (
        source,
        Split(
          train: sources.indices.filter { sources[$0] != source },
          test: sources.indices.filter { sources[$0] == source })
      )
    }
  }

  /// Random folds with like shares of each class.
  public static func random(labels: [Bool], folds: Int, seed: UInt64 = 1) -> [Split] {
    var generator = Xoshiro256(seed: seed)
    var fold = [Int](repeating: 0, count: labels.count)
    for wanted in [true, false] {
      var rows = labels.indices.filter { labels[$0] == wanted }
      rows.shuffle(using: &generator)
      for (position, row) in rows.enumerated() { fold[row] = position % max(1, folds) }
    }
    return (0..<max(1, folds)).map { number in
      Split(
        train: labels.indices.filter { fold[$0] != number }, test: labels.indices.filter { fold[$0] == number })
    }
  }
}
