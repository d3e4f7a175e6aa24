import Foundation

/// Tables about made-up programs, for the commands of a model's life.
enum LifeTable {
  /// A generator that gives the same numbers everywhere.
  struct Draws {
    var state: UInt64

    mutating func unit() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }

    /// Nearly normal: the mean of six draws, with standard deviation 1.
    mutating func normal() -> Double { ((0..<6).reduce(0.0) { sum, _ in sum + unit() } - 3) * 1.414 }
  }

  /// Rows with two telling columns, `noise`, a day, a host, a feed, an identifier and the label.
  ///
  /// - Parameters:
  ///   - drift: How far the telling columns have moved, benign rows too.
  ///   - flipped: The share of labels turned round.
  static func csv(
    _ count: Int, from day: Double, seed: UInt64, malicious: Double = 0.2, drift: Double = 0, flipped: Double = 0
  ) -> String {
    var draws = Draws(state: seed)
    var lines = ["size,entropy,signed,noise,day,host,feed,event,y"]
    for row in 0..<count {
      let isMalicious = draws.unit() < malicious
      let size = 5 + (isMalicious ? 1.2 : 0) + drift + 1.5 * draws.normal()
      let entropy = 5.5 + (isMalicious ? 1.5 : 0) + drift + draws.normal()
      let signed = draws.unit() < (isMalicious ? 0.2 : 0.8) ? 1 : 0
      let noise = draws.unit()
      let host = Int(draws.unit() * 40)
      let label = isMalicious != (draws.unit() < flipped) ? 1 : 0
      let time = day + Double(row) / 40
      lines.append("\(size),\(entropy),\(signed),\(noise),\(time),h\(host),feed\(row % 3),e\(seed)-\(row),\(label)")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// Commands in a folder: `@` in an argument stands for the folder.
struct LifeFolder {
  var folder: URL

  func run(
    _ arguments: String..., expecting status: Int32 = 0, environment: [String: String] = [:]
  ) throws -> Binary.Outcome {
    let all = arguments.flatMap { $0.split(separator: " ").map(String.init) }
    let outcome = try Binary.run(
      all.map { $0.replacing("@", with: folder.path() + "/") }, environment: environment)
    guard outcome.status == status else {
      throw UnexpectedStatus(description: "\(arguments): status \(outcome.status): \(outcome.error)\(outcome.output)")
    }
    return outcome
  }

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: folder.appending(path: name))) }

  func object(_ name: String) throws -> [String: Any] {
    guard let object = try JSONSerialization.jsonObject(with: Data(try bytes(name))) as? [String: Any] else {
      throw UnexpectedStatus(description: "\(name) is no object")
    }
    return object
  }
}

struct UnexpectedStatus: Error, CustomStringConvertible {
  var description: String
}
