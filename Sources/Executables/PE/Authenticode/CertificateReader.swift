/// Reads what is needed of X.509 certificates (RFC 5280, section 4.1).
enum CertificateReader {
  private static let extensionsTag: UInt8 = 0xa3

  /// What is read of a certificate.
  static func read(_ data: borrowing Span<UInt8>, _ element: DERElement) throws(DERError) -> PECertificate {
    var outer = try DERSequence(data, element)
    var fields = try DERSequence(data, outer.next())
    try outer.next(DERElement.Tag.sequence).validate(data)
    try checkBits(data, outer.next(DERElement.Tag.bitString))
    _ = fields.optional(DERElement.Tag.context0)
    let serialNumber = try fields.next(DERElement.Tag.integer)
    // The algorithm is given again outside, where it is read.
    _ = try fields.next()
    let issuer = try fields.next(DERElement.Tag.sequence)
    var validity = try DERSequence(data, fields.next())
    let notBefore = try DERTime.seconds(data, validity.next())
    let notAfter = try DERTime.seconds(data, validity.next())
    let subject = try fields.next(DERElement.Tag.sequence)
    try checkKey(data, fields.next())
    while !fields.isEmpty {
      let field = try fields.next()
      if field.identifier == extensionsTag { try CertificateExtensions.check(data, field.onlyChild(data)) }
    }
    return PECertificate(
      range: element.whole, serialNumber: serialNumber.content, issuer: issuer.whole, subject: subject.whole,
      notBefore: notBefore, notAfter: notAfter,
      isSelfIssued: isEqual(data, issuer, subject))
  }

  /// Checks that the algorithm of a key is known, and that an RSA key is a sequence.
  private static func checkKey(_ data: borrowing Span<UInt8>, _ element: DERElement) throws(DERError) {
    var fields = try DERSequence(data, element)
    var algorithm = try DERSequence(data, fields.next())
    let type = try algorithm.next(DERElement.Tag.identifier)
    let key = try fields.next(DERElement.Tag.bitString)
    guard keyTypes.contains(data.copy(type.content)), key.content.count > 1, data[key.content.lowerBound] == 0 else {
      throw .unexpected(at: type.whole.lowerBound)
    }
    if type.isIdentifier(data, rsa) {
      _ = try DERElement(data, in: key.content.lowerBound + 1..<key.content.upperBound)
        .expect(DERElement.Tag.sequence)
    }
  }

  /// A bit string has at most seven unused bits.
  private static func checkBits(_ data: borrowing Span<UInt8>, _ element: DERElement) throws(DERError) {
    guard let unused = data.u8(at: element.content.lowerBound), unused < 8, !element.content.isEmpty else {
      throw .malformed(at: element.whole.lowerBound)
    }
  }

  private static let rsa: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]
  /// Keys of RSA (also for PSS and OAEP), DSA, elliptic curves, Diffie and Hellman, and the curves of RFC 8410.
  private static let keyTypes: Set<[UInt8]> = [
    rsa, Array(rsa.dropLast()) + [7], Array(rsa.dropLast()) + [10], [0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01],
    [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01], [0x2a, 0x86, 0x48, 0xce, 0x3e, 0x02, 0x01], [0x2b, 0x65, 0x6e],
    [0x2b, 0x65, 0x6f], [0x2b, 0x65, 0x70], [0x2b, 0x65, 0x71],
  ]

  /// Whether two names have the same parts as texts; nil where a name is damaged.
  private static func isEqual(_ data: borrowing Span<UInt8>, _ name: DERElement, _ other: DERElement) -> Bool? {
    do throws(DERError) {
      return try parts(data, name) == parts(data, other)
    } catch {
      return nil
    }
  }

  /// A part of a name: its type, and its text.
  private struct Part: Equatable {
    var type: [UInt8]
    var text: [UInt32]
  }

  /// The parts of a name; of a part with several attributes the first counts.
  private static func parts(_ data: borrowing Span<UInt8>, _ name: DERElement) throws(DERError) -> [Part] {
    var result: [Part] = []
    for part in try name.children(data) {
      guard let attribute = try part.expect(DERElement.Tag.set).children(data).first else {
        throw .unexpected(at: part.whole.lowerBound)
      }
      var fields = try DERSequence(data, attribute)
      let type = try fields.next(DERElement.Tag.identifier)
      result.append(Part(type: data.copy(type.content), text: try text(data, fields.next())))
    }
    return result
  }

  /// The units of a text, so that the same text in two encodings is the same.
  private static func text(_ data: borrowing Span<UInt8>, _ element: DERElement) throws(DERError) -> [UInt32] {
    let bytes = data.copy(element.content)
    switch element.identifier {
    case 0x0c:
      guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformed(at: element.whole.lowerBound) }
      return text.unicodeScalars.map(\.value)
    case 0x1e:
      return stride(from: 0, to: bytes.count - 1, by: 2).map { UInt32(bytes[$0]) << 8 | UInt32(bytes[$0 + 1]) }
    case 0x16:
      guard bytes.allSatisfy({ $0 < 0x80 }) else { throw .malformed(at: element.whole.lowerBound) }
      return bytes.map { UInt32($0) }
    case 0x12, 0x13, 0x14, 0x1a, 0x1c: return bytes.map { UInt32($0) }
    default: throw .unexpected(at: element.whole.lowerBound)
    }
  }
}
