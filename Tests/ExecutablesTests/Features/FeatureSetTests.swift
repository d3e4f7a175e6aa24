import Testing

@testable import Executables

@Suite struct FeatureSetTests {
  static func vectors(_ set: FeatureSet, _ bytes: [UInt8]) -> [FeatureSet.ImageVector] { set.vectors(of: bytes.span) }

  @Test("Vectors have the columns that the set has", arguments: FeatureSet.allCases)
  func dimensions(set: FeatureSet) {
    #expect(set.columns.count == set.dimension)
    #expect(Set(set.columns.map(\.name)).count == set.dimension)
    let files = [PEBuilder().build(), ELFBuilder().build(), MachOBuilder.executable().build()]
    for vector in files.flatMap({ Self.vectors(set, $0) }) { #expect(vector.values.count == set.dimension) }
  }

  @Test("Each set describes the files that it is for")
  func kinds() {
    let files = [PEBuilder().build(), ELFBuilder().build(), MachOBuilder.executable().build(), Array("text".utf8)]
    func counts(_ set: FeatureSet) -> [Int] { files.map { Self.vectors(set, $0).count } }
    #expect(counts(.emberV3) == [1, 1, 1, 1])
    #expect(counts(.shrike1) == [1, 1, 1, 0])
    #expect(counts(.machOStructure1) == [0, 0, 1, 0])
    #expect(counts(.peHeader1) == [1, 0, 0, 0])
  }

  @Test("A universal file has a named vector for each image, a thin one an unnamed one")
  func slices() {
    let thin = MachOBuilder.executable().build()
    func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
    var fat = word(0xCAFE_BABE) + word(2)
    for (index, type) in [0x0100_0007, 0x0100_000C].enumerated() {
      fat += word(type) + word(3) + word(0x2000 * (index + 1)) + word(thin.count) + word(12)
    }
    #expect(thin.count <= 0x2000)
    fat += [UInt8](repeating: 0, count: 0x2000 - fat.count) + thin
    fat += [UInt8](repeating: 0, count: 0x4000 - fat.count) + thin
    for set in [FeatureSet.shrike1, .machOStructure1] {
      #expect(Self.vectors(set, thin).map(\.slice) == [nil])
      let slices = Self.vectors(set, fat).map(\.slice)
      #expect(slices.count == 2 && slices.allSatisfy { $0 != nil })
    }
  }

  @Test("Header fields are those of the file")
  func headerFields() throws {
    var builder = PEBuilder()
    builder.fileAlignment = 0x400
    let vector = try #require(Self.vectors(.peHeader1, builder.build()).first?.values)
    let names = PEHeader1.columns.map(\.name)
    func value(_ name: String) throws -> Float { vector[try #require(names.firstIndex(of: name))] }
    #expect(try value("FileAlignment") == 0x400)
    #expect(try value("AddressOfEntryPoint") == 0x1000)
    #expect(try value("NumberOfSections") == 1)
    #expect(try value("Characteristics.1") == 1)
    #expect(try value("Characteristics.13") == 0)
    #expect(names.count { PEHeader1.isFree($0) } == 27)
  }
}
