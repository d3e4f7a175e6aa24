import Foundation

/// Values that scipy, randomgen and direct sums computed; `Fixtures/make-oracles.py` made them.
struct Oracles: Decodable {
  struct Discovery: Decodable {
    var p: [Double]
    var bh: [Double]
    var by: [Double]
  }
  struct Generator: Decodable {
    var state: [String]
    var draws: [String]
  }
  struct Process: Decodable {
    struct Case: Decodable {
      var category: Int
      var leavesOut: Bool
      var pValue: Double
      init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        category = try list.decode(Int.self)
        leavesOut = try list.decode(Bool.self)
        pValue = try list.decode(Double.self)
      }
    }
    var draws: [Int]
    var cases: [Case]
  }
  var evalue: [[Double]]
  var fdr: [Discovery]
  var xoshiro: Generator
  var pitmanYor: [Process]

  static func load() throws -> Oracles {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let data = try Data(contentsOf: folder.appending(path: "Fixtures/oracles.json"))
    return try JSONDecoder().decode(Oracles.self, from: data)
  }
}
