/// What is said of a certificate in reports.
public struct CertificateSummary: Sendable, Hashable, Codable {
  /// Whom it is about (RFC 4514).
  public var subject: String
  /// Who issued it (RFC 4514).
  public var issuer: String
  /// The serial number, in hexadecimal.
  public var serialNumber: String
  /// SHA-256 of the certificate, in hexadecimal.
  public var sha256: String
  /// Seconds since 1970 from which it is valid.
  public var notBefore: Int64
  /// Seconds since 1970 until which it is valid.
  public var notAfter: Int64
  /// Whether issuer and subject are the same.
  public var isSelfIssued: Bool
  /// Whether it may issue certificates.
  public var isAuthority: Bool
  /// Whether it is meant for code; nil when it does not say what it is meant for.
  public var mayCodeSign: Bool?
  /// The length of an RSA key.
  public var rsaBits: Int?
}

/// A certificate in a chain.
public struct ChainLink: Sendable, Hashable, Codable {
  /// How the certificate stands to its issuer.
  public enum IssuerCheck: String, Sendable, Hashable, Codable, CaseIterable {
    /// The next certificate signed it.
    case valid
    /// The next certificate is that of the issuer, and did not sign it.
    case invalid
    /// It is signed with something that is not checked here.
    case unsupported
    /// It signed itself: a root, whose worth nobody has judged.
    case selfSigned = "self_signed"
    /// The issuer's certificate did not come with the signature.
    case issuerNotGiven = "issuer_not_given"
  }

  /// The certificate.
  public var certificate: CertificateSummary
  /// How it stands to its issuer.
  public var issuerCheck: IssuerCheck
}

/// What came of checking a signature, the worst first.
public enum SignatureStatus: String, Sendable, Hashable, Codable, CaseIterable {
  /// The structure cannot be read.
  case malformed
  /// The file is not the one that was signed.
  case digestMismatch = "digest_mismatch"
  /// The signature was not made by the signer's key, or not over what it claims.
  case signatureInvalid = "signature_invalid"
  /// A certificate was not signed by its issuer.
  case chainBroken = "chain_broken"
  /// An algorithm that is not checked here.
  case unsupported
  /// Hashes of the file without any signer (Mach-O).
  case adHoc = "ad_hoc"
  /// Digest and signature hold and each certificate is signed by the next, as far as they were given; nobody vouches for
  /// the last one.
  case validNotAnchored = "valid_not_anchored"
  /// The same, and a certificate of the chain is one that a trusted list names.
  case validAnchored = "valid_anchored"
  /// There is no signature.
  case unsigned
}

/// A countersignature that says when a signature was made.
public struct TimeStampReport: Sendable, Hashable, Codable {
  /// Seconds since 1970.
  public var time: Int64
  /// What came of checking it.
  public var status: SignatureStatus
  /// The authority's name; nil when its certificate is missing.
  public var authority: String?
  /// The certificates from the authority's upward, as far as they were given.
  public var chain: [ChainLink] = []
}

/// One signature and what came of checking it.
public struct SignatureReport: Sendable, Hashable, Codable {
  /// What came of checking.
  public var status: SignatureStatus
  /// What is wrong or remarkable, in words.
  public var notes: [String] = []
  /// The digest's algorithm.
  public var algorithm: String?
  /// The digest that was signed, in hexadecimal.
  public var signedDigest: String?
  /// The file's own, in hexadecimal.
  public var fileDigest: String?
  /// The signer's certificate.
  public var signer: CertificateSummary?
  /// The program's name, as the signer gives it.
  public var programName: String?
  /// When it was signed, by a countersignature.
  public var timeStamp: TimeStampReport?
  /// When it was signed, as the signer says; seconds since 1970.
  public var claimedTime: Int64?
  /// Whether the signer's certificate was valid at the time of a good countersignature, or is now without one.
  public var isTimeValid: Bool?
  /// The certificates from the signer's upward, as far as they were given.
  public var chain: [ChainLink] = []
  /// How deep it is nested in another signature.
  public var depth = 0

  /// A signature of which no more is known.
  public init(status: SignatureStatus, notes: [String] = []) {
    self.status = status
    self.notes = notes
  }

  /// Whether digest, signature and chain hold.
  public var isValid: Bool { status == .validNotAnchored || status == .validAnchored }
}
