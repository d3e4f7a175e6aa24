import Learning
public import Signatures
import Yara

/// What a scan says of a file.
public enum ScanVerdict: String, Sendable, Hashable, Codable, CaseIterable {
  /// A model's score is at its threshold or above, or a list names the file as malicious.
  case malicious
  /// YARA rules match.
  case suspicious
  /// Nothing can be said: no classifier judges such files or only a weak one, or the file is packed, or unlike what models
  /// know.
  case unknown
  /// Models' scores are below their thresholds.
  case benign
  /// A list names the file or its signer as trusted.
  case trusted

  /// Whether the file counts as found.
  public var isFinding: Bool { self == .malicious || self == .suspicious }
}

/// What a scan found out about one file.
public struct ScanReport: Sendable, Hashable, Codable {
  /// The file; members of archives as `archive!/member`.
  public var path: String
  /// What it is; nil for a file that is no executable, and was reported because rules or lists know it.
  public var format: ExecutableFormat?
  /// Its size in bytes.
  public var size: Int
  /// The verdict.
  public var verdict: ScanVerdict
  /// Why, in words, the weightiest first.
  public var reasons: [String] = []
  /// Its hashes.
  public var hashes: FileHashes
  /// What the model said; nil when none applies. Of several, and of several images, the worst.
  public var score: ModelJudgement?
  /// How unlike known benign files a model finds it; nil when none applies.
  public var novelty: ModelJudgement?
  /// Who signed; nil for formats without signatures.
  public var signature: FileSignature?
  /// What is remarkable about it, in words.
  public var facts: [Fact] = []
  /// How it breaks its format.
  public var anomalies: [Anomaly] = []
  /// The YARA rules that match.
  public var yara: [YaraFinding] = []
  /// What could not be done.
  public var problems: [String] = []

  /// The reason that a file gets which hides what it does.
  public static let packedReason = "it looks packed, and what it does cannot be seen"

  /// Whether the file is unlike what models know, or hides what it does: why an unknown file may deserve a look.
  public var isStrange: Bool { novelty?.isOver == true || reasons.contains(Self.packedReason) }

  /// Something remarkable.
  public struct Fact: Sendable, Hashable, Codable {
    /// A short, stable name.
    public var kind: String
    /// In words.
    public var text: String
  }

  /// A way in which the file breaks its format.
  public struct Anomaly: Sendable, Hashable, Codable {
    /// Its name.
    public var kind: String
    /// How often.
    public var count: Int
  }

  /// A YARA rule that matches.
  public struct YaraFinding: Sendable, Hashable, Codable {
    /// The rule.
    public var rule: String
    /// The file it stands in.
    public var source: String
    /// Its tags.
    public var tags: [String]
    /// Its description, if it has one.
    public var description: String?
    /// How bad it is if true, 0 to 100, if its author says so (`severity` or `score`).
    public var severity: Int?
    /// Where its strings are, at most sixteen places.
    public var strings: [Place]

    /// A place of a string.
    public struct Place: Sendable, Hashable, Codable {
      /// The string's name.
      public var name: String
      /// The offset in the file.
      public var offset: Int
      /// How long it is there.
      public var length: Int
    }

    init(_ match: YaraMatch) {
      rule = match.rule
      source = match.source
      tags = match.tags
      description = match.metadata("description")
      severity = (match.metadata("severity") ?? match.metadata("score")).flatMap { Int($0) }
      strings = match.strings.prefix(16).map { Place(name: $0.identifier, offset: $0.offset, length: $0.length) }
    }
  }
}

/// What a model says of a file: how likely it is malicious, or how unlike known benign files.
public struct ModelJudgement: Sendable, Hashable, Codable {
  /// The model.
  public var model: String
  /// SHA-256 of the model's file, in hexadecimal.
  public var modelSha256: String
  /// The features that it judges by.
  public var featureSet: String
  /// Which image of a universal file.
  public var image: String?
  /// The score; a probability when the model is calibrated.
  public var value: Double
  /// Scores at or above it are malicious, or unlike what the model knows.
  public var threshold: Double
  /// Whether the score is at the threshold or above.
  public var isOver: Bool { value >= threshold }
  /// What moved the score most; empty when the model cannot be explained.
  public var explanation: [Contribution]
  /// The nearest benign and the nearest malicious file that the model learned from, the nearer first; empty when it keeps none.
  public var neighbours: [Neighbour] = []

  /// A file that the model learned from.
  public struct Neighbour: Sendable, Hashable, Codable {
    /// What it is known as.
    public enum Label: String, Sendable, Hashable, Codable {
      case benign, malicious
    }

    /// What it is known as.
    public var label: Label
    /// The share of the model's trees that cannot tell the two files apart, from 0 to 1.
    public var similarity: Double
    /// Where it comes from: a package with its version, or a collection.
    public var source: String
    /// Its name there.
    public var name: String
    /// What identifies it: the beginning of a hash, or a row.
    public var identity: String

    init(_ match: LeafNeighbours.Match) {
      label = match.known.isPositive ? .malicious : .benign
      similarity = match.similarity
      (source, name, identity) = (match.known.source, match.known.name, match.known.identity)
    }

    /// In words.
    public var words: String {
      let place = [source, name].filter { !$0.isEmpty }.joined(separator: ": ")
      let what = identity.isEmpty ? place : place.isEmpty ? identity : "\(place) (\(identity))"
      return "\(label.rawValue) \(similarity.rounded(toPlaces: 2)) \(what)"
    }
  }

  /// How one feature moved the score.
  public struct Contribution: Sendable, Hashable, Codable {
    /// The feature's name.
    public var feature: String
    /// What it means and what it is here, in words.
    public var words: String
    /// Its value; nil when it is missing.
    public var value: Double?
    /// How far it moved the margin: upward is towards malicious.
    public var contribution: Double
  }
}

/// Who signed a file.
public struct FileSignature: Sendable, Hashable, Codable {
  /// What holds for the file: of a PE file its first signature, of a Mach-O file the worst of its images.
  public var status: SignatureStatus
  /// Whom the first signer's certificate is about.
  public var signer: String?
  /// When it was countersigned: seconds since 1970.
  public var signedAt: Int64?
  /// The signatures of a PE file, each followed by those nested in it.
  public var signatures: [SignatureReport] = []
  /// The signatures of the images of a Mach-O file.
  public var images: [MachOSignatureReport] = []
}
