import Testing

@testable import Executables

@Suite struct MachOImageTests {
  @Test func readsAnExecutable() throws {
    var builder = MachOBuilder.executable()
    builder.commands.append((0x1B, Array(1...16)))
    builder.commands.append(
      (0x32, builder.body { for value: UInt32 in [1, 0x0B0000, 0x0D0300, 1, 3, 0x30000] { $0.put(value) } }))
    builder.commands.append(
      (
        0x8000_001C,
        builder.body {
          $0.put(UInt32(12)); $0.put("@loader_path/../lib\0")
        }
      ))
    let file = try MachOFile.read(builder.build())
    let image = try #require(file.slices.first?.image)
    #expect(!file.isUniversal)
    #expect(image.segments.map(\.name) == ["__PAGEZERO", "__TEXT"])
    #expect(image.libraries.map(\.path) == ["/usr/lib/libSystem.B.dylib"])
    #expect(image.libraries.first?.currentVersion == 0x10203)
    #expect(image.runPaths == ["@loader_path/../lib"])
    #expect(image.uuid == "0102030405060708090a0b0c0d0e0f10")
    #expect(image.builds.first?.sdk == 0x0D0300)
    #expect(image.entrySection?.name == "__text")
    #expect(image.overlay == nil)
    #expect(image.anomalies.total == 0, "\(image.anomalies.present)")
  }

  @Test func readsPowerPC() throws {
    var builder = MachOBuilder(is64Bit: false, order: .big, cpuType: 18, fileType: 6)
    builder.data = [1, 2, 3, 4]
    builder.segment("__TEXT", address: 0x1000, offset: 0, size: 4100, protection: 5, sections: [("__text", 4096, 4, 0)])
    let image = try #require(try MachOFile.read(builder.build()).slices.first?.image)
    #expect(image.header.byteOrder == .big)
    #expect(image.sections.first?.range == 4096..<4100)
  }

  @Test func readsSymbolsAndHashesImports() throws {
    var builder = MachOBuilder.executable()
    let strings = "\0_Puts\0_main\0"
    var table = ByteWriter()
    table.put(UInt32(1))
    table.bytes += [1, 0]
    table.put(UInt16(0x0100))
    table.put(UInt64(0))
    table.put(UInt32(7))
    table.bytes += [0x0F, 1]
    table.put(UInt16(0))
    table.put(UInt64(1 << 32))
    let offset = UInt32(MachOBuilder.dataOffset + 64)
    builder.data += table.bytes + Array(strings.utf8)
    builder.commands.append(
      (2, builder.body { for value in [offset, 2, offset + 32, UInt32(strings.utf8.count)] { $0.put(value) } }))
    let bytes = builder.build()
    let image = try MachOImage.read(bytes)
    #expect(image.importNames(in: bytes.span) == ["_Puts"])
    #expect(image.symbols.last?.isExport == true)
    #expect(image.importHash(in: bytes.span) == Hexadecimal.text(MD5.hash(Array("_puts".utf8))))
  }

  @Test func universalFilesReadEachImageOnce() throws {
    let image = MachOBuilder.executable().build()
    func fat(_ slices: [(UInt32, UInt32)]) -> [UInt8] {
      var writer = ByteWriter(order: .big)
      writer.put(UInt32(0xCAFE_BABE))
      writer.put(UInt32(slices.count))
      for (cpu, offset) in slices { for value in [cpu, 3, offset, UInt32(image.count), 12] { writer.put(value) } }
      writer.pad(to: 8192)
      return writer.bytes + image
    }
    let file = try MachOFile.read(fat([(0x0100_0007, 8192)]))
    #expect(file.isUniversal && file.slices.count == 1 && file.anomalies.total == 0)
    let twice = try MachOFile.read(fat([(0x0100_0007, 8192), (0x0100_000C, 8192), (7, 0x7FFF_FFFF)]))
    #expect(twice.anomalies[.slicesOverlap] == 1)
    #expect(twice.anomalies[.sliceOutsideFile] == 1)
    #expect(twice.slices.compactMap(\.image).count == 1)
  }

  @Test func refusesJavaAndOthers() {
    let java: [UInt8] = [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 52, 0, 0]
    #expect(throws: MachOError.javaClass) { try MachOFile.read(java) }
    #expect(throws: MachOError.noMagic) { try MachOFile.read(Array("MZ..".utf8)) }
    #expect(throws: MachOError.truncatedHeader(size: 5)) { try MachOFile.read([0xCF, 0xFA, 0xED, 0xFE, 7]) }
  }

  @Test("The export trie is read once, though it be a ring")
  func exportTrie() throws {
    // Root: no symbol, two edges "_a" → 10 and "_b" → 14; 10: flags 0, address 1; 14: no symbol, edge "c" → 0 (the root).
    let trie: [UInt8] = [0, 2, 0x5F, 0x61, 0, 10, 0x5F, 0x62, 0, 14, 2, 0, 1, 0, 0, 1, 0x63, 0, 0]
    var budget = ReadingBudget(fileSize: trie.count)
    let read = MachOExportTrie(trie.span, 0..<trie.count, &budget)
    #expect(read.exports == [MachOExport(name: "_a", flags: 0, address: 1)])
    #expect(read.isBroken)
  }

  @Test func readsBindingsOfBothForms() throws {
    var budget = ReadingBudget(fileSize: 100)
    var reader = MachOBindingReader()
    // Library 2; symbol "_x", weak; type pointer; bind; library −2; symbol "_y"; done.
    let program: [UInt8] = [0x12, 0x41, 0x5F, 0x78, 0, 0x51, 0x90, 0x3E, 0x40, 0x5F, 0x79, 0, 0x90, 0]
    reader.readOpcodes(program.span, 0..<program.count, &budget)
    #expect(reader.bindings.map(\.library) == [2, -2])
    #expect(reader.bindings.map(\.isWeak) == [true, false])
    #expect(!reader.opcodesAreBroken)

    var fixups = ByteWriter()
    for value: UInt32 in [0, 32, 28, 32, 1, 1, 0] { fixups.put(value) }
    fixups.put(UInt32(1 | 1 << 8 | 1 << 9))
    fixups.put("\0_z\0")
    var chained = MachOBindingReader()
    chained.readChainedFixups(fixups.bytes.span, 0..<fixups.bytes.count, .little, &budget)
    #expect(chained.bindings.first?.library == 1 && chained.bindings.first?.isWeak == true)
    #expect(chained.bindings.first.map { fixups.bytes.span.text($0.name) } == "_z")
  }

  @Test func countsWhatIsWrong() throws {
    var builder = MachOBuilder.executable()
    builder.segment("__EVIL", address: 1 << 33, offset: 0, size: 1 << 40, protection: 7)
    builder.commands.append((0x77, [0, 0, 0, 0, 0, 0, 0, 0]))
    var bytes = builder.build()
    let image = try MachOImage.read(bytes)
    for kind in [
      MachOAnomaly.writableAndExecutableSegment, .segmentOutsideFile, .unknownCommand, .executableSegmentOutsideText,
    ] {
      #expect(image.anomalies[kind] == 1, "\(kind)")
    }
    // The size of the first command.
    bytes[36] = 3
    #expect(try MachOImage.read(bytes).anomalies[.badCommandSize] == 1)
  }
}
