/// What is known beforehand: hashes of good and bad files, and signers that are trusted. Data with an author, a signature
/// and an end.
public struct KnownList: Sendable, Hashable, Codable {
  /// A file by its hash.
  public struct File: Sendable, Hashable, Codable {
    /// SHA-256, in hexadecimal.
    public var sha256: String
    /// What is said of it: the name of a program or a threat.
    public var note: String?

    /// A file with what is said of it.
    public init(sha256: String, note: String? = nil) {
      self.sha256 = sha256
      self.note = note
    }
  }

  /// A signer by a certificate: its own, or any above it.
  public struct Signer: Sendable, Hashable, Codable {
    /// SHA-256 of the certificate, in hexadecimal.
    public var certificateSha256: String
    /// What the signer's subject must contain, where the certificate is that of an authority that signs for many.
    public var subjectContains: String?
    /// What is said of the signer.
    public var note: String?

    /// A signer by a certificate.
    public init(certificateSha256: String, subjectContains: String? = nil, note: String? = nil) {
      self.certificateSha256 = certificateSha256
      self.subjectContains = subjectContains
      self.note = note
    }
  }

  /// The list's name.
  public var name: String
  /// When it ends, as RFC 3339 says it: `2027-01-31T00:00:00Z`.
  public var expires: String
  /// Files that are good.
  public var knownGood: [File]?
  /// Files that are bad.
  public var knownBad: [File]?
  /// Signers whose files are trusted.
  public var trustedSigners: [Signer]?

  /// A list of nothing.
  public init(name: String, expires: String) {
    self.name = name
    self.expires = expires
  }
}

/// Why a list is not used.
public struct KnownListError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, and what to do.
  public var description: String

  /// An error with its reason.
  public init(_ description: String) { self.description = description }
}

/// Lists ready to be asked.
public struct KnownFiles: Sendable {
  /// What a list says.
  public struct Entry: Sendable, Hashable {
    /// The list.
    public var list: String
    /// What it says of the file or the signer.
    public var note: String?
  }

  private var good: [String: Entry] = [:]
  private var bad: [String: Entry] = [:]
  private var signers: [String: [(signer: KnownList.Signer, list: String)]] = [:]

  /// No lists.
  public init() {}

  /// Whether hashes of files are known at all.
  public var hasHashes: Bool { !good.isEmpty || !bad.isEmpty }

  /// Adds a list.
  public mutating func add(_ list: KnownList) {
    for file in list.knownGood ?? [] { good[file.sha256.lowercased()] = Entry(list: list.name, note: file.note) }
    for file in list.knownBad ?? [] { bad[file.sha256.lowercased()] = Entry(list: list.name, note: file.note) }
    for signer in list.trustedSigners ?? [] {
      signers[signer.certificateSha256.lowercased(), default: []].append((signer, list.name))
    }
  }

  /// What lists say of a good file.
  public func good(_ sha256: String) -> Entry? { good[sha256] }

  /// What lists say of a bad file.
  public func bad(_ sha256: String) -> Entry? { bad[sha256] }

  /// What lists say of the signer of a signature that holds. Nil for signatures that do not hold, and for certificates that
  /// are not for code.
  ///
  /// A signer's certificate that is not valid now counts when an authority that a list names too has countersigned while it
  /// was: anybody can make an authority of their own that countersigns with any date.
  ///
  /// - Parameter now: seconds since 1970.
  public func trust(in signature: SignatureReport, now: Int64) -> Entry? {
    guard signature.isValid, let signer = signature.signer, signer.mayCodeSign == true else { return nil }
    let isValidNow = signer.notBefore <= now && now <= signer.notAfter
    let stamp = signature.timeStamp.flatMap { $0.status == .validNotAnchored ? $0 : nil }
    guard isValidNow || signature.isTimeValid == true && stamp.flatMap({ entry(in: $0.chain) }) != nil else {
      return nil
    }
    return entry(in: signature.chain)
  }

  /// What lists say of a chain: of its first certificate, or of one that each below it was shown to lead to. Whoever issues
  /// must be an authority: else whoever has a certificate could make others.
  private func entry(in chain: [ChainLink]) -> Entry? {
    guard let subject = chain.first?.certificate.subject else { return nil }
    for (index, link) in chain.enumerated() {
      guard index == 0 || link.certificate.isAuthority else { return nil }
      for (signer, list) in signers[link.certificate.sha256] ?? [] {
        if let part = signer.subjectContains, !subject.contains(part) { continue }
        return Entry(list: list, note: signer.note ?? subject)
      }
      // Whatever stands above was only named, not shown.
      if link.issuerCheck != .valid { return nil }
    }
    return nil
  }
}
