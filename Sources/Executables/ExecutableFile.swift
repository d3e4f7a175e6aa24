/// An executable as the reader of its format sees it.
public enum ExecutableFile: Sendable {
  case pe(PEFile)
  case elf(ELFFile)
  case machO(MachOFile)

  /// Reads bytes as the format whose reader takes them; nil when none does.
  public init?(_ bytes: borrowing Span<UInt8>) {
    if let file = try? PEFile(parsing: bytes) {
      self = .pe(file)
    } else if let file = try? ELFFile(bytes) {
      self = .elf(file)
    } else if let file = try? MachOFile(bytes) {
      self = .machO(file)
    } else {
      return nil
    }
  }

  /// The file when it is a PE.
  public var pe: PEFile? { if case .pe(let file) = self { file } else { nil } }
}
