/// Object identifiers of signatures, as content octets, and how identifiers are written.
enum ObjectIdentifiers {
  private static let pkcs1: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01]
  private static let pkcs7: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07]
  private static let pkcs9: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09]
  private static let microsoft: [UInt8] = [0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37]
  private static let apple: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x63, 0x64]
  private static let ansi: [UInt8] = [0x2a, 0x86, 0x48, 0xce, 0x3d]

  // Contents and attributes of messages (RFC 5652, RFC 3161; Microsoft, *Windows Authenticode Portable Executable
  // Signature Format*).
  static let signedData = pkcs7 + [2]
  static let indirectData = microsoft + [2, 1, 4]
  static let timeStampInformation = pkcs9 + [16, 1, 4]
  static let messageDigest = pkcs9 + [4]
  static let signingTime = pkcs9 + [5]
  static let counterSignature = pkcs9 + [6]
  static let opusInformation = microsoft + [2, 1, 12]
  static let nestedSignature = microsoft + [2, 4, 1]
  static let timeStampToken = microsoft + [3, 3, 1]
  /// RFC 3161's own attribute for a time stamp, which Apple uses.
  static let signatureTimeStamp = pkcs9 + [16, 2, 14]
  /// Apple's list of the hashes of all code directories, by algorithm.
  static let codeDirectoryHashes = apple + [9, 2]

  // Signature algorithms (RFC 8017, RFC 5758, RFC 8410).
  static let rsa = pkcs1 + [1]
  static let md5WithRSA = pkcs1 + [4]
  static let sha1WithRSA = pkcs1 + [5]
  static let probabilistic = pkcs1 + [10]
  static let sha256WithRSA = pkcs1 + [11]
  static let sha384WithRSA = pkcs1 + [12]
  static let sha512WithRSA = pkcs1 + [13]
  static let ellipticCurve = ansi + [2, 1]
  static let ecdsaWithSHA1 = ansi + [4, 1]
  static let ecdsaWithSHA256 = ansi + [4, 3, 2]
  static let ecdsaWithSHA384 = ansi + [4, 3, 3]
  static let ecdsaWithSHA512 = ansi + [4, 3, 4]
  static let ed25519: [UInt8] = [0x2b, 0x65, 0x70]
  static let p256 = ansi + [3, 1, 7]
  static let p384: [UInt8] = [0x2b, 0x81, 0x04, 0x00, 0x22]
  static let p521: [UInt8] = [0x2b, 0x81, 0x04, 0x00, 0x23]

  // Extensions of certificates (RFC 5280).
  static let extendedKeyUsage: [UInt8] = [0x55, 0x1d, 0x25]
  static let basicConstraints: [UInt8] = [0x55, 0x1d, 0x13]
  static let codeSigning: [UInt8] = [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x03]

  /// The numbers of an identifier with dots; octets that are no identifier give as many as can be read.
  static func text(_ octets: [UInt8]) -> String {
    var numbers: [UInt64] = []
    var value: UInt64 = 0
    for octet in octets {
      guard value < 1 << 56 else { break }
      value = value << 7 | UInt64(octet & 0x7f)
      if octet & 0x80 == 0 {
        if numbers.isEmpty {
          let first = min(value / 40, 2)
          numbers = [first, value - first * 40]
        } else {
          numbers.append(value)
        }
        value = 0
      }
    }
    return numbers.map(String.init).joined(separator: ".")
  }
}
