/// Checks the extensions of certificates (RFC 5280, section 4.2) as far as they have a known form.
enum CertificateExtensions {
  /// 2.5.29: extensions of X.509.
  private static let standard: [UInt8] = [0x55, 0x1d]
  /// 1.3.6.1.5.5.7.1.1: where to ask about the issuer.
  private static let authorityAccess: [UInt8] = [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x01]

  /// A uniform resource identifier among general names.
  private static let resourceTag: UInt8 = 0x86
  private static let ia5Tag: UInt8 = 0x16
  private static let utf8Tag: UInt8 = 0x0c

  /// Checks that values are elements to the leaves, and that their texts are in the encoding that their type has.
  static func check(_ data: borrowing Span<UInt8>, _ extensions: DERElement) throws(DERError) {
    for child in try extensions.expect(DERElement.Tag.sequence).children(data) {
      var fields = try DERSequence(data, child)
      let type = try fields.next(DERElement.Tag.identifier)
      _ = fields.optional(DERElement.Tag.boolean)
      let value = try fields.next(DERElement.Tag.octetString)
      if isStandard(data, type) || type.isIdentifier(data, authorityAccess) {
        try check(data, in: DERElement(data, in: value.content), depth: 24)
      }
    }
  }

  private static func isStandard(_ data: borrowing Span<UInt8>, _ type: DERElement) -> Bool {
    type.content.count == 3 && data[type.content.lowerBound] == standard[0]
      && data[type.content.lowerBound + 1] == standard[1]
  }

  private static func check(
    _ data: borrowing Span<UInt8>, in element: DERElement, depth: Int
  ) throws(DERError) {
    guard depth > 0 else { throw .malformed(at: element.whole.lowerBound) }
    if element.isConstructed {
      for child in try element.children(data) { try check(data, in: child, depth: depth - 1) }
      return
    }
    switch element.identifier {
    case resourceTag, ia5Tag:
      for index in element.content where data[index] >= 0x80 { throw .malformed(at: index) }
    case utf8Tag:
      guard String(validating: data.copy(element.content), as: UTF8.self) != nil else {
        throw .malformed(at: element.content.lowerBound)
      }
    default: return
    }
  }
}
