import Executables
import SwiftASN1

/// Countersignatures: those of PKCS #9 (another signer over the signature) and time stamps of RFC 3161.
enum TimeStamps {
  /// A signature has one; more are not looked at.
  private static let most = 2

  /// The first countersignature that holds, else the first, else nil.
  static func report(of signer: MessageSigner, certificates: [SigningCertificate]) -> TimeStampReport? {
    var first: TimeStampReport?
    for value in signer.unsignedValues(ObjectIdentifiers.counterSignature).prefix(most) {
      let report = counterSignature(value, over: signer, certificates)
      if report.status == .validNotAnchored { return report }
      first = first ?? report
    }
    let tokens =
      signer.unsignedValues(ObjectIdentifiers.timeStampToken)
      + signer.unsignedValues(ObjectIdentifiers.signatureTimeStamp)
    for value in tokens.prefix(most) {
      let report = token(value, over: signer, certificates)
      if report.status == .validNotAnchored { return report }
      first = first ?? report
    }
    return first
  }

  private static func counterSignature(
    _ node: ASN1Node, over signer: MessageSigner, _ certificates: [SigningCertificate]
  ) -> TimeStampReport {
    guard let counter = try? MessageSigner(node), let time = counter.claimedTime else {
      return TimeStampReport(time: 0, status: .malformed)
    }
    return report(counter, over: signer.signature, time, certificates)
  }

  private static func token(
    _ node: ASN1Node, over signer: MessageSigner, _ certificates: [SigningCertificate]
  ) -> TimeStampReport {
    guard let message = try? SignedMessage(node),
      message.encapsulated.type == ObjectIdentifiers.timeStampInformation, let stamp = message.signers.first,
      let information = try? TimeStampInformation(BoundedASN1.element(message.hashedContent))
    else { return TimeStampReport(time: 0, status: .malformed) }
    let time = information.time
    guard let digest = PESignature.Digest(information.algorithm) else {
      return TimeStampReport(time: Int64(time), status: .unsupported)
    }
    guard information.imprint.elementsEqual(digest.hash(signer.signature)) else {
      return TimeStampReport(time: Int64(time), status: .digestMismatch)
    }
    return report(stamp, over: message.hashedContent, time, message.certificates + certificates)
  }

  private static func report(
    _ signer: MessageSigner, over content: ArraySlice<UInt8>, _ time: Double, _ certificates: [SigningCertificate]
  ) -> TimeStampReport {
    guard let index = signer.certificate(in: certificates) else {
      return TimeStampReport(time: Int64(time), status: .malformed)
    }
    let certificate = certificates[index]
    let status: SignatureStatus
    let chain = CertificateChain(from: index, in: certificates)
    switch signer.check(content: content, by: certificate) {
    case .invalid: status = .signatureInvalid
    case .unsupported: status = .unsupported
    case .valid: status = chain.isBroken ? .chainBroken : .validNotAnchored
    }
    return TimeStampReport(
      time: Int64(time), status: status, authority: certificate.summary.subject, chain: chain.links)
  }
}

/// What a time-stamping authority signs (TSTInfo, RFC 3161, section 2.4.2).
private struct TimeStampInformation {
  /// Seconds since 1970.
  let time: Double
  /// The digest of what was stamped, and its algorithm.
  let imprint: ArraySlice<UInt8>
  let algorithm: ASN1ObjectIdentifier

  init(_ node: ASN1Node) throws {
    (time, imprint, algorithm) = try BER.sequence(node, identifier: .sequence) { fields in
      _ = try fields.required().octets(.integer)
      _ = try fields.required().objectIdentifier()
      let (algorithm, imprint) = try BER.sequence(fields.required(), identifier: .sequence) { imprint in
        (try AlgorithmIdentifier(imprint.required()).algorithm, try ASN1OctetString(derEncoded: &imprint).bytes)
      }
      _ = try fields.required().octets(.integer)
      let time = try ASN1Time.seconds(fields.required())
      // Accuracy, order, nonce, the authority's name, extensions.
      fields.skipRest()
      return (time, imprint, algorithm)
    }
  }
}
