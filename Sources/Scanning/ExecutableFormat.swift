import Executables

/// What a file is, as far as scanning is concerned.
public enum ExecutableFormat: String, Sendable, Hashable, Codable, CaseIterable {
  /// A Portable Executable of Windows or EFI.
  case pe
  /// An ELF file.
  case elf
  /// A Mach-O file, thin or universal.
  case machO = "mach-o"

  /// How many first bytes `init` wants to see.
  public static let prefixLength = 8

  /// Recognises a format by its magic number; nil for anything else. Whether the file can be read is another matter.
  public init?(prefix: borrowing Span<UInt8>) {
    func byte(_ index: Int) -> UInt8 { index < prefix.count ? prefix[index] : 0 }
    let magic = (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(byte($1)) }
    switch magic {
    case 0x7F45_4C46: self = .elf
    case 0xFEED_FACE, 0xFEED_FACF, 0xCEFA_EDFE, 0xCFFA_EDFE: self = .machO
    // Java's classes begin like universal files; their version stands where the number of images would.
    case 0xCAFE_BABE, 0xCAFE_BABF:
      guard byte(4) == 0, byte(5) == 0, byte(6) == 0, byte(7) < 43 else { return nil }
      self = .machO
    default:
      // Two bytes are little: a file is a PE when its parser agrees.
      guard byte(0) == 0x4D, byte(1) == 0x5A else { return nil }
      self = .pe
    }
  }
}
