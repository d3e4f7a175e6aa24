import Foundation

/// What a bundle says it holds: every file with its size and digest. The signature is over the manifest's bytes.
public struct BundleManifest: Sendable, Hashable, Codable {
  /// One file.
  public struct File: Sendable, Hashable, Codable {
    /// Its name inside the bundle; folders are separated by `/`.
    public var path: String
    /// Its size.
    public var bytes: Int
    /// Its SHA-256 digest, lower-case hexadecimal.
    public var sha256: String

    /// A file.
    public init(path: String, bytes: Int, sha256: String) {
      self.path = path
      self.bytes = bytes
      self.sha256 = sha256
    }
  }

  /// The layout, `shrike-bundle/1`.
  public var format = Self.currentFormat
  /// The model's name.
  public var name: String
  /// Its version. Versions of a name are ordered by `number`.
  public var version: String
  /// Rises with each version, so that an old bundle cannot pass for a new one.
  public var number: Int
  /// When it was sealed, in seconds since 1970.
  public var created: Int64
  /// When it stops being valid, in seconds since 1970; nil for never.
  public var expires: Int64?
  /// The files, by name.
  public var files: [File]

  /// The layout that this program writes and reads.
  public static let currentFormat = "shrike-bundle/1"
  /// Names of models and versions: what is safe as a folder's name.
  public static let nameCharacters = "letters, digits, '.', '_' and '-', at most 100, not beginning with '.'"

  /// A manifest by its parts.
  public init(
    name: String, version: String, number: Int, created: Int64, expires: Int64? = nil, files: [File]
  ) {
    self.name = name
    self.version = version
    self.number = number
    self.created = created
    self.expires = expires
    self.files = files
  }

  /// Whether a text can be a model's name or version.
  public static func isName(_ text: String) -> Bool {
    (1...100).contains(text.utf8.count) && !text.hasPrefix(".")
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          || [0x2D, 0x2E, 0x5F].contains($0)
      }
  }

  /// Whether a text names a file inside a bundle and nothing outside of it.
  static func isPath(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count <= 8 && text.utf8.count <= 400 && parts.allSatisfy { isName(String($0)) }
  }

  /// The bytes that are signed.
  func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return [UInt8](try encoder.encode(self)) + [0x0A]
  }

  /// Reads a manifest; every name is checked before anything is done with it.
  init(_ bytes: [UInt8]) throws(LifecycleError) {
    do {
      self = try JSONDecoder().decode(BundleManifest.self, from: Data(bytes))
    } catch {
      throw LifecycleError("\(ModelBundle.manifestName): is no manifest (\(error.localizedDescription))")
    }
    guard format == Self.currentFormat else {
      throw LifecycleError("\(ModelBundle.manifestName): layout \(format), expected \(Self.currentFormat)")
    }
    guard Self.isName(name), Self.isName(version), number >= 0 else {
      throw LifecycleError("\(ModelBundle.manifestName): names are \(Self.nameCharacters); numbers are not negative")
    }
    guard files.count <= 10_000, Set(files.map(\.path)).count == files.count else {
      throw LifecycleError("\(ModelBundle.manifestName): a file is listed twice, or there are more than 10,000")
    }
    for file in files where !Self.isPath(file.path) || file.bytes < 0 {
      throw LifecycleError("\(ModelBundle.manifestName): \(file.path.debugDescription) cannot be a file of a bundle")
    }
  }
}

/// The signature beside a manifest.
struct BundleSignature: Sendable, Hashable, Codable {
  /// `ed25519`.
  var algorithm = "ed25519"
  /// The public key and the signature, in hexadecimal.
  var key: String
  var signature: String
}
