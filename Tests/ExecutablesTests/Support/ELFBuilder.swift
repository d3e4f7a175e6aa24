import Executables

/// Makes ELF files of both classes and orders: one loaded segment that is the whole file at 0x400000, and sections.
struct ELFBuilder {
  struct Section {
    var name: String
    var type: UInt32
    var flags: UInt64 = 2
    var content: [UInt8]
    var link: UInt32 = 0
  }

  var is64Bit = true
  var order = ByteOrder.little
  var type: UInt16 = 3
  var machine: UInt16 = 62
  var entry: UInt64 = 0
  var loadFlags: UInt32 = 5
  var interpreter: String?
  var sections: [Section] = []
  /// Tags and values of the dynamic table, its address filled in.
  var dynamic: [(Int64, UInt64)] = []
  static let base: UInt64 = 0x40_0000

  var wordSize: Int { is64Bit ? 8 : 4 }
  var headerSize: Int { is64Bit ? 64 : 52 }

  func build() -> [UInt8] {
    var writer = ByteWriter(order: order)
    func word(_ value: UInt64) { is64Bit ? writer.put(value) : writer.put(UInt32(truncatingIfNeeded: value)) }
    var contents = sections
    if !dynamic.isEmpty {
      var table = ByteWriter(order: order)
      for (tag, value) in dynamic + [(0, 0)] {
        if is64Bit {
          table.put(tag)
          table.put(value)
        } else {
          table.put(Int32(truncatingIfNeeded: tag))
          table.put(UInt32(truncatingIfNeeded: value))
        }
      }
      contents.append(Section(name: ".dynamic", type: 6, content: table.bytes))
    }
    if let interpreter { contents.append(Section(name: ".interp", type: 1, content: Array(interpreter.utf8) + [0])) }
    var names = ByteWriter()
    names.bytes = [0]
    var nameOffsets: [UInt32] = []
    for name in contents.map(\.name) + [".shstrtab"] {
      nameOffsets.append(UInt32(names.bytes.count))
      names.put(name)
      names.bytes.append(0)
    }
    contents.append(Section(name: ".shstrtab", type: 3, flags: 0, content: names.bytes))

    let segmentTypes: [(UInt32, String?)] =
      [(1, nil)] + (dynamic.isEmpty ? [] : [(2, ".dynamic")])
      + (interpreter == nil ? [] : [(3, ".interp")])
    let segmentSize = is64Bit ? 56 : 32
    var offsets: [Int] = []
    var place = headerSize + segmentTypes.count * segmentSize
    for section in contents {
      place = (place + 15) / 16 * 16
      offsets.append(place)
      place += section.content.count
    }
    let tableOffset = (place + 15) / 16 * 16
    let total = tableOffset + (contents.count + 1) * (is64Bit ? 64 : 40)

    writer.bytes =
      [0x7F, 0x45, 0x4C, 0x46, is64Bit ? 2 : 1, order == .little ? 1 : 2, 1, 0] + [UInt8](repeating: 0, count: 8)
    writer.put(type)
    writer.put(machine)
    writer.put(UInt32(1))
    word(entry)
    word(UInt64(headerSize))
    word(UInt64(tableOffset))
    writer.put(UInt32(0))
    for value in [headerSize, segmentSize, segmentTypes.count, is64Bit ? 64 : 40, contents.count + 1, contents.count] {
      writer.put(UInt16(value))
    }
    for (kind, name) in segmentTypes {
      let index = contents.firstIndex { $0.name == name }
      let offset = UInt64(index.map { offsets[$0] } ?? 0)
      let size = UInt64(index.map { contents[$0].content.count } ?? total)
      writer.put(kind)
      if is64Bit { writer.put(kind == 1 ? loadFlags : 4) }
      for value in [offset, Self.base + offset, Self.base + offset, size, size] { word(value) }
      if !is64Bit { writer.put(kind == 1 ? loadFlags : 4) }
      word(kind == 1 ? 4096 : 8)
    }
    for (section, offset) in zip(contents, offsets) {
      writer.pad(to: offset)
      writer.bytes += section.content
    }
    writer.pad(to: tableOffset + (is64Bit ? 64 : 40))
    for index in contents.indices {
      let section = contents[index]
      writer.put(nameOffsets[index])
      writer.put(section.type)
      word(section.flags)
      word(section.flags & 2 != 0 ? Self.base + UInt64(offsets[index]) : 0)
      word(UInt64(offsets[index]))
      word(UInt64(section.content.count))
      writer.put(section.link)
      writer.put(UInt32(0))
      word(8)
      word(0)
    }
    return writer.bytes
  }

  /// A symbol of this class and order.
  func symbol(name: UInt32, info: UInt8, section: UInt16, value: UInt64 = 0) -> [UInt8] {
    var writer = ByteWriter(order: order)
    writer.put(name)
    if is64Bit {
      writer.bytes += [info, 0]
      writer.put(section)
      writer.put(value)
      writer.put(UInt64(0))
    } else {
      writer.put(UInt32(truncatingIfNeeded: value))
      writer.put(UInt32(0))
      writer.bytes += [info, 0]
      writer.put(section)
    }
    return writer.bytes
  }
}
