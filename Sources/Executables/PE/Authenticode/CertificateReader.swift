/// Reads what is needed of X.509 certificates (RFC 5280, section 4.1).
enum CertificateReader {
  private static let extensionsTag: UInt8 = 0xa3

  /// A certificate, whose structure is checked to the leaves.
  static func read(_ data: borrowing Span<UInt8>, _ element: DERElement) throws(DERError) -> PECertificate {
    try element.validate(data)
    var outer = try DERSequence(data, element)
    var fields = try DERSequence(data, outer.next())
    _ = try outer.next(DERElement.Tag.sequence)
    _ = try outer.next(DERElement.Tag.bitString)
    _ = fields.optional(DERElement.Tag.context0)
    let serialNumber = try fields.next(DERElement.Tag.integer)
    _ = try fields.next(DERElement.Tag.sequence)
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
      notBefore: notBefore, notAfter: notAfter, isSelfIssued: try isEqual(data, issuer, subject))
  }

  private static func checkKey(_ data: borrowing Span<UInt8>, _ element: DERElement) throws(DERError) {
    var fields = try DERSequence(data, element)
    var algorithm = try DERSequence(data, fields.next())
    _ = try algorithm.next(DERElement.Tag.identifier)
    _ = try fields.next(DERElement.Tag.bitString)
  }

  /// Whether two names have the same parts as texts; of a part with several attributes the first counts.
  private static func isEqual(
    _ data: borrowing Span<UInt8>, _ name: DERElement, _ other: DERElement
  ) throws(DERError) -> Bool {
    let parts = try name.children(data)
    let others = try other.children(data)
    guard parts.count == others.count else { return false }
    for (part, otherPart) in zip(parts, others) {
      guard let attribute = try part.children(data).first, let otherAttribute = try otherPart.children(data).first
      else {
        throw .unexpected(at: part.whole.lowerBound)
      }
      var fields = try DERSequence(data, attribute)
      var otherFields = try DERSequence(data, otherAttribute)
      let type = try fields.next(DERElement.Tag.identifier)
      let otherType = try otherFields.next(DERElement.Tag.identifier)
      guard data.copy(type.content) == data.copy(otherType.content),
        text(data, try fields.next()) == text(data, try otherFields.next())
      else { return false }
    }
    return true
  }

  /// The units of a text, so that the same text in two encodings is the same.
  private static func text(_ data: borrowing Span<UInt8>, _ element: DERElement) -> [UInt32] {
    switch element.identifier {
    case 0x0c: return data.text(element.content).unicodeScalars.map(\.value)
    case 0x1e:
      return stride(from: element.content.lowerBound, to: element.content.upperBound - 1, by: 2).map {
        UInt32(data.u16(at: $0, .big) ?? 0)
      }
    default: return data.copy(element.content).map { UInt32($0) }
    }
  }
}
