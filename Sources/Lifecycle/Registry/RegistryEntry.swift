import Foundation
import Signing

/// One step in a registry's log. The registry's state is what the log says and nothing else.
public struct RegistryEntry: Sendable, Hashable, Codable {
  /// What was done.
  public enum Action: String, Sendable, Hashable, Codable {
    case add
    case promote
    case rollback
    case freeze
    case unfreeze
    /// A guard-rail was looked at and held.
    case observe
  }

  /// Counts from 1.
  public var number: Int
  /// Seconds since 1970.
  public var time: Int64
  /// Who, or which guard-rail.
  public var actor: String
  /// What was done.
  public var action: Action
  /// The model.
  public var model: String
  /// The version; empty for freezing.
  public var version: String
  /// The stage from then on.
  public var stage: ReleaseStage?
  /// The share of hosts of a canary.
  public var share: Double?
  /// The digest of the bundle's manifest.
  public var digest: String?
  /// The bundle's number.
  public var bundleNumber: Int?
  /// Why.
  public var reason: String
  /// The SHA-256 digest of the line before, so that no step can be taken out unnoticed.
  public var previous: String

  /// The line of the log.
  func line() throws(LifecycleError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do { return [UInt8](try encoder.encode(self)) } catch { throw LifecycleError("\(error)") }
  }

  /// Reads a log and checks that its steps are complete and in order. A last line that was cut short by a crash is left out.
  static func read(_ bytes: [UInt8], path: String) throws(LifecycleError) -> (entries: [RegistryEntry], valid: Int) {
    var entries: [RegistryEntry] = []
    var previous = ""
    var start = 0
    while let end = bytes[start...].firstIndex(of: 0x0A) {
      let line = Array(bytes[start..<end])
      guard let entry = try? JSONDecoder().decode(RegistryEntry.self, from: Data(line)) else {
        throw LifecycleError("\(path), line \(entries.count + 1): is no step of a registry")
      }
      guard entry.number == entries.count + 1, entry.previous == previous else {
        throw LifecycleError("\(path), line \(entries.count + 1): a step before it was changed or taken out")
      }
      previous = ContentDigest.sha256(line)
      entries.append(entry)
      start = end + 1
    }
    return (entries, start)
  }
}
