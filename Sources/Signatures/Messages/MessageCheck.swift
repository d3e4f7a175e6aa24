/// Checks a signer of a message, and says in a report what came of it; digests of files are the caller's.
enum MessageCheck {
  /// - Parameters:
  ///   - content: what the message is about: its own content, or what it was detached from.
  ///   - now: seconds since 1970, for signatures without a countersignature.
  static func report(
    _ message: SignedMessage, _ signer: MessageSigner, content: ArraySlice<UInt8>, now: Int64
  ) -> SignatureReport {
    var report = SignatureReport(status: .validNotAnchored)
    report.claimedTime = signer.claimedTime.map { Int64($0) }
    report.timeStamp = TimeStamps.report(of: signer, certificates: message.certificates)
    if message.unreadCertificates > 0 {
      report.notes.append("\(message.unreadCertificates) certificates cannot be read")
    }
    guard let index = signer.certificate(in: message.certificates) else {
      report.status = .malformed
      report.notes.append("the signer's certificate is missing")
      return report
    }
    let certificate = message.certificates[index]
    report.signer = certificate.summary
    let chain = CertificateChain(from: index, in: message.certificates)
    report.chain = chain.links
    switch signer.check(content: content, by: certificate) {
    case .valid:
      if chain.isBroken {
        report.status = .chainBroken
      } else if let reason = chain.unsupported {
        report.status = .unsupported
        report.notes.append("a certificate of the chain cannot be checked: \(reason)")
      }
    case .invalid: report.status = .signatureInvalid
    case .unsupported(let reason):
      report.status = .unsupported
      report.notes.append("the signature cannot be checked: \(reason)")
    }
    noteTime(certificate.summary, now, &report)
    if certificate.summary.mayCodeSign == false { report.notes.append("the certificate is not for signing code") }
    if let bits = certificate.summary.rsaBits, bits < 2048 { report.notes.append("the key has only \(bits) bits") }
    return report
  }

  private static func noteTime(_ certificate: CertificateSummary, _ now: Int64, _ report: inout SignatureReport) {
    let stamp = report.timeStamp.flatMap { $0.status == .validNotAnchored ? $0.time : nil }
    let isValid = (certificate.notBefore...max(certificate.notBefore, certificate.notAfter)).contains(stamp ?? now)
    report.isTimeValid = isValid
    if let stamp = report.timeStamp, stamp.status != .validNotAnchored {
      report.notes.append("the countersignature does not hold: \(stamp.status.rawValue)")
    }
    if !isValid {
      report.notes.append(
        stamp == nil
          ? "the certificate is not valid now, and nobody countersigned"
          : "the certificate was not valid when it was countersigned")
    }
  }
}
