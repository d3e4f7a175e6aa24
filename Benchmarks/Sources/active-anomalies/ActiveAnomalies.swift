import Foundation
import Learning

/// Active anomaly discovery: `active-anomalies LOOKS SEEDS NAME…`, where NAME.X.npy and NAME.y.npy are a table and its labels.
///
/// An analyst who knows the labels is shown the most promising point, LOOKS times. Printed for every table and policy: the
/// outliers found after 20 looks and after all, means over SEEDS seeds. Tables of more than 10,000 rows are sampled to that.
@main struct ActiveAnomalies {
  static let limit = 10_000
  static let policies: [ActiveSearch.Policy] =
    [.none] + [1, 3, 10].map { .mirrorDescent(step: $0) } + [3, 6, 12].map { .leafEvidence(weight: $0) }

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count > 3, let looks = Int(arguments[1]), let seeds = UInt64(arguments[2]), looks > 0, seeds > 0
    else {
      print("usage: active-anomalies LOOKS SEEDS NAME…")
      exit(2)
    }
    print((["table", "rows", "outliers", "policy", "after 20", "after \(looks)"]).joined(separator: "\t"))
    for name in arguments.dropFirst(3) { try measure(name, looks: looks, seeds: seeds) }
  }

  static func measure(_ name: String, looks: Int, seeds: UInt64) throws {
    let points = try NPYArray(load(name + ".X.npy"))
    let whole = try FeatureTable(columns: points.columnCount, values: points.values)
    let labels = try NPYArray(load(name + ".y.npy")).values
    guard labels.count == whole.rows else { throw FeatureTableError("\(name): as many labels as rows are needed") }
    var early = Array(repeating: 0.0, count: policies.count)
    var late = early
    var outliers = 0.0
    var rows = 0
    for seed in 1...seeds {
      var kept = Array(0..<whole.rows)
      if kept.count > limit {
        var random = Xoshiro256(seed: seed)
        kept.shuffle(using: &random)
        kept = kept.prefix(limit).sorted()
      }
      let table = whole.selecting(rows: kept)
      let scaled = FeatureScaling(fitting: table).applied(to: table)
      rows = kept.count
      outliers += kept.reduce(0) { $0 + labels[$1] } / Double(seeds)
      let search = ActiveSearch(scaled, seed: seed)
      for (number, policy) in policies.enumerated() {
        let run = search.run(policy, looks: looks) { labels[kept[$0]] == 1 }
        early[number] += Double(run.found[min(20, run.found.count) - 1]) / Double(seeds)
        late[number] += Double(run.found.last ?? 0) / Double(seeds)
      }
    }
    for (number, policy) in policies.enumerated() {
      let cells = ["\(rows)", short(outliers), policy.name, short(early[number]), short(late[number])]
      print(([URL(filePath: name).lastPathComponent] + cells).joined(separator: "\t"))
    }
  }

  static func short(_ value: Double) -> String { String(format: "%.1f", value) }

  static func load(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }
}
