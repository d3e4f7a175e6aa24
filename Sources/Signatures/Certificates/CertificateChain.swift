/// The way from the signer's certificate upward, through the certificates that came with the signature.
struct CertificateChain: Sendable {
  /// Longer ways are cut.
  static let longest = 16
  /// Signatures that are checked to find one way.
  private static let mostChecks = 64

  /// The way, and where it ends.
  private(set) var links: [ChainLink] = []
  /// Whether one certificate is not signed by the one that claims to be its issuer.
  private(set) var isBroken = false
  /// Why a link cannot be checked.
  private(set) var unsupported: String?

  /// Walks from a certificate to a self-signed one, or to where the issuer is missing.
  init(from signer: Int, in certificates: [SigningCertificate]) {
    var index = signer
    var isUsed = [Bool](repeating: false, count: certificates.count)
    var checks = 0
    while links.count < Self.longest {
      let certificate = certificates[index]
      isUsed[index] = true
      if certificate.issuer == certificate.subject {
        close(certificate, certificate.check(signedBy: certificate))
        return
      }
      var best: (index: Int, outcome: SigningKey.Outcome)?
      for candidate in certificates.indices
      where !isUsed[candidate] && certificates[candidate].subject == certificate.issuer && checks < Self.mostChecks {
        checks += 1
        let outcome = certificate.check(signedBy: certificates[candidate])
        if outcome == .valid {
          best = (candidate, outcome)
          break
        }
        best = best ?? (candidate, outcome)
      }
      guard let best else {
        links.append(ChainLink(certificate: certificate.summary, issuerCheck: .issuerNotGiven))
        return
      }
      switch best.outcome {
      case .valid: links.append(ChainLink(certificate: certificate.summary, issuerCheck: .valid))
      case .invalid:
        links.append(ChainLink(certificate: certificate.summary, issuerCheck: .invalid))
        isBroken = true
        return
      case .unsupported(let reason):
        links.append(ChainLink(certificate: certificate.summary, issuerCheck: .unsupported))
        unsupported = reason
      }
      index = best.index
    }
  }

  private mutating func close(_ certificate: SigningCertificate, _ outcome: SigningKey.Outcome) {
    switch outcome {
    case .valid: links.append(ChainLink(certificate: certificate.summary, issuerCheck: .selfSigned))
    case .invalid:
      links.append(ChainLink(certificate: certificate.summary, issuerCheck: .invalid))
      isBroken = true
    case .unsupported:
      // What a root says of itself adds nothing: it is trusted by name or not at all.
      links.append(ChainLink(certificate: certificate.summary, issuerCheck: .unsupported))
    }
  }
}
