extension PEFile {
  private static let headerSize = 8
  private static let revision: UInt16 = 0x200
  private static let signedData: UInt16 = 2

  /// Reads the signatures of the file: its attribute certificate table (Microsoft, *PE Format*, and *Windows Authenticode
  /// Portable Executable Signature Format*). Nothing is verified.
  ///
  /// - Parameter data: the file's bytes.
  public func signatures(_ data: borrowing Span<UInt8>) -> PESignatures {
    var result = PESignatures()
    guard let table = certificateTable(data) else { return result }
    var place = table.lowerBound
    while place < table.upperBound, let size = data.u32(at: place).map({ Int($0) }), size > Self.headerSize,
      place + size <= table.upperBound, data.u16(at: place + 4) == Self.revision
    {
      if data.u16(at: place + 6) == Self.signedData {
        do throws(DERError) {
          let reader = SignedDataReader(data, in: place + Self.headerSize..<place + size)
          result.signatures += try reader.read(data)
        } catch {
          result.isMalformed = true
          return result
        }
      }
      place += size + (8 - size % 8) % 8
    }
    return result
  }

  /// Where the table is: the header must be large enough to name it, and the table lies behind the header in the file.
  package func certificateTable(_ data: borrowing Span<UInt8>) -> Range<Int>? {
    let headerEnd = optionalHeader.offset + Int(coffHeader.sizeOfOptionalHeader)
    guard let kind = optionalHeader.kind, headerEnd <= data.count, optionalHeader.numberOfRvaAndSizes >= 5 else {
      return nil
    }
    let entry = optionalHeader.offset + (kind == .pe32 ? 128 : 144)
    guard entry + 8 <= headerEnd, let start = data.u32(at: entry), let size = data.u32(at: entry + 4) else {
      return nil
    }
    guard size != 0, Int(start) >= headerEnd, Int(start) + Int(size) <= data.count else { return nil }
    return Int(start)..<Int(start) + Int(size)
  }
}
