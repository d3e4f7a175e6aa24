import Foundation

/// A registry on a terminal.
public enum RegistryText {
  /// A line for each version.
  public static func table(_ registry: ModelRegistry, host: String? = nil) -> [UInt8] {
    var text = ""
    for (name, model) in registry.state.models.sorted(by: { $0.key < $1.key }) {
      text += "\(name)\(model.isFrozen ? "  (frozen)" : "")\n"
      for version in model.versions {
        let share = version.stage == .canary ? " \(version.share)" : ""
        text +=
          "  \(version.version)  \(version.stage.rawValue)\(share)  since \(day(version.since))  \(version.digest.prefix(16))…\n"
      }
      if let host { text += "  on \(host): \(registry.version(of: name, onHost: host) ?? "none")\n" }
    }
    return Array((text.isEmpty ? "no models\n" : text).utf8)
  }

  /// A line for each step.
  public static func steps(_ entries: ArraySlice<RegistryEntry>) -> [UInt8] {
    var text = ""
    for entry in entries {
      var line = "\(entry.number)  \(day(entry.time))  \(entry.actor): \(entry.action.rawValue) \(entry.model)"
      if !entry.version.isEmpty { line += " \(entry.version)" }
      if let stage = entry.stage { line += " to \(stage.rawValue)" }
      if let share = entry.share { line += " on \(share) of the hosts" }
      text += line + (entry.reason.isEmpty ? "\n" : "  (\(entry.reason))\n")
    }
    return Array(text.utf8)
  }

  private static func day(_ time: Int64) -> String {
    Date(timeIntervalSince1970: Double(time)).formatted(.iso8601)
  }
}

/// A registry as JSON (`docs/schemas/registry.schema.json`).
public struct RegistryJSON {
  private struct Line: Encodable {
    var type = "model_version"
    var model: String
    var version: String
    var stage: ReleaseStage
    var share: Double
    var number: Int
    var digest: String
    var since: Int64
    var frozen: Bool
  }

  private struct Document: Encodable {
    var versions: [Line]
    var log: [RegistryEntry]
  }

  private let registry: ModelRegistry

  /// The JSON of a registry.
  public init(_ registry: ModelRegistry) { self.registry = registry }

  private var versions: [Line] {
    registry.state.models.sorted { $0.key < $1.key }.flatMap { name, model in
      model.versions.map {
        Line(
          model: name, version: $0.version, stage: $0.stage, share: $0.share, number: $0.number, digest: $0.digest,
          since: $0.since, frozen: model.isFrozen)
      }
    }
  }

  /// Versions and log in one document.
  public func document() throws -> [UInt8] {
    [UInt8](try Self.encoder.encode(Document(versions: versions, log: registry.entries))) + [0x0A]
  }

  /// A version a line.
  public func lines() throws -> [UInt8] {
    try versions.flatMap { [UInt8](try Self.encoder.encode($0)) + [0x0A] }
  }

  /// One step, as the `log` of the document holds it, without a line break.
  public static func step(_ entry: RegistryEntry) throws -> [UInt8] { try encode(entry) }

  static func encode(_ value: some Encodable) throws -> [UInt8] { [UInt8](try encoder.encode(value)) }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}
