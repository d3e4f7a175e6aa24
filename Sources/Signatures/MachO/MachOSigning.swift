public import Executables
import SwiftASN1

/// Checks the code signatures of a Mach-O file (cs_blobs.h of xnu; Apple, *TN3126: Inside Code Signing: Hashes*): hashes of
/// pages, of requirements and of entitlements, and the CMS message over the code directory.
public enum MachOSigning {
  /// So many times the size of the file is hashed at most: images of a universal file may overlap.
  private static let mostPasses = 4
  private static let largestMessage = 1 << 20

  /// The signature of each image that can be read; images without one are `unsigned`.
  ///
  /// - Parameters:
  ///   - now: seconds since 1970, against which certificates without a countersignature are held.
  public static func check(
    _ file: MachOFile, _ data: borrowing Span<UInt8>, now: Int64
  ) -> [MachOSignatureReport] {
    var budget = data.count * mostPasses
    var reports: [MachOSignatureReport] = []
    for slice in file.slices {
      guard let image = slice.image else { continue }
      guard let signature = image.signature else {
        reports.append(MachOSignatureReport(cpuType: image.header.cpuType, status: .unsigned))
        continue
      }
      let inside = data.extracting(slice.range.clamped(to: 0..<data.count))
      reports.append(check(signature, inside, image.header.cpuType, &budget, now))
    }
    return reports
  }

  private static func check(
    _ signature: CodeSignature, _ image: borrowing Span<UInt8>, _ cpuType: UInt32, _ budget: inout Int, _ now: Int64
  ) -> MachOSignatureReport {
    guard let best = signature.best, let digest = digest(of: best) else {
      let note = signature.directories.isEmpty ? "there is no code directory" : "the hash is not known here"
      return MachOSignatureReport(
        cpuType: cpuType, status: signature.directories.isEmpty ? .malformed : .unsupported, notes: [note])
    }
    var report = MachOSignatureReport(cpuType: cpuType, status: .adHoc)
    report.identifier = best.identifier.isEmpty ? nil : best.identifier
    report.teamIdentifier = best.teamIdentifier
    report.codeDirectoryHash = Hexadecimal.text(Array(digest.hash(image, [best.range]).prefix(20)))
    report.hasHardenedRuntime = signature.hasHardenedRuntime
    report.entitlements =
      signature.entitlements.isEmpty
      ? signature.derEntitlementKeys : signature.entitlements.map(\.key)
    checkMessage(signature, image, now, &report)
    checkPages(best, digest, image, &budget, &report)
    checkBlobs(signature, best, digest, image, &report)
    return report
  }

  private static func digest(of directory: CodeDirectory) -> PESignature.Digest? {
    switch directory.hashType {
    case 1: .sha1
    case 2, 3: .sha256
    case 4: .sha384
    default: nil
    }
  }

  private static func checkPages(
    _ directory: CodeDirectory, _ digest: PESignature.Digest, _ image: borrowing Span<UInt8>, _ budget: inout Int,
    _ report: inout MachOSignatureReport
  ) {
    budget -= min(Int(clamping: directory.codeLimit), image.count)
    guard budget >= 0 else {
      report.status = .unsupported
      report.notes.append("the images overlap; their pages are not all checked")
      return
    }
    guard let pages = directory.verify(image, hash: { digest.hash($0, [$1]) }) else {
      report.status = .malformed
      return report.notes.append("the code directory's sizes make no sense")
    }
    report.matchingPages = pages.matching
    report.differingPages = pages.differing + pages.missing
    if report.differingPages > 0 {
      report.status = .digestMismatch
      report.notes.append("\(report.differingPages) pages are not those that were signed")
    }
    let loose = Int(clamping: directory.range.lowerBound) - Int(clamping: directory.codeLimit)
    if Int(clamping: directory.codeLimit) == 0 || loose > 1 << 20 {
      report.notes.append("the signature covers \(directory.codeLimit) of \(image.count) bytes")
    }
  }

  /// Requirements and entitlements have hashes in slots below that of the first page.
  private static func checkBlobs(
    _ signature: CodeSignature, _ directory: CodeDirectory, _ digest: PESignature.Digest,
    _ image: borrowing Span<UInt8>, _ report: inout MachOSignatureReport
  ) {
    let names: [UInt32: String] = [2: "requirements", 5: "entitlements", 7: "entitlements in DER"]
    for blob in signature.blobs {
      guard let name = names[blob.slot] else { continue }
      let size = Int(directory.hashSize)
      let place = directory.range.lowerBound + Int(directory.hashOffset) - Int(blob.slot) * size
      guard blob.slot <= directory.specialSlots, place >= directory.range.lowerBound,
        place + size <= directory.range.upperBound
      else {
        report.notes.append("the \(name) are not covered by the signature")
        continue
      }
      if Array(digest.hash(image, [blob.range]).prefix(size)) != image.copy(place..<place + size) {
        report.status = .digestMismatch
        report.notes.append("the \(name) are not those that were signed")
      }
    }
  }

  /// Checks the CMS message, which is about the first code directory.
  private static func checkMessage(
    _ signature: CodeSignature, _ image: borrowing Span<UInt8>, _ now: Int64, _ report: inout MachOSignatureReport
  ) {
    guard let blob = signature.blobs.first(where: { $0.slot == 0x10000 }), blob.range.count > 8 else { return }
    guard let first = signature.blobs.first(where: { $0.slot == 0 }), blob.range.count <= largestMessage else {
      report.status = .malformed
      return report.notes.append("the signer's message is about no code directory, or too large")
    }
    do {
      let (node, _) = try BoundedASN1.first(image, in: blob.range.lowerBound + 8..<blob.range.upperBound)
      let message = try SignedMessage(node)
      guard let signer = message.signers.first else {
        report.status = .malformed
        return report.notes.append("nobody signed the message")
      }
      let checked = MessageCheck.report(message, signer, content: image.copy(first.range)[...], now: now)
      report.status = checked.status
      report.message = checked
      noteOtherDirectories(signature, signer, image, &report)
    } catch is BoundedASN1.TooManyElements {
      report.status = .malformed
      report.notes.append("the signer's message has more than \(BoundedASN1.mostElements) elements and is not read")
    } catch {
      report.status = .malformed
      report.notes.append("the signer's message cannot be read")
    }
  }

  /// Further code directories are vouched for by a signed attribute that lists their hashes.
  private static func noteOtherDirectories(
    _ signature: CodeSignature, _ signer: MessageSigner, _ image: borrowing Span<UInt8>,
    _ report: inout MachOSignatureReport
  ) {
    let stated = signer.signedValues(ObjectIdentifiers.codeDirectoryHashes).compactMap { value in
      try? BER.sequence(value, identifier: .sequence) { fields in
        _ = try fields.required().objectIdentifier()
        return Array(try ASN1OctetString(derEncoded: &fields).bytes)
      }
    }
    for blob in signature.blobs where (0x1000..<0x1006).contains(blob.slot) {
      guard let directory = signature.directories.first(where: { $0.range == blob.range }),
        let digest = digest(of: directory)
      else { continue }
      if !stated.contains(digest.hash(image, [blob.range])) {
        report.notes.append("the signer does not vouch for one of the code directories")
        if directory.hashType == signature.best?.hashType { report.status = .signatureInvalid }
      }
    }
  }
}
