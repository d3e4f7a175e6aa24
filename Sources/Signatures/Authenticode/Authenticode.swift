public import Executables
import SwiftASN1

/// Reads and checks the signatures of a PE file: is the file the one that was signed, who signed it, when, and does each
/// certificate's issuer stand by it.
///
/// No root is trusted here: `SignatureStatus.validNotAnchored` says that everything that came with the file agrees.
/// Revocation is not asked for: nothing is sent anywhere.
public enum Authenticode {
  private static let headerSize = 8
  private static let mostSignatures = 8
  private static let deepest = 4

  /// The signatures of a file in order, each followed by those nested in it; empty for an unsigned file.
  ///
  /// - Parameters:
  ///   - now: seconds since 1970, against which certificates without a countersignature are held.
  public static func check(_ file: PEFile, _ data: borrowing Span<UInt8>, now: Int64) -> [SignatureReport] {
    guard let directory = file.directory(.security), directory.size != 0 else { return [] }
    guard let table = file.certificateTable(data), let digest = AuthenticodeDigest(file, data) else {
      return [SignatureReport(status: .malformed, notes: ["the certificate table is not inside the file"])]
    }
    var reader = Reader(digest: digest, now: now)
    var place = table.lowerBound
    while place < table.upperBound {
      guard let size = data.u32(at: place).map({ Int($0) }), size > headerSize, size <= table.upperBound - place else {
        if data.copy(place..<table.upperBound).contains(where: { $0 != 0 }) {
          reader.add(SignatureReport(status: .malformed, notes: ["an entry of the certificate table is damaged"]))
        }
        break
      }
      // Revision 2.0, type 2: a SignedData. The others are obsolete.
      if data.u16(at: place + 6) == 2 {
        reader.read(data, in: place + headerSize..<place + size)
      } else {
        reader.add(SignatureReport(status: .unsupported, notes: ["an entry of the certificate table is no SignedData"]))
      }
      place += size + (8 - size % 8) % 8
      if reader.reports.count >= mostSignatures { break }
    }
    if table.upperBound < data.count, !reader.reports.isEmpty {
      reader.reports[0].notes.append("\(data.count - table.upperBound) bytes stand behind the certificate table")
    }
    return reader.reports
  }

  private struct Reader {
    /// A program's name is cut behind so many characters.
    private static let longestName = 256

    let digest: AuthenticodeDigest
    let now: Int64
    var reports: [SignatureReport] = []
    /// The file's digests that were computed already.
    var fileDigests: [PESignature.Digest: [UInt8]] = [:]

    init(digest: AuthenticodeDigest, now: Int64) {
      self.digest = digest
      self.now = now
    }

    mutating func add(_ report: SignatureReport) { reports.append(report) }

    /// Reads an entry of the table.
    mutating func read(_ data: borrowing Span<UInt8>, in range: Range<Int>) {
      do {
        let (node, end) = try BoundedASN1.first(data, in: range)
        let first = reports.count
        try read(data, node, depth: 0)
        let padding = data.copy(end..<range.upperBound)
        if padding.count >= headerSize || padding.contains(where: { $0 != 0 }), reports.indices.contains(first) {
          reports[first].notes.append("\(padding.count) bytes behind the signature are covered by nothing")
        }
      } catch is BoundedASN1.TooManyElements {
        let note = "the signature has more than \(BoundedASN1.mostElements) elements and is not read"
        add(SignatureReport(status: .malformed, notes: [note]))
      } catch {
        add(SignatureReport(status: .malformed, notes: ["the signature cannot be read"]))
      }
    }

    private mutating func read(_ data: borrowing Span<UInt8>, _ node: ASN1Node, depth: Int) throws {
      let message = try SignedMessage(node)
      guard message.encapsulated.type == ObjectIdentifiers.indirectData, let content = message.encapsulated.content,
        let signer = message.signers.first
      else {
        return add(SignatureReport(status: .malformed, notes: ["the signature is not about a program"]))
      }
      var report = MessageCheck.report(message, signer, content: message.hashedContent, now: now)
      if message.signers.count > 1 { report.notes.append("there is more than one signer; the first is reported") }
      report.depth = depth
      compareDigest(data, try IndirectData(content), &report)
      report.programName = programName(signer)
      add(report)
      for nested in signer.unsignedValues(ObjectIdentifiers.nestedSignature)
      where reports.count < mostSignatures && depth < deepest {
        do {
          try read(data, nested, depth: depth + 1)
        } catch {
          var report = SignatureReport(status: .malformed, notes: ["the nested signature cannot be read"])
          report.depth = depth + 1
          add(report)
        }
      }
    }

    /// Compares the digest that was signed with the file's own.
    private mutating func compareDigest(
      _ data: borrowing Span<UInt8>, _ content: IndirectData, _ report: inout SignatureReport
    ) {
      report.signedDigest = Hexadecimal.text(Array(content.digest))
      guard let known = PESignature.Digest(content.algorithm) else {
        report.algorithm = content.algorithm.description
        if report.isValid { report.status = .unsupported }
        report.notes.append("the digest's algorithm is not known here")
        return
      }
      let own = fileDigests[known] ?? digest.hash(data, known)
      fileDigests[known] = own
      report.algorithm = known.rawValue
      report.fileDigest = Hexadecimal.text(own)
      if !own.elementsEqual(content.digest), report.status != .malformed { report.status = .digestMismatch }
    }

    /// The name in a SpcSpOpusInfo: [0] is a text of two-byte units, [1] one of single bytes.
    private func programName(_ signer: MessageSigner) -> String? {
      guard let information = signer.signedValue(ObjectIdentifiers.opusInformation),
        case .constructed(let nodes) = information.content
      else { return nil }
      var fields = nodes.makeIterator()
      let name = try? BER.optionalExplicitlyTagged(&fields, tagNumber: 0, tagClass: .contextSpecific) { $0 }
      guard let name else { return nil }
      let octets = name.contentOctets.prefix(Self.longestName * 4)
      let text =
        name.identifier.tagNumber == 0 ? DistinguishedName.bigEndian(octets) : String(decoding: octets, as: UTF8.self)
      return String(text.prefix(Self.longestName))
    }
  }
}

/// What is signed of a program (SpcIndirectDataContent): a digest, and of what kind.
private struct IndirectData {
  /// In bytes: SHA-512's.
  private static let longestDigest = 64

  let algorithm: ASN1ObjectIdentifier
  let digest: ArraySlice<UInt8>

  init(_ node: ASN1Node) throws {
    (algorithm, digest) = try BER.sequence(node, identifier: .sequence) { fields in
      _ = try fields.required()
      return try BER.sequence(fields.required(), identifier: .sequence) { information in
        (
          try AlgorithmIdentifier(information.required()).algorithm,
          try ASN1OctetString(derEncoded: &information).bytes
        )
      }
    }
    guard digest.count <= Self.longestDigest else { throw ASN1Error.invalidASN1Object(reason: "a digest is too long") }
  }
}
