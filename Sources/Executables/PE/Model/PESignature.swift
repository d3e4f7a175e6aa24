/// A certificate of a signature. What it says is not verified here.
public struct PECertificate: Sendable, Equatable {
  /// Where the certificate stands in the file.
  public internal(set) var range: Range<Int>
  /// Where the serial number's octets stand in the file.
  public internal(set) var serialNumber: Range<Int>
  /// Who issued it: where the DER of the name stands in the file.
  public internal(set) var issuer: Range<Int>
  /// Whom it is about: where the DER of the name stands in the file.
  public internal(set) var subject: Range<Int>
  /// Seconds since 1970 from which it is valid.
  public internal(set) var notBefore: Double
  /// Seconds since 1970 until which it is valid.
  public internal(set) var notAfter: Double
  /// Whether issuer and subject are the same, as texts; nil where one of the names is damaged.
  public internal(set) var isSelfIssued: Bool?
}

/// A signature of Authenticode: a PKCS #7 SignedData (RFC 2315) over a digest of the file.
public struct PESignature: Sendable, Equatable {
  /// Algorithms that digests may have.
  public enum Digest: String, Sendable, CaseIterable {
    case md5, sha1, sha256, sha384, sha512
  }

  /// The algorithm of the file's digest.
  public internal(set) var algorithm: Digest
  /// Where the digest stands in the file.
  public internal(set) var digest: Range<Int>
  /// The certificates that come with the signature, in their order.
  public internal(set) var certificates: [PECertificate]
  /// Who issued the signer's certificate: where the DER of the name stands in the file.
  public internal(set) var signerIssuer: Range<Int>
  /// Where the octets of the serial number of the signer's certificate stand in the file.
  public internal(set) var signerSerialNumber: Range<Int>
  /// Where the text of the program's name stands in the file, if there is one.
  public internal(set) var programName: Range<Int>?
  /// Seconds since 1970 at which a time-stamping authority countersigned.
  public internal(set) var countersigningTime: Double?
  /// How deep the signature is nested in another.
  public internal(set) var depth: Int
}

/// The signatures of a file.
public struct PESignatures: Sendable, Equatable {
  /// Signatures in order, each followed by those nested in it.
  public internal(set) var signatures: [PESignature] = []
  /// Whether one could not be read; those behind it are missing then.
  public internal(set) var isMalformed = false
}
