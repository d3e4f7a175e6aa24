import Executables

/// Makes Mach-O images: a 64-bit little-endian executable by default, with commands and data as given.
struct MachOBuilder {
  var is64Bit = true
  var order = ByteOrder.little
  var cpuType: UInt32 = 0x0100_0007
  var fileType: UInt32 = 2
  var commands: [(type: UInt32, body: [UInt8])] = []
  static let dataOffset = 4096

  /// What follows the header page.
  var data: [UInt8] = []

  func build() -> [UInt8] {
    var writer = ByteWriter(order: order)
    let sizes = commands.map { $0.body.count + 8 }
    for value in [
      is64Bit ? 0xFEED_FACF : 0xFEED_FACE as UInt32, cpuType, 3, fileType, UInt32(commands.count),
      UInt32(sizes.reduce(0, +)), 0x85,
    ] { writer.put(value) }
    if is64Bit { writer.put(UInt32(0)) }
    for (command, size) in zip(commands, sizes) {
      writer.put(command.type)
      writer.put(UInt32(size))
      writer.bytes += command.body
    }
    writer.pad(to: Self.dataOffset)
    return writer.bytes + data
  }

  func body(_ fill: (inout ByteWriter) -> Void) -> [UInt8] {
    var writer = ByteWriter(order: order)
    fill(&writer)
    writer.align(8)
    return writer.bytes
  }

  mutating func segment(
    _ name: String, address: UInt64, offset: UInt64, size: UInt64, memory: UInt64? = nil, protection: UInt32,
    sections: [(name: String, offset: UInt32, size: UInt64, flags: UInt32)] = []
  ) {
    let order = order
    let is64Bit = is64Bit
    var writer = ByteWriter(order: order)
    func word(_ value: UInt64) { is64Bit ? writer.put(value) : writer.put(UInt32(truncatingIfNeeded: value)) }
    writer.put(name, padded: 16)
    for value in [address, memory ?? size, offset, size] { word(value) }
    for value in [protection, protection, UInt32(sections.count), 0] { writer.put(value) }
    for section in sections {
      writer.put(section.name, padded: 16)
      writer.put(name, padded: 16)
      word(address + UInt64(section.offset) - offset)
      word(section.size)
      for value in [section.offset, 4, 0, 0, section.flags, 0, 0] { writer.put(value) }
      if is64Bit { writer.put(UInt32(0)) }
    }
    commands.append((is64Bit ? 0x19 : 1, writer.bytes))
  }

  mutating func library(_ path: String, type: UInt32 = 0xC) {
    commands.append(
      (
        type,
        body { writer in
          for value: UInt32 in [24, 2, 0x0001_0203, 0x0001_0000] { writer.put(value) }
          writer.put(path + "\0")
        }
      ))
  }

  /// An executable with code, a library and an entry point.
  static func executable() -> MachOBuilder {
    var builder = MachOBuilder()
    builder.data = [UInt8](repeating: 0x90, count: 64)
    builder.segment("__PAGEZERO", address: 0, offset: 0, size: 0, memory: 1 << 32, protection: 0)
    builder.segment(
      "__TEXT", address: 1 << 32, offset: 0, size: UInt64(dataOffset + 64), protection: 5,
      sections: [("__text", UInt32(dataOffset), 64, 0x8000_0400)])
    builder.library("/usr/lib/libSystem.B.dylib")
    builder.commands.append(
      (
        0x8000_0028,
        builder.body { writer in
          writer.put(UInt64(dataOffset))
          writer.put(UInt64(0))
        }
      ))
    return builder
  }
}
