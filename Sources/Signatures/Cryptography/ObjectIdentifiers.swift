import SwiftASN1

/// Object identifiers of signatures.
enum ObjectIdentifiers {
  // Contents and attributes of messages (RFC 5652, RFC 3161; Microsoft, *Windows Authenticode Portable Executable
  // Signature Format*).
  static let signedData: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 7, 2]
  static let indirectData: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 311, 2, 1, 4]
  static let timeStampInformation: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 9, 16, 1, 4]
  static let messageDigest: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 9, 4]
  static let signingTime: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 9, 5]
  static let counterSignature: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 9, 6]
  static let opusInformation: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 311, 2, 1, 12]
  static let nestedSignature: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 311, 2, 4, 1]
  static let timeStampToken: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 311, 3, 3, 1]
  /// RFC 3161's own attribute for a time stamp, which Apple uses.
  static let signatureTimeStamp: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 9, 16, 2, 14]
  /// Apple's list of the hashes of all code directories, by algorithm.
  static let codeDirectoryHashes: ASN1ObjectIdentifier = [1, 2, 840, 113_635, 100, 9, 2]

  // Digests (RFC 8017, RFC 5754).
  static let md5: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 2, 5]
  static let sha1: ASN1ObjectIdentifier = [1, 3, 14, 3, 2, 26]
  static let sha256: ASN1ObjectIdentifier = [2, 16, 840, 1, 101, 3, 4, 2, 1]
  static let sha384: ASN1ObjectIdentifier = [2, 16, 840, 1, 101, 3, 4, 2, 2]
  static let sha512: ASN1ObjectIdentifier = [2, 16, 840, 1, 101, 3, 4, 2, 3]

  // Signature algorithms (RFC 8017, RFC 5758, RFC 8410).
  static let rsa: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 1, 1]
  static let md5WithRSA: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 1, 4]
  static let sha1WithRSA: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 1, 5]
  static let probabilistic: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 1, 10]
  static let sha256WithRSA: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 1, 11]
  static let sha384WithRSA: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 1, 12]
  static let sha512WithRSA: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 1, 13]
  static let ellipticCurve: ASN1ObjectIdentifier = [1, 2, 840, 10_045, 2, 1]
  static let ecdsaWithSHA1: ASN1ObjectIdentifier = [1, 2, 840, 10_045, 4, 1]
  static let ecdsaWithSHA256: ASN1ObjectIdentifier = [1, 2, 840, 10_045, 4, 3, 2]
  static let ecdsaWithSHA384: ASN1ObjectIdentifier = [1, 2, 840, 10_045, 4, 3, 3]
  static let ecdsaWithSHA512: ASN1ObjectIdentifier = [1, 2, 840, 10_045, 4, 3, 4]
  static let ed25519: ASN1ObjectIdentifier = [1, 3, 101, 112]
  static let p256: ASN1ObjectIdentifier = [1, 2, 840, 10_045, 3, 1, 7]
  static let p384: ASN1ObjectIdentifier = [1, 3, 132, 0, 34]
  static let p521: ASN1ObjectIdentifier = [1, 3, 132, 0, 35]

  // Extensions of certificates (RFC 5280).
  static let extendedKeyUsage: ASN1ObjectIdentifier = [2, 5, 29, 37]
  static let basicConstraints: ASN1ObjectIdentifier = [2, 5, 29, 19]
  static let codeSigning: ASN1ObjectIdentifier = [1, 3, 6, 1, 5, 5, 7, 3, 3]
}
