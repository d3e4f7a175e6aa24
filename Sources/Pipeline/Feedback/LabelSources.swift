import ECS
import Evidence
import Foundation
import Triage

/// Weak sources of labels beside rules: lists of indicators, and the truth about a simulation. What each said stays in a label's
/// provenance (`list:NAME`, `simulation:CAMPAIGN`).
public struct LabelSources: Sendable {
  private struct List: Sendable {
    var name: String
    var isMalicious: Bool
    var values: Set<String>
  }

  private struct Moment: Hashable, Sendable {
    var time: Int64
    var host: String
  }

  private var lists: [List] = []
  private var campaigns: [Moment: String] = [:]
  private var hasSimulation = false

  /// Values of one list at most.
  static let mostValues = 10_000_000
  /// Bytes of one indicator at most.
  static let longestValue = 4_096

  /// No sources.
  public init() {}

  /// Adds a list: one indicator a line (hash, domain, address, user, file), `#` begins a comment; `NAME=FILE` names it, a plain file
  /// is named by itself.
  ///
  /// - Parameter isMalicious: what the list says of alerts that it names; false for lists of what is known to be good.
  public mutating func addList(_ argument: String, isMalicious: Bool) throws(HuntError) {
    let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
    let path = parts.count == 2 ? parts[1] : argument
    let name = parts.count == 2 ? parts[0] : URL(filePath: path).deletingPathExtension().lastPathComponent
    var values: Set<String> = []
    for (number, line) in try Self.lines(path).enumerated() {
      let value = try Self.indicator(line, "\(path):\(number + 1)")
      if !value.isEmpty { values.insert(value) }
      guard values.count <= Self.mostValues else { throw HuntError("\(path): more than \(Self.mostValues) indicators") }
    }
    guard !values.isEmpty else { throw HuntError("\(path): has no indicator; one a line, # begins a comment") }
    lists.append(List(name: name, isMalicious: isMalicious, values: values))
  }

  /// What a line names, lower case; empty for comments.
  private static func indicator(_ line: ArraySlice<UInt8>, _ place: String) throws(HuntError) -> String {
    guard line.count <= longestValue else {
      throw HuntError("\(place): is longer than \(longestValue) bytes; a list has one indicator a line")
    }
    guard let text = String(validating: line, as: UTF8.self),
      !text.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" })
    else { throw HuntError("\(place): is no text in UTF-8; a list has one indicator a line") }
    return text.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces).lowercased()
  }

  private struct TruthLine: Decodable {
    var time: String
    var host: String
    var campaign: String

    enum CodingKeys: String, CodingKey {
      case time = "@timestamp"
      case host = "host.name"
      case campaign
    }
  }

  /// Adds what `shrike simulate --truth` wrote. The store must hold that simulation and nothing else: what the truth does not
  /// name is benign.
  public mutating func addSimulation(_ path: String) throws(HuntError) {
    for (number, line) in try Self.lines(path).enumerated() {
      guard line.contains(where: { $0 > 0x20 }) else { continue }
      guard let truth = try? JSONDecoder().decode(TruthLine.self, from: Data(line)),
        let time = Timestamp(iso8601: Array(truth.time.utf8).span)
      else {
        throw HuntError(
          "\(path):\(number + 1): is no line of shrike simulate --truth; give the file that it wrote, as it is")
      }
      campaigns[Moment(time: time.nanoseconds, host: truth.host.lowercased())] = truth.campaign
    }
    hasSimulation = true
  }

  /// What the sources say of alerts.
  func weakLabels(_ alerts: [Alert]) -> [LabelSet.WeakLabel] {
    alerts.flatMap { alert in
      let subject = "alert:" + alert.id
      var result: [LabelSet.WeakLabel] = []
      let values = Self.values(of: alert)
      for list in lists where !values.isDisjoint(with: list.values) {
        result.append(.init(subject: subject, source: "list:" + list.name, isMalicious: list.isMalicious))
      }
      guard hasSimulation else { return result }
      let found = Self.moments(of: alert).compactMap { campaigns[$0] }
      for campaign in Set(found).sorted() {
        result.append(.init(subject: subject, source: "simulation:" + campaign, isMalicious: true, isTruth: true))
      }
      if found.isEmpty {
        result.append(.init(subject: subject, source: "simulation:benign", isMalicious: false, isTruth: true))
      }
      return result
    }
  }

  /// What an alert names: its entities and the values of its reasons.
  private static func values(of alert: Alert) -> Set<String> {
    var values = Set(alert.entities.map { $0.id.lowercased() })
    for signal in alert.signals { for reason in signal.reasons { values.insert(reason.value.lowercased()) } }
    for (_, value) in alert.traits ?? [:] { values.insert(value.lowercased()) }
    return values
  }

  private static func moments(of alert: Alert) -> Set<Moment> {
    var hosts = Set(alert.entities.filter { $0.kind == .host }.map { $0.id.lowercased() })
    if let host = alert.traits?["host"] { hosts.insert(host.lowercased()) }
    var result: Set<Moment> = []
    for time in alert.signals.flatMap(\.events).map(\.time) {
      for host in hosts { result.insert(Moment(time: time, host: host)) }
    }
    return result
  }

  private static func lines(_ path: String) throws(HuntError) -> [ArraySlice<UInt8>] {
    let data: Data
    do { data = try Data(contentsOf: URL(filePath: path)) } catch {
      throw HuntError("\(path): cannot be read (\(error.localizedDescription))")
    }
    return [UInt8](data).split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
      line.last == 0x0D ? line.dropLast() : line
    }
  }
}
