import Testing

@testable import Executables

@Suite struct ELFFileTests {
  static let shapes: [(Bool, ByteOrder)] = [(true, .little), (true, .big), (false, .little), (false, .big)]

  @Test("Reads files of both classes and both orders alike", arguments: shapes)
  func readsShapes(is64Bit: Bool, order: ByteOrder) throws {
    var builder = ELFBuilder(is64Bit: is64Bit, order: order)
    let strings = Array("\0puts\0mine\0libc.so.6\0/opt/lib\0".utf8)
    builder.sections = [
      .init(name: ".text", type: 1, flags: 6, content: [0x90, 0x90, 0xC3]),
      .init(name: ".dynstr", type: 3, content: strings),
      .init(
        name: ".dynsym", type: 11,
        content: builder.symbol(name: 0, info: 0, section: 0) + builder.symbol(name: 1, info: 0x12, section: 0)
          + builder.symbol(name: 6, info: 0x12, section: 1, value: 0x40_0100), link: 2),
    ]
    builder.interpreter = "/lib/ld.so"
    // The strings' address is that of the second section; it is found by building once without it.
    let first = try ELFFile.read(builder.build())
    let address = try #require(first.section(named: ".dynstr")).address
    builder.dynamic = [(1, 11), (29, 21), (5, address), (10, UInt64(strings.count)), (0x6FFF_FFFB, 0x0800_0001)]
    let again = try ELFFile.read(builder.build())
    builder.dynamic[2].1 = try #require(again.section(named: ".dynstr")).address
    let bytes = builder.build()
    let file = try ELFFile.read(bytes)

    #expect(file.header.is64Bit == is64Bit)
    #expect(file.header.byteOrder == order)
    #expect(file.sections.map(\.name) == ["", ".text", ".dynstr", ".dynsym", ".dynamic", ".interp", ".shstrtab"])
    #expect(file.interpreter == "/lib/ld.so")
    #expect(file.dynamic?.needed == ["libc.so.6"])
    #expect(file.dynamic?.runpath == "/opt/lib")
    #expect(file.dynamic?.bindsNow == true)
    #expect(file.importNames(in: bytes.span) == ["puts"])
    #expect(file.exportNames(in: bytes.span) == ["mine"])
    #expect(file.mitigations.isPositionIndependentExecutable)
    #expect(file.overlay == nil)
    #expect(file.anomalies.total == 0, "\(file.anomalies.present)")
  }

