public import Foundation
public import Signing

/// A model with everything that belongs to it, in one folder: weights, feature definition, calibration, card, metrics,
/// lineage, a manifest of digests, and an Ed25519 signature of the manifest.
///
///     model.shrike       weights, calibration and threshold
///     features.json      what the columns mean
///     card.json          for whom, from what, how good, known failures
///     metrics.json       what `shrike model evaluate` printed
///     lineage.json       `Lineage`: data, code, seed, environment
///     reference.json     `DriftReference`: what monitoring holds inputs and scores against
///     search.json        the parameters that were tried
///     manifest.json      `BundleManifest`
///     manifest.sig       the signature
///
/// Only the manifest is required; other files may be there, and every file is in the manifest.
public struct ModelBundle: Sendable {
  /// The folder.
  public let folder: URL
  /// What it holds.
  public let manifest: BundleManifest
  /// The digest of the manifest, which names the bundle's exact content.
  public let digest: String
  /// Who signed it.
  public let signer: VerifyingKey

  /// The names of the files of a bundle that the program knows.
  public static let manifestName = "manifest.json"
  /// See `manifestName`.
  public static let signatureName = "manifest.sig"
  /// See `manifestName`.
  public static let modelName = "model.shrike"
  /// See `manifestName`.
  public static let metricsName = "metrics.json"
  /// See `manifestName`.
  public static let cardName = "card.json"
  /// See `manifestName`.
  public static let lineageName = "lineage.json"
  /// See `manifestName`.
  public static let featuresName = "features.json"
  /// See `manifestName`.
  public static let referenceName = "reference.json"
  /// See `manifestName`.
  public static let searchName = "search.json"

  /// A file of a bundle is at most this large.
  static let mostBytes = 1 << 30

  /// Opens a bundle and verifies it: the signature, whether the key is trusted, each digest, that nothing is missing or added,
  /// and that it has not expired.
  ///
  /// - Parameters:
  ///   - trusted: the keys that may sign; nil takes any key, for looking at a stranger's bundle.
  ///   - now: seconds since 1970.
  public init(
    _ path: String, trusted: [VerifyingKey]?, now: Int64 = Int64(Date().timeIntervalSince1970)
  ) throws(LifecycleError) {
    folder = URL(filePath: path, directoryHint: .isDirectory)
    let bytes = try BundleFiles.read(folder, Self.manifestName, most: 4 << 20)
    let key = try Self.signer(of: bytes, in: folder)
    if let trusted, !trusted.contains(key) {
      throw LifecycleError(
        "\(path): signed by \(Hexadecimal.text(key.bytes)), which is not a trusted key; add it to the trusted keys if you know it"
      )
    }
    manifest = try BundleManifest(bytes)
    digest = ContentDigest.sha256(bytes)
    signer = key
    if let expires = manifest.expires, expires <= now {
      throw LifecycleError("\(path): the bundle expired at \(expires) (seconds since 1970); get a newer one")
    }
    try Self.check(manifest, in: folder)
  }

  private static func signer(of manifest: [UInt8], in folder: URL) throws(LifecycleError) -> VerifyingKey {
    let bytes = try BundleFiles.read(folder, signatureName, most: 4_096)
    guard let signature = try? JSONDecoder().decode(BundleSignature.self, from: Data(bytes)),
      signature.algorithm == "ed25519", let key = Hexadecimal.bytes(signature.key).flatMap({ VerifyingKey(bytes: $0) }),
      let value = Hexadecimal.bytes(signature.signature)
    else { throw LifecycleError("\(folder.path())\(signatureName): is no Ed25519 signature") }
    guard key.verifies(value, of: manifest) else {
      throw LifecycleError("\(folder.path()): the signature does not fit the manifest; do not use this bundle")
    }
    return key
  }

  private static func check(_ manifest: BundleManifest, in folder: URL) throws(LifecycleError) {
    var missing = Set(try BundleFiles.list(folder)).subtracting([manifestName, signatureName])
    for file in manifest.files {
      guard missing.remove(file.path) != nil else {
        throw LifecycleError("\(folder.path())\(file.path): is in the manifest and not in the bundle")
      }
      let bytes = try BundleFiles.read(folder, file.path, most: mostBytes)
      guard bytes.count == file.bytes, ContentDigest.sha256(bytes) == file.sha256 else {
        throw LifecycleError("\(folder.path())\(file.path): was changed after sealing; do not use this bundle")
      }
    }
    if let extra = missing.min() {
      throw LifecycleError("\(folder.path())\(extra): is not in the manifest; do not use this bundle")
    }
  }

  /// The bytes of a file of the bundle, with its digest checked again; nil when the manifest does not have it.
  public func file(_ name: String) throws(LifecycleError) -> [UInt8]? {
    guard let entry = manifest.files.first(where: { $0.path == name }) else { return nil }
    let bytes = try BundleFiles.read(folder, name, most: Self.mostBytes)
    guard ContentDigest.sha256(bytes) == entry.sha256 else {
      throw LifecycleError("\(folder.path())\(name): was changed after it was verified")
    }
    return bytes
  }
}
