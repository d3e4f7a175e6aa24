import Executables

// Spans do not pass through the macros of tests; arrays do.
extension ELFFile {
  static func read(_ bytes: [UInt8]) throws -> ELFFile { try ELFFile(bytes.span) }
}

extension MachOFile {
  static func read(_ bytes: [UInt8]) throws -> MachOFile { try MachOFile(bytes.span) }
}

extension MachOImage {
  static func read(_ bytes: [UInt8]) throws -> MachOImage { try MachOImage(bytes.span) }
}
