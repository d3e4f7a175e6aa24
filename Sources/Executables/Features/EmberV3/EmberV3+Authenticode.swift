/// What the feature set sums up over the signatures of a file.
private struct SignatureSummary {
  var count = 0
  var isSelfIssued = false
  var lacksProgramName = false
  var lacksCountersigner = false
  var isMalformed = false
  var certificates = 0
  var latestTime = 0.0
  var timeDifference = 0.0

  /// Adds a signature; false where the names of a certificate are damaged, behind which the reference gives up.
  mutating func add(_ signature: PESignature, fileTime: UInt32) -> Bool {
    count += 1
    if signature.programName == nil { lacksProgramName = true }
    if let time = signature.countersigningTime {
      latestTime = max(latestTime, time)
      timeDifference = time - Double(fileTime)
    } else {
      lacksCountersigner = true
    }
    certificates = max(certificates, signature.certificates.count)
    // The last certificate is not looked at.
    for certificate in signature.certificates.dropLast() {
      guard let same = certificate.isSelfIssued else { return false }
      if same { isSelfIssued = true }
    }
    return true
  }
}

extension EmberV3 {
  static func appendAuthenticode(_ data: borrowing Span<UInt8>, _ file: PEFile, to vector: inout VectorBuilder) {
    let found = file.signatures(data)
    var summary = SignatureSummary()
    summary.isMalformed = found.isMalformed
    for signature in found.signatures {
      guard summary.add(signature, fileTime: file.coffHeader.timeDateStamp) else {
        summary.isMalformed = true
        break
      }
    }
    vector.append(summary.count)
    vector.append(summary.isSelfIssued)
    vector.append(summary.lacksProgramName)
    vector.append(summary.lacksCountersigner)
    vector.append(summary.isMalformed)
    vector.append(summary.certificates)
    vector.append(summary.latestTime)
    vector.append(summary.timeDifference)
  }
}
