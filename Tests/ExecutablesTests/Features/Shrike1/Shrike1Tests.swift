import Foundation
import Testing

@testable import Executables

@Suite struct Shrike1Tests {
  static func elf(_ bytes: [UInt8]) throws -> [Float] { Shrike1.vector(try ELFFile(bytes.span), bytes.span) }
  static func pe(_ bytes: [UInt8]) throws -> [Float] { Shrike1.vector(try PEFile.read(bytes), bytes.span) }
  static func macho(_ bytes: [UInt8]) throws -> [[Float]] { Shrike1.vectors(try MachOFile(bytes.span), bytes.span) }

  /// The columns of which the values differ: how many of them say so, and the names of those that do not.
  static func moved(_ left: [Float], _ right: [Float], by change: Perturbation) -> (expected: Int, stray: [String]) {
    let columns = Shrike1.columns.indices.filter { left[$0] != right[$0] }.map { Shrike1.columns[$0] }
    let stray = columns.filter { !$0.movedBy.isSuperset(of: change) }.map(\.name)
    return (columns.count - stray.count, stray)
  }

  @Test func columnsAreNamedOnceAndDescribed() {
    let names = Shrike1.columns.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.count == 1000)
    #expect(Shrike1.columns.allSatisfy { !$0.meaning.isEmpty && !$0.name.contains("|") && !$0.meaning.contains("|") })
  }

  @Test func documentationListsTheColumns() throws {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<5 { url.deleteLastPathComponent() }
    let text = try String(contentsOf: url.appendingPathComponent("docs/Features.md"), encoding: .utf8)
    for set in [FeatureSet.shrike1, .peHeader1] {
      let isListed = text.contains(FeatureTable.markdown(set.columns))
      #expect(isListed, "run executables-dump --columns \(set.rawValue) and put its table into docs/Features.md")
    }
  }

  @Test func everyVectorHasAllColumns() throws {
    let elf = try Self.elf(ELFBuilder().build())
    let macho = try Self.macho(MachOBuilder.executable().build())
    #expect(elf.count == Shrike1.columns.count)
    #expect(macho.map(\.count) == [Shrike1.columns.count])
    let pe = try Self.pe(PEBuilder().build())
    #expect(pe.count == Shrike1.columns.count)
    #expect(pe.allSatisfy { $0.isFinite })
    #expect(elf.allSatisfy { $0.isFinite } && macho.joined().allSatisfy { $0.isFinite })
  }

  @Test("Damaged headers give a vector too")
  func damagedHeaders() throws {
    // Found by reading damaged copies: the offset of the program headers, then every other word of the header, is huge.
    let good = ELFBuilder().build()
    for place in stride(from: 16, to: 64, by: 4) {
      var bytes = good
      for offset in place..<place + 4 { bytes[offset] = 0xFF }
      #expect(try Self.elf(bytes).count == Shrike1.columns.count)
    }
    let image = MachOBuilder.executable().build()
    for place in stride(from: 4, to: 240, by: 4) {
      var bytes = image
      for offset in place..<place + 4 { bytes[offset] = 0xFF }
      for vector in try Self.macho(bytes) { #expect(vector.count == Shrike1.columns.count) }
    }
  }

  @Test("Appended bytes move the columns that say so, and no others")
  func appending() throws {
    var tested = 0
    let tail = [UInt8](repeating: 0x41, count: 5000) + Array("http://evil.example/UPX!".utf8)
    if let bytes = SampleFiles.system("/bin/ls") {
      tested += 1
      let moved = Self.moved(try Self.elf(bytes), try Self.elf(bytes + tail), by: .appending)
      #expect(moved.expected > 0)
      #expect(moved.stray == [])
    }
    let image = MachOBuilder.executable().build()
    let moved = Self.moved(try Self.macho(image)[0], try Self.macho(image + tail)[0], by: .appending)
    #expect(moved.expected > 0)
    #expect(moved.stray == [])
    #expect(tested > 0 || !FileManager.default.fileExists(atPath: "/bin/ls"))
  }

  @Test("Functions imported by name and by a known ordinal are told by what they are for")
  func importsOfPE() throws {
    let names = Shrike1.columns.map(\.name)
    func value(_ name: String, _ vector: [Float]) throws -> Float { vector[try #require(names.firstIndex(of: name))] }
    var builder = PEBuilder()
    builder.directories[1] = (0x2000, 40)
    let functions = ["WriteProcessMemory", "CreateRemoteThread", "Sleep"]
    builder.sections.append(
      .init(name: ".idata", address: 0x2000, content: PEBuilder.imports("kernel32.dll", functions)))
    let vector = try Self.pe(builder.build())
    #expect(try value("import.count", vector) == Float(log1p(3.0)))
    #expect(try value("import.libraries", vector) == Float(log1p(1.0)))
    #expect(try value("import.family.injection", vector) == Float(log1p(2.0)))
    // One import of ws2_32.dll by ordinal 4, which is connect: the high bit of the word marks an ordinal.
    var imports = PEBuilder.imports("ws2_32.dll", ["x"])
    imports.replaceSubrange(40..<44, with: [4, 0, 0, 0x80])
    builder.sections[1].content = imports
    let byOrdinal = try Self.pe(builder.build())
    #expect(try value("pe.imports_by_ordinal", byOrdinal) == 1)
    #expect(try value("import.family.networkClient", byOrdinal) == Float(log1p(1.0)))
    #expect(try value("import.family.injection", byOrdinal) == 0)
  }

  @Test("A signed file's certificates are no overlay, and what is appended behind them is")
  func overlayBehindCertificates() throws {
    let column = try #require(Shrike1.columns.firstIndex { $0.name == "overlay.size" })
    var builder = PEBuilder()
    let plain = builder.build()
    builder.directories[4] = (UInt32(plain.count), 16)
    builder.overlay = [16, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    #expect(try Self.pe(plain)[column] == 0)
    #expect(try Self.pe(builder.build())[column] == 0)
    builder.overlay += [UInt8](repeating: 7, count: 100)
    #expect(try Self.pe(builder.build())[column] == Float(log1p(100.0)))
  }

  @Test("Damaged PE headers give a vector too")
  func damagedPEHeaders() throws {
    let good = PEBuilder().build()
    for place in stride(from: 0x84, to: 0x1C0, by: 4) {
      var bytes = good
      for offset in place..<place + 4 { bytes[offset] = 0xFF }
      if let file = try? PEFile.read(bytes) { #expect(Shrike1.vector(file, bytes.span).allSatisfy { $0.isFinite }) }
    }
  }

  @Test("Renamed sections move the columns that say so, and no others")
  func renaming() throws {
    if let bytes = SampleFiles.system("/bin/ls") {
      let file = try ELFFile(bytes.span)
      var renamed = bytes
      let names = file.sections[file.header.sectionNameIndex].range
      for index in names where renamed[index] != 0 { renamed[index] = 0x78 }
      let isRenamed = try ELFFile.read(renamed).sections.contains { $0.name.hasPrefix("xxxx") }
      #expect(isRenamed)
      let moved = Self.moved(try Self.elf(bytes), try Self.elf(renamed), by: .renaming)
      #expect(moved.stray == [])
    }
    let bytes = MachOBuilder.executable().build()
    var renamed = bytes
    for index in bytes.indices.dropLast(6) where Array(bytes[index..<index + 6]) == Array("__text".utf8) {
      renamed.replaceSubrange(index..<index + 6, with: Array("_zzzzz".utf8))
    }
    let moved = Self.moved(try Self.macho(bytes)[0], try Self.macho(renamed)[0], by: .renaming)
    #expect(moved.expected > 0)
    #expect(moved.stray == [])
  }

  @Test(
    "The same holds for real files", .enabled(if: SampleFiles.isAvailable, "needs ../shared/data/executables"),
    arguments: ["elf", "macho", "pe"])
  func realFiles(folder: String) throws {
    func vectors(_ bytes: [UInt8]) -> [[Float]] { FeatureSet.shrike1.vectors(of: bytes.span).map(\.values) }
    for (name, bytes) in try SampleFiles.unpacked(folder, upTo: 40_000).prefix(12) {
      let longer = bytes + Array("appended \(name)".utf8)
      let before = vectors(bytes)
      let after = vectors(longer)
      #expect(before.count == after.count && !before.isEmpty)
      if folder == "pe" {
        let file = try PEFile.read(bytes)
        var renamed = bytes
        let table = file.optionalHeader.offset + Int(file.coffHeader.sizeOfOptionalHeader)
        for section in 0..<file.sections.count { renamed[table + 40 * section] = 0x78 }
        let moved = Self.moved(before[0], vectors(renamed)[0], by: .renaming)
        #expect(moved.stray == [], "\(name)")
      }
      for (left, right) in zip(before, after) {
        let moved = Self.moved(left, right, by: .appending)
        #expect(moved.stray == [])
        #expect(left.allSatisfy { $0.isFinite })
      }
    }
  }
}
