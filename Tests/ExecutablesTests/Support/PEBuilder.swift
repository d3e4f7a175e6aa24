@testable import Executables

/// Makes small PE files.
struct PEBuilder {
  /// A section: content is padded to 512 bytes.
  struct Section {
    var name: String
    var address: UInt32
    var content: [UInt8]
    var characteristics: UInt32 = 0x6000_0020
    var virtualSize: UInt32 = 0x1000
  }

  var isWide = false
  var machine: UInt16 = 0x14c
  var entryPoint: UInt32 = 0x1000
  var fileAlignment: UInt32 = 0x200
  var sections: [Section] = [Section(name: ".text", address: 0x1000, content: [0xc3])]
  /// RVA and size by index.
  var directories: [Int: (UInt32, UInt32)] = [:]
  var overlay: [UInt8] = []

  /// The file offset of the first section.
  static let firstSection = 0x400

  func build() -> [UInt8] {
    var file = [UInt8](repeating: 0, count: Self.firstSection)
    func put(_ value: some FixedWidthInteger & UnsignedInteger, _ offset: Int) {
      for index in 0..<value.bitWidth / 8 { file[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
    }
    put(UInt16(0x5a4d), 0)
    put(UInt32(0x80), 60)
    put(UInt32(0x4550), 0x80)
    put(isWide ? 0x8664 : machine, 0x84)
    put(UInt16(sections.count), 0x86)
    put(UInt16((isWide ? 112 : 96) + 128), 0x94)
    put(UInt16(0x102), 0x96)
    let optional = 0x98
    put(UInt16(isWide ? 0x20b : 0x10b), optional)
    put(entryPoint, optional + 16)
    put(UInt32(0x40_0000), optional + (isWide ? 24 : 28))
    put(UInt32(0x1000), optional + 32)
    put(fileAlignment, optional + 36)
    put(UInt32(0x10_0000), optional + 56)
    put(UInt32(0x400), optional + 60)
    put(UInt16(3), optional + 68)
    put(UInt32(16), optional + (isWide ? 108 : 92))
    let table = optional + (isWide ? 112 : 96)
    for (index, (address, size)) in directories {
      put(address, table + 8 * index)
      put(size, table + 8 * index + 4)
    }
    var body: [UInt8] = []
    for (index, section) in sections.enumerated() {
      let header = table + 128 + 40 * index
      for (offset, byte) in section.name.utf8.prefix(8).enumerated() { file[header + offset] = byte }
      let padded = section.content + [UInt8](repeating: 0, count: (512 - section.content.count % 512) % 512)
      put(section.virtualSize, header + 8)
      put(section.address, header + 12)
      put(UInt32(padded.count), header + 16)
      put(UInt32(Self.firstSection + body.count), header + 20)
      put(section.characteristics, header + 36)
      body += padded
    }
    return file + body + overlay
  }

  /// An import section for address 0x2000 with named functions, 32 bits wide.
  static func imports(_ library: String, _ functions: [String]) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 40)
    func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    let table = bytes.count
    var names = table + 4 * (functions.count + 1)
    var texts: [UInt8] = []
    for function in functions {
      bytes += word(0x2000 + names)
      let text = [0, 0] + Array(function.utf8) + [0]
      texts += text
      names += text.count
    }
    bytes += word(0) + texts
    let name = bytes.count
    bytes += Array(library.utf8) + [0]
    bytes.replaceSubrange(0..<4, with: word(0x2000 + table))
    bytes.replaceSubrange(12..<20, with: word(0x2000 + name) + word(0x2000 + table))
    return bytes
  }
}

// Spans do not pass through the macros of tests; arrays do.
extension PEFile {
  static func read(_ bytes: [UInt8]) throws -> PEFile { try PEFile(parsing: bytes.span) }
}
