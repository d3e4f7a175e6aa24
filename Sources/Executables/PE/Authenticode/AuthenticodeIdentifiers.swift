/// Object identifiers of Authenticode and what it is made of, as content octets.
enum AuthenticodeIdentifiers {
  private static let pkcs7: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07]
  private static let pkcs9: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09]
  private static let microsoft: [UInt8] = [0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37]
  private static let sha2: [UInt8] = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02]

  /// 1.2.840.113549.1.7.2
  static let signedData = pkcs7 + [2]
  /// 1.3.6.1.4.1.311.2.1.4
  static let indirectData = microsoft + [2, 1, 4]
  /// 1.3.6.1.4.1.311.2.1.15
  static let imageData = microsoft + [2, 1, 15]
  /// 1.2.840.113549.1.9.16.1.4
  static let timeStampInformation = pkcs9 + [16, 1, 4]

  // Attributes.
  /// 1.2.840.113549.1.9.3
  static let contentType = pkcs9 + [3]
  /// 1.2.840.113549.1.9.4
  static let messageDigest = pkcs9 + [4]
  /// 1.2.840.113549.1.9.5
  static let signingTime = pkcs9 + [5]
  /// 1.2.840.113549.1.9.6
  static let counterSignature = pkcs9 + [6]
  /// 1.3.6.1.4.1.311.2.1.11
  static let statementType = microsoft + [2, 1, 11]
  /// 1.3.6.1.4.1.311.2.1.12
  static let opusInformation = microsoft + [2, 1, 12]
  /// 1.3.6.1.4.1.311.2.4.1
  static let nestedSignature = microsoft + [2, 4, 1]
  /// 1.3.6.1.4.1.311.3.3.1
  static let timeStampToken = microsoft + [3, 3, 1]

  /// Digests that are accepted.
  static let digests: [(octets: [UInt8], digest: PESignature.Digest)] = [
    ([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x05], .md5), ([0x2b, 0x0e, 0x03, 0x02, 0x1a], .sha1),
    (sha2 + [1], .sha256), (sha2 + [2], .sha384), (sha2 + [3], .sha512),
  ]
}
