/// Why bytes are not a PE file.
public enum PEError: Error, Equatable, Sendable {
  /// Fewer than the 64 bytes of a DOS header.
  case truncatedDOSHeader
  /// The first two bytes are not `MZ`.
  case noDOSSignature
  /// The offset of the PE header (`e_lfanew`) lies behind the end of the file.
  case headerOffsetOutside(UInt32)
  /// The four bytes at `e_lfanew` are not `PE` and two zeros, but these.
  case noPESignature(UInt32?)
  /// The file ends inside the COFF header.
  case truncatedCOFFHeader
  /// The file ends inside the part of the optional header that cannot be done without.
  case truncatedOptionalHeader
}
