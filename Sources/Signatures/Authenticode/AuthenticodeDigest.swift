public import Executables

/// What Authenticode hashes of a PE file: everything but the checksum, the entry of the certificate table in the header, and
/// the table itself (Microsoft, *Windows Authenticode Portable Executable Signature Format*, "Calculating the PE Image
/// Hash").
public struct AuthenticodeDigest: Sendable, Equatable {
  /// The ranges that are hashed, in the order of the file.
  public let ranges: [Range<Int>]

  /// The ranges of a file; nil when the header is too short to say where its parts are.
  public init?(_ file: PEFile, _ data: borrowing Span<UInt8>) {
    guard let kind = file.optionalHeader.kind else { return nil }
    let checksum = file.optionalHeader.offset + 64
    let entry = file.optionalHeader.offset + (kind == .pe32 ? 128 : 144)
    guard checksum + 4 <= data.count else { return nil }
    let hasEntry =
      file.optionalHeader.numberOfRvaAndSizes >= 5 && entry + 8 <= data.count
      && entry + 8 <= file.optionalHeader.offset + Int(file.coffHeader.sizeOfOptionalHeader)
    var ranges = [0..<checksum]
    if hasEntry {
      ranges.append(checksum + 4..<entry)
      if let table = file.certificateTable(data), table.lowerBound >= entry + 8 {
        ranges += [entry + 8..<table.lowerBound, table.upperBound..<data.count]
      } else {
        ranges.append(entry + 8..<data.count)
      }
    } else {
      ranges.append(checksum + 4..<data.count)
    }
    self.ranges = ranges.filter { !$0.isEmpty }
  }

  /// The digest of a file.
  public func hash(_ data: borrowing Span<UInt8>, _ algorithm: PESignature.Digest) -> [UInt8] {
    algorithm.hash(data, ranges)
  }
}
