/// The order of the bytes of an integer in a file.
public enum ByteOrder: Sendable, Hashable {
  /// Least significant byte first: PE, most ELF and Mach-O files.
  case little
  /// Most significant byte first: universal Mach-O headers, ELF for MIPS, PowerPC, SPARC and s390x.
  case big
}
