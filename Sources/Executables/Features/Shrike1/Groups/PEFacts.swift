/// What is read of a PE file only for its features.
struct PEFacts: Sendable {
  var file: PEFile
  var signatures: PESignatures
  /// Where the attribute certificate table is.
  var certificates: Range<Int>?
  var dotNet: DotNetMetadata?
  var go: GoBuildInfo?

  init(_ file: PEFile, _ bytes: borrowing Span<UInt8>) {
    self.file = file
    signatures = file.signatures(bytes)
    certificates = file.certificateTable(bytes)
    dotNet = file.dotNetMetadata(bytes)
    // The linker puts it at the start of the section of data.
    let offsets = file.sections.filter(\.isWritable).compactMap { GoBuildInfo.find(bytes, in: $0.rawRange) }
    guard let offset = offsets.first else { return }
    go = GoBuildInfo(bytes, at: offset) { [file] address in
      guard let rva = UInt32(exactly: address &- file.optionalHeader.imageBase),
        let section = file.sections.first(where: {
          rva >= $0.virtualAddress && Int(rva &- $0.virtualAddress) < $0.rawRange.count
        })
      else { return nil }
      return section.rawRange.lowerBound &+ Int(rva &- section.virtualAddress)..<section.rawRange.upperBound
    }
  }
}

extension SignerFacts {
  init(_ facts: PEFacts) {
    let all = facts.signatures.signatures
    guard !all.isEmpty else { return }
    isSigned = true
    hasMessage = true
    messageSize = facts.certificates?.count ?? 0
    directories = all.count
    // Self-issued: the signer vouches for itself, as good as nobody.
    isAdHoc = all.contains { $0.certificates.count == 1 && $0.certificates[0].isSelfIssued == true }
    let strength: [PESignature.Digest: Int] = [.md5: 0, .sha1: 1, .sha256: 2, .sha384: 4, .sha512: 4]
    hashType = all.compactMap { strength[$0.algorithm] }.max() ?? 0
  }
}
