extension EmberV3 {
  static func appendAuthenticode(_ data: borrowing Span<UInt8>, _ file: PEFile, to vector: inout VectorBuilder) {
    let found = file.signatures(data)
    var latest = 0.0
    var difference = 0.0
    for time in found.signatures.compactMap(\.countersigningTime) {
      latest = max(latest, time)
      difference = time - Double(file.coffHeader.timeDateStamp)
    }
    vector.append(found.signatures.count)
    // The last certificate of a signature is not looked at.
    vector.append(found.signatures.contains { $0.certificates.dropLast().contains { $0.isSelfIssued } })
    vector.append(found.signatures.contains { $0.programName == nil })
    vector.append(found.signatures.contains { $0.countersigningTime == nil })
    vector.append(found.isMalformed)
    vector.append(found.signatures.map(\.certificates.count).max() ?? 0)
    vector.append(latest)
    vector.append(difference)
  }
}