  @Test func refusesWhatHasNoHeader() {
    #expect(throws: ELFError.noMagic) { _ = try ELFFile.read(Array("#!/bin/sh\n".utf8)) }
    #expect(throws: ELFError.truncatedHeader(size: 6)) { _ = try ELFFile.read([0x7F, 0x45, 0x4C, 0x46, 2, 1]) }
    let odd: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 9, 1] + [UInt8](repeating: 0, count: 60)
    #expect(throws: ELFError.unknownClass(9)) { _ = try ELFFile.read(odd) }
  }

  @Test func reportsAppendedBytesAsOverlay() throws {
    var builder = ELFBuilder()
    builder.sections = [.init(name: ".empty", type: 1, content: [])]
    let bytes = builder.build()
    let file = try ELFFile.read(bytes + [1, 2, 3])
    #expect(file.overlay == bytes.count..<bytes.count + 3)
  }

  @Test func countsWhatIsWrong() throws {
    var builder = ELFBuilder(type: 2, entry: 0x1234, loadFlags: 7)
    builder.sections = [.init(name: ".text", type: 1, content: [1, 2, 3])]
    var bytes = builder.build()
    let file = try ELFFile.read(bytes)
    #expect(file.anomalies[.entryOutsideCode] == 1)
    #expect(file.anomalies[.writableAndExecutableSegment] == 1)
    // e_shstrndx names a section that is not there.
    bytes[62] = 0xF0
    #expect(try ELFFile.read(bytes).anomalies[.badSectionNameTable] == 1)
    #expect(try ELFFile.read(Array(bytes.dropLast(40))).anomalies[.tableTruncated] == 1)
  }

  @Test("Symbols are counted from the GNU hash table when there are no sections")
  func countsSymbolsByHash() throws {
    // One bucket that begins at symbol 1, chains of two symbols, the second with the bit that ends it.
    var table = ByteWriter()
    for value: UInt32 in [1, 1, 1, 0] { table.put(value) }
    table.put(UInt64(0))
    for value: UInt32 in [1, 0x10, 0x21] { table.put(value) }
    var builder = ELFBuilder()
    let strings = Array("\0one\0two\0".utf8)
    builder.sections = [
      .init(name: ".h", type: 1, content: table.bytes),
      .init(
        name: ".y", type: 1,
        content: [UInt8](repeating: 0, count: 24)
          + builder.symbol(name: 1, info: 0x12, section: 1) + builder.symbol(name: 5, info: 0x12, section: 1)),
      .init(name: ".s", type: 1, content: strings),
    ]
    builder.dynamic = [(0x6FFF_FEF5, 0), (6, 0), (5, 0), (10, UInt64(strings.count))]
    let layout = try ELFFile.read(builder.build())
    for (index, name) in [".h", ".y", ".s"].enumerated() {
      builder.dynamic[index].1 = try #require(layout.section(named: name)).address
    }
    let bytes = builder.build()
    let file = try ELFFile.read(bytes)
    #expect(file.exportNames(in: bytes.span) == ["one", "two"])
  }

  @Test func readsNotesAndProperties() throws {
    var note = ByteWriter()
    for value: UInt32 in [4, 4, 3] { note.put(value) }
    note.put("GNU", padded: 4)
    // The section is aligned to 8 bytes, and so are its notes.
    note.bytes += [0xDE, 0xAD, 0xBE, 0xEF, 0, 0, 0, 0]
    for value: UInt32 in [4, 16, 5] { note.put(value) }
    note.put("GNU", padded: 4)
    for value: UInt32 in [0xC000_0002, 4, 3, 0] { note.put(value) }
    for value: UInt32 in [0xFFFF_FFF0, 1, 1] { note.put(value) }
    var builder = ELFBuilder()
    builder.sections = [.init(name: ".note", type: 7, content: note.bytes)]
    let file = try ELFFile.read(builder.build())
    #expect(file.noteFacts.buildID == "deadbeef")
    #expect(file.noteFacts.x86Features == 3)
    #expect(file.mitigations.branchTracking && file.mitigations.returnProtection)
    #expect(file.anomalies[.badNote] == 1)
  }

  @Test func readsCompilersAndRust() throws {
    var builder = ELFBuilder()
    let comment = "GCC: (Debian 12.2.0) 12.2.0\0rustc version 1.75.0 (82e1608df 2023-12-21)\0"
    let names = "\0_ZN4core3fmt5write17h0123456789abcdefE\0_RNvCs1234_7mycrate3foo\0plain\0"
    builder.sections = [
      .init(name: ".comment", type: 1, flags: 0, content: Array(comment.utf8)),
      .init(name: ".dep-v0", type: 1, flags: 0, content: [1, 2, 3, 4]),
      .init(name: ".strtab", type: 3, flags: 0, content: Array(names.utf8)),
      .init(
        name: ".symtab", type: 2, flags: 0,
        content: builder.symbol(name: 0, info: 0, section: 0) + builder.symbol(name: 1, info: 2, section: 1)
          + builder.symbol(name: 40, info: 2, section: 1) + builder.symbol(name: 64, info: 2, section: 1), link: 3),
    ]
    let file = try ELFFile.read(builder.build())
    #expect(file.compilers.count == 2)
    #expect(file.rust.compilerVersion == "1.75.0")
    #expect(file.rust.dependencyListSize == 4)
    #expect(file.rust.mangledLegacy == 1)
    #expect(file.rust.mangledV0 == 1)
  }
}
