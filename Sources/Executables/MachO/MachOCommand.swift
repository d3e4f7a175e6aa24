/// A load command: its type and where it is in the image.
public struct MachOCommand: Sendable, Equatable {
  /// cmd, the bit LC_REQ_DYLD (0x80000000) included.
  public var type: UInt32
  /// Its bytes, header included.
  public var range: Range<Int>
}

/// Load command types (mach/loader.h).
enum MachOCommandType {
  static let segment: UInt32 = 0x1
  static let symbols: UInt32 = 0x2
  static let thread: UInt32 = 0x4
  static let unixThread: UInt32 = 0x5
  static let dynamicSymbols: UInt32 = 0xB
  static let loadLibrary: UInt32 = 0xC
  static let identifyLibrary: UInt32 = 0xD
  static let loadDynamicLinker: UInt32 = 0xE
  static let weakLibrary: UInt32 = 0x8000_0018
  static let segment64: UInt32 = 0x19
  static let uuid: UInt32 = 0x1B
  static let runPath: UInt32 = 0x8000_001C
  static let codeSignature: UInt32 = 0x1D
  static let reexportLibrary: UInt32 = 0x8000_001F
  static let lazyLibrary: UInt32 = 0x20
  static let encryption: UInt32 = 0x21
  static let linkInfo: UInt32 = 0x22
  static let linkInfoOnly: UInt32 = 0x8000_0022
  static let upwardLibrary: UInt32 = 0x8000_0023
  static let minimumMacOS: UInt32 = 0x24
  static let minimumIOS: UInt32 = 0x25
  static let functionStarts: UInt32 = 0x26
  static let environment: UInt32 = 0x27
  static let main: UInt32 = 0x8000_0028
  static let dataInCode: UInt32 = 0x29
  static let sourceVersion: UInt32 = 0x2A
  static let encryption64: UInt32 = 0x2C
  static let linkerOption: UInt32 = 0x2D
  static let minimumTVOS: UInt32 = 0x2F
  static let minimumWatchOS: UInt32 = 0x30
  static let buildVersion: UInt32 = 0x32
  static let exportTrie: UInt32 = 0x8000_0033
  static let chainedFixups: UInt32 = 0x8000_0034
  /// The highest number that any system has given so far (LC_TARGET_TRIPLE).
  static let last: UInt32 = 0x39
}

extension MachOCommand {
  static let limit = 65536

  /// Walks the commands behind the header.
  static func list(
    _ bytes: borrowing Span<UInt8>, _ header: MachOHeader, _ anomalies: inout AnomalyTally<MachOAnomaly>
  ) -> [MachOCommand] {
    let area = bytes.clampedRange(at: header.size, count: header.commandsSize)
    if area.count != Int(header.commandsSize) { anomalies.note(.tableTruncated) }
    var commands: [MachOCommand] = []
    var offset = area.lowerBound
    let count = Swift.min(Int(header.commandCount), limit)
    if count < header.commandCount { anomalies.note(.tableTruncated) }
    for _ in 0..<count {
      guard let type = bytes.u32(at: offset, header.byteOrder), let size = bytes.u32(at: offset &+ 4, header.byteOrder),
        offset &+ 8 <= area.upperBound
      else {
        anomalies.note(.tableTruncated)
        break
      }
      guard size >= 8, Int(size) <= area.upperBound &- offset else {
        anomalies.note(.badCommandSize)
        break
      }
      if size % 4 != 0 { anomalies.note(.badCommandSize) }
      if type & 0x7FFF_FFFF > MachOCommandType.last || type == 0 { anomalies.note(.unknownCommand) }
      commands.append(MachOCommand(type: type, range: offset..<offset &+ Int(size)))
      offset &+= Int(size)
    }
    if offset != area.upperBound { anomalies.note(.commandSizesDisagree) }
    return commands
  }

  /// A 32-bit field of the command, or nil when the command is too short for it.
  func u32(_ bytes: borrowing Span<UInt8>, _ offset: Int, _ order: ByteOrder) -> UInt32? {
    offset &+ 4 <= range.count ? bytes.u32(at: range.lowerBound &+ offset, order) : nil
  }

  /// A 64-bit field of the command.
  func u64(_ bytes: borrowing Span<UInt8>, _ offset: Int, _ order: ByteOrder) -> UInt64? {
    offset &+ 8 <= range.count ? bytes.u64(at: range.lowerBound &+ offset, order) : nil
  }

  /// The text whose offset in the command is in the field at 8 (`lc_str`).
  func string(_ bytes: borrowing Span<UInt8>, _ order: ByteOrder) -> String? {
    guard let offset = u32(bytes, 8, order).map(Int.init), offset >= 12, offset < range.count,
      let text = bytes.terminatedRange(at: range.lowerBound &+ offset, limit: Swift.min(4096, range.count &- offset))
    else { return nil }
    return bytes.text(text)
  }
}
