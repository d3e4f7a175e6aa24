import Foundation
public import Signing

extension ModelBundle {
  /// Writes manifest and signature into a folder of files, and opens the bundle that it then is. An earlier seal is replaced.
  ///
  /// - Parameters:
  ///   - number: must be higher than that of the version before.
  ///   - lifetime: days until it expires; nil for never.
  public static func seal(
    _ path: String, name: String, version: String, number: Int, key: SigningKey, lifetime: Int? = nil,
    now: Int64 = SealingTime.now
  ) throws(LifecycleError) -> ModelBundle {
    guard BundleManifest.isName(name), BundleManifest.isName(version) else {
      throw LifecycleError("names and versions are \(BundleManifest.nameCharacters)")
    }
    let folder = URL(filePath: path, directoryHint: .isDirectory)
    var files: [BundleManifest.File] = []
    for file in try BundleFiles.list(folder).sorted() where file != manifestName && file != signatureName {
      guard BundleManifest.isPath(file) else {
        throw LifecycleError("\(path)/\(file): file names of a bundle are \(BundleManifest.nameCharacters)")
      }
      let bytes = try BundleFiles.read(folder, file, most: mostBytes)
      files.append(BundleManifest.File(path: file, bytes: bytes.count, sha256: ContentDigest.sha256(bytes)))
    }
    guard !files.isEmpty else { throw LifecycleError("\(path): there is nothing to seal") }
    let manifest = BundleManifest(
      name: name, version: version, number: number, created: now, expires: lifetime.map { now + Int64($0) * 86_400 },
      files: files)
    do {
      let bytes = try manifest.encoded()
      guard let signature = key.signature(of: bytes) else { throw LifecycleError("the key cannot sign") }
      let beside = BundleSignature(
        key: Hexadecimal.text(key.publicKey.bytes), signature: Hexadecimal.text(signature))
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      try Data(bytes).write(to: folder.appending(path: manifestName), options: .atomic)
      try (encoder.encode(beside) + Data([0x0A])).write(to: folder.appending(path: signatureName), options: .atomic)
    } catch let error as LifecycleError {
      throw error
    } catch {
      throw LifecycleError("\(path): \(error.localizedDescription)")
    }
    return try ModelBundle(path, trusted: [key.publicKey], now: now)
  }
}

/// The time that a seal states.
public enum SealingTime {
  /// Seconds since 1970: SOURCE_DATE_EPOCH where the environment has it (reproducible-builds.org), else now.
  public static var now: Int64 {
    ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"].flatMap { Int64($0) }
      ?? Int64(Date().timeIntervalSince1970)
  }
}

/// Where a model comes from, so that it can be made again.
public struct Lineage: Sendable, Hashable, Codable {
  /// The SHA-256 digest of the training data as the trainer read it, by name of the input.
  public var data: [String: String]
  /// The version of the code.
  public var code: String
  /// What everything random followed from.
  public var seed: UInt64
  /// Compiler, libraries and system, by name.
  public var environment: [String: String]
  /// What was asked for, by name.
  public var parameters: [String: String]

  /// A lineage by its parts.
  public init(
    data: [String: String], code: String, seed: UInt64, environment: [String: String],
    parameters: [String: String] = [:]
  ) {
    self.data = data
    self.code = code
    self.seed = seed
    self.environment = environment
    self.parameters = parameters
  }

  /// The lineage as JSON.
  public func json() throws(LifecycleError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    do { return [UInt8](try encoder.encode(self)) } catch { throw LifecycleError("\(error)") }
  }
}
