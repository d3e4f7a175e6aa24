import Testing

@testable import Executables

@Suite struct PEFileTests {
  @Test(arguments: [false, true])
  func readsHeadersAndSections(isWide: Bool) throws {
    var builder = PEBuilder()
    builder.isWide = isWide
    builder.sections.append(.init(name: ".data", address: 0x2000, content: [1, 2, 3], characteristics: 0xc000_0040))
    builder.overlay = [7, 7, 7]
    let bytes = builder.build()
    let file = try PEFile.read(bytes)
    #expect(file.optionalHeader.kind == (isWide ? .pe32Plus : .pe32))
    #expect(file.optionalHeader.imageBase == 0x40_0000)
    #expect(file.sections.map(\.virtualAddress) == [0x1000, 0x2000])
    #expect(file.sections[0].isExecutable && !file.sections[0].isWritable)
    #expect(file.sections[1].rawRange == 0x600..<0x800)
    #expect(file.overlay == 0x800..<0x803)
    #expect(file.directories.count == 16)
    #expect(!file.anomalies.contains(.entryPointOutsideSections))
  }

  @Test func refusesWhatIsNoPE() {
    #expect(throws: PEError.truncatedDOSHeader) { try PEFile.read([0x4d, 0x5a]) }
    #expect(throws: PEError.noDOSSignature) { try PEFile.read([UInt8](repeating: 0, count: 64)) }
    var bytes = PEBuilder().build()
    bytes[0x80] = 0x51
    #expect(throws: PEError.noPESignature(0x4551)) { try PEFile.read(bytes) }
    bytes[60] = 0xff
    bytes[63] = 0xff
    #expect(throws: PEError.headerOffsetOutside(0xff00_00ff)) { try PEFile.read(bytes) }
    #expect(throws: PEError.truncatedOptionalHeader) { try PEFile.read(Array(PEBuilder().build()[..<0xa0])) }
  }

  @Test func readsImports() throws {
    var builder = PEBuilder()
    let imports = PEBuilder.imports("KERNEL32.dll", ["LoadLibraryA", "GetProcAddress", "bad name"])
    builder.sections.append(.init(name: ".idata", address: 0x2000, content: imports))
    builder.directories[1] = (0x2000, 40)
    let bytes = builder.build()
    let found = try #require(try PEFile.read(bytes).imports)
    #expect(found.libraries.map { $0.name.map { bytes.span.text($0) } } == ["KERNEL32.dll"])
    #expect(found.symbols.map { $0.name.map { bytes.span.text($0) } } == ["LoadLibraryA", "GetProcAddress"])
    #expect(try PEFile.read(bytes).anomalies.contains(.packerImports))
  }

  @Test func notesWhatIsOdd() throws {
    var builder = PEBuilder()
    builder.entryPoint = 0x9000
    builder.fileAlignment = 0x300
    builder.sections[0].characteristics = 0xe000_0020
    let file = try PEFile.read(builder.build())
    #expect(
      file.anomalies.kinds == [
        .dominantByte, .entryPointOutsideSections, .rawPointerUnaligned, .writableExecutableSection, .oddFileAlignment,
      ])
    #expect(file.anomalies.firstPlace(of: .entryPointOutsideSections) == 0x9000)
    #expect(file.anomalies.count(of: .tlsUnreadable) == 0)
  }

  /// A directory that points to itself, and one whose table is as large as can be.
  @Test func endsOnCyclesAndHugeTables() throws {
    var builder = PEBuilder()
    var resources = [UInt8](repeating: 0, count: 64)
    resources[14] = 1
    resources[16] = 3
    resources[23] = 0x80
    builder.sections.append(.init(name: ".rsrc", address: 0x2000, content: resources))
    builder.directories[2] = (0x2000, 64)
    builder.directories[5] = (0x1000, .max)
    builder.directories[6] = (0x1000, .max)
    builder.directories[3] = (0x1000, .max)
    builder.isWide = true
    let file = try PEFile.read(builder.build())
    #expect(file.resources.isEmpty)
    #expect(file.anomalies.contains(.corruptStructure))
  }

  @Test(arguments: 0..<8)
  func survivesDamage(seed: Int) {
    var builder = PEBuilder()
    builder.isWide = seed % 2 == 1
    builder.sections.append(
      .init(name: ".idata", address: 0x2000, content: PEBuilder.imports("USER32.dll", ["Sleep", "Beep"])))
    builder.directories = [
      0: (0x2000, 64), 1: (0x2000, 40), 2: (0x1000, 512), 3: (0x2000, 64), 4: (0x400, 64), 5: (0x1000, 64),
      6: (0x1000, 56), 9: (0x1000, 40), 10: (0x2000, 320), 11: (0x200, 64), 13: (0x2000, 64), 14: (0x1000, 72),
    ]
    let good = builder.build()
    var mutation = Mutation(seed: UInt64(seed + 11))
    for _ in 0..<200 {
      let bytes = mutation.damage(good)
      guard let file = try? PEFile.read(bytes) else { continue }
      #expect(file.sections.allSatisfy { $0.rawRange.upperBound <= bytes.count })
      _ = file.signatures(bytes.span)
      _ = file.dotNetMetadata(bytes.span)
    }
  }

  @Test("Signatures and assemblies of real files", .enabled(if: SharedData.isAvailable, "needs ../shared/data"))
  func realFiles() throws {
    var signed = 0
    var assemblies = 0
    for file in try EmberOracle.files.get() where file.kind == "pe" && file.bytes.count < 60_000 {
      let parsed = try PEFile.read(file.bytes)
      signed += parsed.signatures(file.bytes.span).signatures.isEmpty ? 0 : 1
      guard let metadata = parsed.dotNetMetadata(file.bytes.span) else { continue }
      assemblies += 1
      let names = metadata.references.map { file.bytes.span.text($0.name) }
      let named = names.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f } }
      #expect(named)
      let version = file.bytes.span.text(metadata.version)
      #expect(version.hasPrefix("v"))
    }
    #expect(signed > 0)
    #expect(assemblies > 0)
  }
}
