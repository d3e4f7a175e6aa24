/// A SignerInfo: who signed, and attributes that are signed or not.
struct SignerReader {
  /// Where the name of the issuer of the signer's certificate stands.
  let issuer: Range<Int>
  /// Where the octets of its serial number stand.
  let serialNumber: Range<Int>
  private let signed: [Attribute]
  private let unsigned: [Attribute]

  private struct Attribute {
    var type: DERElement
    var values: [DERElement]
  }

  init(_ data: borrowing Span<UInt8>, _ element: DERElement) throws(DERError) {
    var fields = try DERSequence(data, element)
    _ = try fields.next()
    var identity = try DERSequence(data, fields.next())
    issuer = try identity.next(DERElement.Tag.sequence).whole
    serialNumber = try identity.next(DERElement.Tag.integer).content
    _ = try SignedDataReader.digestAlgorithm(data, fields.next())
    signed = try Self.attributes(data, fields.optional(DERElement.Tag.context0))
    var algorithm = try DERSequence(data, fields.next())
    _ = try algorithm.next(DERElement.Tag.identifier)
    _ = try fields.next(DERElement.Tag.octetString)
    unsigned = try Self.attributes(data, fields.optional(DERElement.Tag.context1))
  }

  private static func attributes(
    _ data: borrowing Span<UInt8>, _ element: DERElement?
  ) throws(DERError) -> [Attribute] {
    guard let element else { return [] }
    var result: [Attribute] = []
    for child in try element.children(data) {
      var fields = try DERSequence(data, child)
      let type = try fields.next(DERElement.Tag.identifier)
      result.append(Attribute(type: type, values: try fields.next(DERElement.Tag.set).children(data)))
    }
    return result
  }

  /// The values of the last attribute of a type, nil without one.
  private static func values(
    _ data: borrowing Span<UInt8>, _ attributes: [Attribute], _ type: [UInt8]
  ) -> [DERElement]? {
    for attribute in attributes.reversed() where attribute.type.isIdentifier(data, type) { return attribute.values }
    return nil
  }

  /// The only value of an attribute, nil without the attribute.
  private static func value(
    _ data: borrowing Span<UInt8>, _ attributes: [Attribute], _ type: [UInt8]
  ) throws(DERError) -> DERElement? {
    guard let values = values(data, attributes, type) else { return nil }
    guard values.count == 1 else { throw .unexpected(at: values.first?.whole.lowerBound ?? 0) }
    return values[0]
  }

  /// Checks the attributes that every signer has.
  func check(_ data: borrowing Span<UInt8>, contentType: [UInt8]?) throws(DERError) {
    guard let digest = try Self.value(data, signed, AuthenticodeIdentifiers.messageDigest),
      let type = try Self.value(data, signed, AuthenticodeIdentifiers.contentType)
    else { throw .unexpected(at: issuer.lowerBound) }
    _ = try digest.expect(DERElement.Tag.octetString)
    _ = try type.expect(DERElement.Tag.identifier)
    if let contentType, !type.isIdentifier(data, contentType) { throw .unexpected(at: type.whole.lowerBound) }
    _ = try signingTime(data)
    _ = try Self.value(data, signed, AuthenticodeIdentifiers.statementType)
  }

  private func signingTime(_ data: borrowing Span<UInt8>) throws(DERError) -> Double? {
    guard let time = try Self.value(data, signed, AuthenticodeIdentifiers.signingTime) else { return nil }
    return try DERTime.seconds(data, time)
  }

  /// Where the program's name stands, if the signer gave one.
  func programName(_ data: borrowing Span<UInt8>) throws(DERError) -> Range<Int>? {
    guard let information = try Self.value(data, signed, AuthenticodeIdentifiers.opusInformation) else { return nil }
    var fields = try DERSequence(data, information)
    guard let name = fields.optional(DERElement.Tag.context0) else { return nil }
    return try name.onlyChild(data).content
  }

  /// The nested signatures, as ContentInfos.
  func nestedSignatures(_ data: borrowing Span<UInt8>) -> [DERElement] {
    Self.values(data, unsigned, AuthenticodeIdentifiers.nestedSignature) ?? []
  }

  /// Seconds since 1970 of the countersignature, nil without one: by another signer, or as a time stamp of RFC 3161.
  func countersigningTime(_ data: borrowing Span<UInt8>, depth: Int = 4) throws(DERError) -> Double? {
    let signer = try Self.value(data, unsigned, AuthenticodeIdentifiers.counterSignature)
    let token = try Self.value(data, unsigned, AuthenticodeIdentifiers.timeStampToken)
    if let signer {
      guard token == nil, depth > 0 else { throw .unexpected(at: signer.whole.lowerBound) }
      let counter = try SignerReader(data, signer)
      try counter.check(data, contentType: nil)
      _ = try counter.countersigningTime(data, depth: depth - 1)
      guard let time = try counter.signingTime(data) else { throw .unexpected(at: signer.whole.lowerBound) }
      return time
    }
    return try token.map { (token) throws(DERError) in try Self.timeStamp(data, token) }
  }

  private static func timeStamp(_ data: borrowing Span<UInt8>, _ token: DERElement) throws(DERError) -> Double {
    let parts = try SignedDataParts(
      data, SignedDataReader.signedData(data, in: token), contentType: AuthenticodeIdentifiers.timeStampInformation)
    try SignerReader(data, parts.signer)
      .check(data, contentType: AuthenticodeIdentifiers.timeStampInformation)
    let octets = try parts.content.expect(DERElement.Tag.octetString)
    var fields = try DERSequence(data, DERElement(data, in: octets.content))
    let version = try fields.next(DERElement.Tag.integer)
    guard version.content.count == 1, data[version.content.lowerBound] == 1 else {
      throw .unexpected(at: version.whole.lowerBound)
    }
    _ = try fields.next(DERElement.Tag.identifier)
    var imprint = try DERSequence(data, fields.next())
    _ = try SignedDataReader.digestAlgorithm(data, imprint.next())
    _ = try imprint.next(DERElement.Tag.octetString)
    _ = try fields.next(DERElement.Tag.integer)
    return try DERTime.seconds(data, fields.next(DERElement.Tag.generalizedTime))
  }
}
