import Foundation

/// What guard-rails said of a version, and what was done about it.
public struct GuardOutcome: Sendable, Hashable, Encodable {
  /// The model.
  public var model: String
  /// The version that was looked at.
  public var version: String
  /// The how many-th look at this version it was; each spends its part of the error that all may make.
  public var look: Int
  /// The limits that are broken, in words; empty when all held.
  public var broken: [String]
  /// Whether the version was taken back and the model frozen.
  public var isRolledBack: Bool
  /// The version in use from then on; nil for none.
  public var versionInUse: String?
  /// What was observed.
  public var observation: ReleaseObservation

  enum CodingKeys: String, CodingKey {
    case model, version, look, broken, observation
    case isRolledBack = "rolled_back"
    case versionInUse = "version_in_use"
  }

  /// As JSON (`docs/schemas/model-guard.schema.json`), without a line break.
  public func json() throws -> [UInt8] { try RegistryJSON.encode(self) }
}
