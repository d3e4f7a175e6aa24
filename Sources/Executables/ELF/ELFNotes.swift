/// A note (System V ABI, "Note Section").
public struct ELFNote: Sendable, Equatable {
  /// Who defined it: `GNU`, `Go`, `stapsdt`, `FDO`, …
  public var name: String
  /// Its type among those of its name.
  public var type: UInt32
  /// Where its content is in the file.
  public var content: Range<Int>
}

/// What the GNU notes say.
public struct ELFNoteFacts: Sendable, Equatable {
  /// The build id (NT_GNU_BUILD_ID) in hexadecimal.
  public var buildID: String?
  /// NT_GNU_ABI_TAG: the operating system (0 Linux) and the least version of its kernel.
  public var abiTag: [UInt32] = []
  /// GNU_PROPERTY_X86_FEATURE_1_AND: bit 0 indirect branch tracking, bit 1 shadow stack.
  public var x86Features: UInt32?
  /// GNU_PROPERTY_AARCH64_FEATURE_1_AND: bit 0 branch target identification, bit 1 pointer authentication.
  public var aarch64Features: UInt32?
  /// Go's own build id.
  public var goBuildID: String?
  /// Whether there is a package note in JSON (systemd's `.note.package`).
  public var hasPackageNote = false
  /// How many SystemTap probes there are.
  public var probes = 0
}

extension ELFNote {
  static let limit = 65536

  /// Reads the notes of a range whose parts are aligned to 4 or 8 bytes.
  static func read(
    _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, alignment: UInt64, _ order: ByteOrder,
    _ anomalies: inout AnomalyTally<ELFAnomaly>
  ) -> [ELFNote] {
    let align = alignment == 8 ? 8 : 4
    var notes: [ELFNote] = []
    var cursor = ByteCursor(range, order)
    while cursor.remaining >= 12, notes.count < limit {
      do throws(ByteError) {
        let nameSize = try cursor.read(UInt32.self, bytes)
        let contentSize = try cursor.read(UInt32.self, bytes)
        let type = try cursor.read(UInt32.self, bytes)
        if nameSize == 0, contentSize == 0, type == 0 { break }
        let name = try cursor.take(nameSize)
        cursor.align(to: align, from: range.lowerBound)
        let content = try cursor.take(contentSize)
        cursor.align(to: align, from: range.lowerBound)
        let text = bytes.terminatedRange(at: name.lowerBound, limit: Swift.min(name.count, 64))
        notes.append(ELFNote(name: text.map { bytes.text($0) } ?? "", type: type, content: content))
      } catch {
        anomalies.note(.badNote)
        break
      }
    }
    return notes
  }
}

extension ELFNoteFacts {
  init(_ notes: [ELFNote], _ bytes: borrowing Span<UInt8>, _ header: ELFHeader) {
    for note in notes {
      switch (note.name, note.type) {
      case ("GNU", 1):
        if abiTag.isEmpty {
          abiTag = (0..<4).compactMap { bytes.u32(at: note.content.lowerBound &+ 4 &* $0, header.byteOrder) }
        }
      case ("GNU", 3):
        if buildID == nil { buildID = Hexadecimal.text(bytes, note.content.prefix(64)) }
      case ("GNU", 5): readProperties(bytes, note.content, header)
      case ("Go", 4): goBuildID = bytes.text(note.content.prefix(256))
      case ("FDO", 0xCAFE_1A7E): hasPackageNote = true
      case ("stapsdt", 3): probes &+= 1
      default: break
      }
    }
  }

  private mutating func readProperties(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>, _ header: ELFHeader) {
    var cursor = ByteCursor(range, header.byteOrder)
    while cursor.remaining >= 8 {
      do throws(ByteError) {
        let type = try cursor.read(UInt32.self, bytes)
        let size = try cursor.read(UInt32.self, bytes)
        let data = try cursor.take(size)
        cursor.align(to: header.wordSize, from: range.lowerBound)
        let value = bytes.u32(at: data.lowerBound, header.byteOrder)
        if type == 0xC000_0002, size == 4 { x86Features = value }
        if type == 0xC000_0000, size == 4 { aarch64Features = value }
      } catch {
        break
      }
    }
  }
}
