import Foundation
import Testing

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

  /// - Parameter status: the exit status; nil where either of 0 and 1 will do.
  func run(
    _ arguments: String..., expecting status: Int32? = 0, environment: [String: String] = [:]
  ) throws -> Binary.Outcome {
    let all = arguments.flatMap { $0.split(separator: " ").map(String.init) }
    let outcome = try Binary.run(
      all.map { $0.replacing("@", with: folder.path() + "/") }, environment: environment)
    guard status.map({ outcome.status == $0 }) ?? (outcome.status < 2) else {
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

extension LifeFolder {
  /// What a command printed, as a JSON object.
  func object(_ outcome: Binary.Outcome) throws -> [String: Any] {
    guard let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any] else {
      throw UnexpectedStatus(description: "no JSON object: \(outcome.output.prefix(200))")
    }
    return object
  }
}

/// Documents held to `docs/schemas`: the members that a schema requires are there, and no others.
enum LifeSchema {
  static func holds(_ document: [String: Any], _ name: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/schemas/\(name).schema.json")
    let schema = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    try members(document, schema, name)
  }

  private static func members(_ value: Any, _ schema: [String: Any], _ place: String) throws {
    if let list = value as? [Any], let items = schema["items"] as? [String: Any] {
      for entry in list { try members(entry, items, place + "[]") }
    }
    guard let object = value as? [String: Any], let known = schema["properties"] as? [String: [String: Any]] else {
      return
    }
    let required = Set(schema["required"] as? [String] ?? [])
    #expect(required.isSubset(of: object.keys), "\(place): \(object.keys.sorted())")
    #expect(Set(object.keys).isSubset(of: known.keys), "\(place): \(object.keys.sorted())")
    for (name, member) in object { try members(member, known[name] ?? [:], place + "." + name) }
  }
}

struct UnexpectedStatus: Error, CustomStringConvertible {
  var description: String
}
