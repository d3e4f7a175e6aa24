import Executables

/// Countersignatures: those of PKCS #9 (another signer over the signature) and time stamps of RFC 3161.
enum TimeStamps {
  /// A signature has one; more are not looked at.
  private static let most = 2

  /// The first countersignature that holds, else the first, else nil.
  static func report(
    _ data: borrowing Span<UInt8>, of signer: MessageSigner, certificates: [SigningCertificate]
  ) -> TimeStampReport? {
    var first: TimeStampReport?
    for value in signer.unsignedValues(ObjectIdentifiers.counterSignature).prefix(most) {
      let report = counterSignature(data, value, over: signer, certificates)
      if report.status == .validNotAnchored { return report }
      first = first ?? report
    }
    let tokens =
      signer.unsignedValues(ObjectIdentifiers.timeStampToken)
      + signer.unsignedValues(ObjectIdentifiers.signatureTimeStamp)
    for value in tokens.prefix(most) {
      let report = token(data, value, over: signer, certificates)
      if report.status == .validNotAnchored { return report }
      first = first ?? report
    }
    return first
  }

  private static func counterSignature(
    _ data: borrowing Span<UInt8>, _ element: DERElement, over signer: MessageSigner,
    _ certificates: [SigningCertificate]
  ) -> TimeStampReport {
    guard let counter = try? MessageSigner(data, element), let time = counter.claimedTime(data) else {
      return TimeStampReport(time: 0, status: .malformed)
    }
    return report(data, counter, over: [signer.signature], time, certificates)
  }

  private static func token(
    _ data: borrowing Span<UInt8>, _ element: DERElement, over signer: MessageSigner,
    _ certificates: [SigningCertificate]
  ) -> TimeStampReport {
    do throws(DERError) {
      let message = try SignedMessage(data, contentInfo: element)
      guard message.contentType == ObjectIdentifiers.timeStampInformation, let content = message.content,
        let stamp = message.signers.first
      else { return TimeStampReport(time: 0, status: .malformed) }
      // TSTInfo: version, policy, imprint, serial number, time.
      var fields = try DERSequence(data, DERElement(data, in: content.expect(DERElement.Tag.octetString).content))
      _ = try fields.next(DERElement.Tag.integer)
      _ = try fields.next(DERElement.Tag.identifier)
      var imprint = try DERSequence(data, fields.next())
      _ = try fields.next(DERElement.Tag.integer)
      let time = try DERTime.seconds(data, fields.next(DERElement.Tag.generalizedTime))
      var algorithm = try DERSequence(data, imprint.next())
      let digest = PESignature.Digest(octets: data.copy(try algorithm.next(DERElement.Tag.identifier).content))
      guard let digest else { return TimeStampReport(time: Int64(time), status: .unsupported) }
      let stated = data.copy(try imprint.next(DERElement.Tag.octetString).content)
      guard stated == digest.hash(data, [signer.signature]) else {
        return TimeStampReport(time: Int64(time), status: .digestMismatch)
      }
      return report(
        data, stamp, over: message.hashedContent(data), time, message.certificates + certificates)
    } catch {
      return TimeStampReport(time: 0, status: .malformed)
    }
  }

  private static func report(
    _ data: borrowing Span<UInt8>, _ signer: MessageSigner, over content: [Range<Int>], _ time: Double,
    _ certificates: [SigningCertificate]
  ) -> TimeStampReport {
    guard let index = signer.certificate(in: certificates) else {
      return TimeStampReport(time: Int64(time), status: .malformed)
    }
    let certificate = certificates[index]
    let status: SignatureStatus
    let chain = CertificateChain(data, from: index, in: certificates)
    switch signer.check(data, contentRanges: content, by: certificate) {
    case .invalid: status = .signatureInvalid
    case .unsupported: status = .unsupported
    case .valid: status = chain.isBroken ? .chainBroken : .validNotAnchored
    }
    return TimeStampReport(
      time: Int64(time), status: status, authority: certificate.summary.subject, chain: chain.links)
  }
}
