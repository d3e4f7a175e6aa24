/// The header of an image (mach/loader.h, `mach_header` and `mach_header_64`).
public struct MachOHeader: Sendable, Equatable {
  /// Whether addresses have 64 bits.
  public var is64Bit: Bool
  /// The order of bytes; big only on PowerPC.
  public var byteOrder: ByteOrder
  /// cputype: 7 i386, 0x01000007 x86_64, 12 ARM, 0x0100000C ARM64, 18 PowerPC.
  public var cpuType: UInt32
  /// cpusubtype, with capability bits in the high byte.
  public var cpuSubtype: UInt32
  /// filetype: 1 object, 2 executable, 6 dynamic library, 8 bundle, 9 stub, 10 debugging symbols, 11 kernel extension.
  public var fileType: UInt32
  /// ncmds.
  public var commandCount: UInt32
  /// sizeofcmds.
  public var commandsSize: UInt32
  /// flags: 0x1 no undefined, 0x4 for the dynamic linker, 0x80 two-level names, 0x200000 position-independent, …
  public var flags: UInt32

  /// The bytes of the header.
  var size: Int { is64Bit ? 32 : 28 }
  /// The bytes of an address.
  var wordSize: Int { is64Bit ? 8 : 4 }

  /// An address of the file.
  func word(_ bytes: borrowing Span<UInt8>, at offset: Int) -> UInt64? {
    is64Bit ? bytes.u64(at: offset, byteOrder) : bytes.u32(at: offset, byteOrder).map(UInt64.init)
  }

  init(_ bytes: borrowing Span<UInt8>) throws(MachOError) {
    switch bytes.u32(at: 0, .big) {
    case 0xFEED_FACE: (is64Bit, byteOrder) = (false, .big)
    case 0xFEED_FACF: (is64Bit, byteOrder) = (true, .big)
    case 0xCEFA_EDFE: (is64Bit, byteOrder) = (false, .little)
    case 0xCFFA_EDFE: (is64Bit, byteOrder) = (true, .little)
    default: throw .noMagic
    }
    guard bytes.count >= (is64Bit ? 32 : 28) else { throw .truncatedHeader(size: bytes.count) }
    let order = byteOrder
    func u32(_ offset: Int) -> UInt32 { bytes.u32(at: offset, order) ?? 0 }
    cpuType = u32(4)
    cpuSubtype = u32(8)
    fileType = u32(12)
    commandCount = u32(16)
    commandsSize = u32(20)
    flags = u32(24)
  }
}
