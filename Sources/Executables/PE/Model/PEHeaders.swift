/// The MS-DOS header at the start of a PE file.
public struct PEDOSHeader: Sendable, Equatable {
  /// The fourteen 16-bit members from `e_magic` to `e_ovno`, in order.
  public internal(set) var words: [UInt16] = []
  /// OEM identifier.
  public internal(set) var oemIdentifier: UInt16 = 0
  /// OEM information.
  public internal(set) var oemInformation: UInt16 = 0
  /// Offset of the PE signature.
  public internal(set) var headerOffset: UInt32 = 0
}

/// The COFF file header.
public struct PECOFFHeader: Sendable, Equatable {
  /// Offset of the header in the file.
  public internal(set) var offset = 0
  /// Machine type, such as 0x14c (x86), 0x8664 (x64) and 0xaa64 (ARM64).
  public internal(set) var machine: UInt16 = 0
  /// How many section headers follow, as the header says.
  public internal(set) var numberOfSections: UInt16 = 0
  /// Seconds since 1970, or a hash of the contents in reproducible builds.
  public internal(set) var timeDateStamp: UInt32 = 0
  /// File offset of the COFF symbol table.
  public internal(set) var pointerToSymbolTable: UInt32 = 0
  /// Number of COFF symbols.
  public internal(set) var numberOfSymbols: UInt32 = 0
  /// Size of the optional header; section headers follow behind it.
  public internal(set) var sizeOfOptionalHeader: UInt16 = 0
  /// Flags.
  public internal(set) var characteristics: UInt16 = 0
}

/// Which kind of optional header a file has.
public enum PEKind: UInt16, Sendable {
  /// 32-bit addresses.
  case pe32 = 0x10b
  /// 64-bit addresses.
  case pe32Plus = 0x20b
}

/// The optional header, which every image has.
public struct PEOptionalHeader: Sendable, Equatable {
  /// Offset of the header in the file.
  public internal(set) var offset = 0
  /// Bytes of the fixed part: 96 or 112.
  public internal(set) var size = 0
  /// 0x10b, 0x20b, or something unknown, which is then read as 32-bit.
  public internal(set) var magic: UInt16 = 0
  /// Version of the linker.
  public internal(set) var majorLinkerVersion: UInt8 = 0
  /// Minor version of the linker.
  public internal(set) var minorLinkerVersion: UInt8 = 0
  /// Sum of the sizes of code sections.
  public internal(set) var sizeOfCode: UInt32 = 0
  /// Sum of the sizes of sections of initialised data.
  public internal(set) var sizeOfInitializedData: UInt32 = 0
  /// Sum of the sizes of sections of uninitialised data.
  public internal(set) var sizeOfUninitializedData: UInt32 = 0
  /// RVA of the entry point.
  public internal(set) var addressOfEntryPoint: UInt32 = 0
  /// RVA of the code.
  public internal(set) var baseOfCode: UInt32 = 0
  /// Preferred address of the image.
  public internal(set) var imageBase: UInt64 = 0
  /// Alignment of sections in memory.
  public internal(set) var sectionAlignment: UInt32 = 0
  /// Alignment of sections in the file.
  public internal(set) var fileAlignment: UInt32 = 0
  /// Versions: operating system major and minor, image major and minor, subsystem major and minor.
  public internal(set) var versions: [UInt16] = []
  /// Size of the image in memory.
  public internal(set) var sizeOfImage: UInt32 = 0
  /// Size of all headers.
  public internal(set) var sizeOfHeaders: UInt32 = 0
  /// Checksum of the image.
  public internal(set) var checkSum: UInt32 = 0
  /// Subsystem, such as 2 (graphical) and 3 (console).
  public internal(set) var subsystem: UInt16 = 0
  /// DLL characteristics.
  public internal(set) var dllCharacteristics: UInt16 = 0
  /// Stack to reserve.
  public internal(set) var sizeOfStackReserve: UInt64 = 0
  /// Stack to commit.
  public internal(set) var sizeOfStackCommit: UInt64 = 0
  /// Heap to reserve.
  public internal(set) var sizeOfHeapReserve: UInt64 = 0
  /// Heap to commit.
  public internal(set) var sizeOfHeapCommit: UInt64 = 0
  /// How many data directories follow, as the header says.
  public internal(set) var numberOfRvaAndSizes: UInt32 = 0

  /// The kind, or nil when the magic number is unknown.
  public var kind: PEKind? { PEKind(rawValue: magic) }
}

/// One of the up to sixteen data directories, by index.
public enum PEDirectoryKind: Int, Sendable, CaseIterable {
  case exports, imports, resources, exceptions, security, relocations, debug, architecture, globalPointer, tls
  case loadConfig, boundImports, importAddresses, delayImports, dotNet, reserved
}

/// Where a data directory lies.
public struct PEDataDirectory: Sendable, Equatable {
  /// RVA; a file offset for the certificate table.
  public internal(set) var virtualAddress: UInt32
  /// Size in bytes.
  public internal(set) var size: UInt32
}

/// A section header.
public struct PESection: Sendable, Equatable {
  /// The eight bytes of the name, padded with zeros.
  public internal(set) var name: [UInt8]
  /// Size in memory.
  public internal(set) var virtualSize: UInt32
  /// RVA of the section.
  public internal(set) var virtualAddress: UInt32
  /// Size in the file.
  public internal(set) var sizeOfRawData: UInt32
  /// Offset in the file.
  public internal(set) var pointerToRawData: UInt32
  /// Flags: contents, alignment and protection.
  public internal(set) var characteristics: UInt32
  /// The bytes of the file that the section has, cut to the file.
  public internal(set) var rawRange: Range<Int> = 0..<0

  /// Whether the section may be executed.
  public var isExecutable: Bool { characteristics & 0x2000_0000 != 0 }
  /// Whether the section may be read.
  public var isReadable: Bool { characteristics & 0x4000_0000 != 0 }
  /// Whether the section may be written.
  public var isWritable: Bool { characteristics & 0x8000_0000 != 0 }
}
