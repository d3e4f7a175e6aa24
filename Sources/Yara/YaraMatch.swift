/// A YARA rule that matched, and where.
public struct YaraMatch: Sendable, Hashable {
  /// The rule's name.
  public var rule: String
  /// The file it was compiled from.
  public var source: String
  /// Its tags, in their order.
  public var tags: [String]
  /// What it says of itself, in its order.
  public var metadata: [Metadata]
  /// Where its strings were found; at most `YaraScanner.maximumPlaces` each.
  public var strings: [Found]

  /// One line of a rule's `meta` section.
  public struct Metadata: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its value; numbers and booleans as text.
    public var value: String
  }

  /// One place where a string was found.
  public struct Found: Sendable, Hashable {
    /// The string's name, with its dollar sign.
    public var identifier: String
    /// The offset in the file or the bytes.
    public var offset: Int
    /// How many bytes it takes there.
    public var length: Int
  }

  /// The value of a metadata line.
  public func metadata(_ name: String) -> String? { metadata.first { $0.name == name }?.value }
}

/// Why YARA could not do what it was asked for.
public struct YaraError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kinds that callers treat differently.
  public enum Kind: Sendable, Hashable {
    /// The scan took longer than it was allowed to.
    case timeout
    /// The file cannot be opened, read or mapped.
    case unreadable
    /// Anything else, by libyara's number.
    case library(Int32)
  }

  /// Which kind.
  public var kind: Kind
  /// The file, where there is one.
  public var path: String

  /// What happened, in words.
  public var description: String {
    let reason =
      switch kind {
      case .timeout: "the scan took too long"
      case .unreadable: "the file cannot be read"
      case .library(let code): "libyara failed with error \(code)"
      }
    return path.isEmpty ? reason : "\(path): \(reason)"
  }
}
