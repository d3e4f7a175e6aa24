import Testing

@testable import Executables

/// Files that were damaged in a thousand ways are read or refused, never more.
@Suite struct DamagedFileTests {
  @Test("Damaged ELF files", arguments: 0..<8)
  func elf(seed: Int) {
    var builder = ELFBuilder(is64Bit: seed % 2 == 0, order: seed % 4 < 2 ? .little : .big)
    builder.sections = [
      .init(name: ".text", type: 1, flags: 6, content: [0x90, 0xC3]),
      .init(name: ".dynstr", type: 3, content: Array("\0puts\0lib.so\0".utf8)),
      .init(name: ".dynsym", type: 11, content: builder.symbol(name: 1, info: 0x12, section: 0), link: 2),
      .init(name: ".go.buildinfo", type: 1, flags: 3, content: GoBuildInfoTests.inline),
    ]
    builder.interpreter = "/lib/ld.so"
    builder.dynamic = [
      (1, 6), (5, ELFBuilder.base + 300), (6, ELFBuilder.base + 400), (0x6FFF_FEF5, ELFBuilder.base + 64),
    ]
    let good = builder.build()
    var mutation = Mutation(seed: UInt64(seed + 1))
    var read = 0
    for _ in 0..<120 {
      let bytes = mutation.damage(good)
      guard let file = try? ELFFile.read(bytes) else { continue }
      read += 1
      #expect(file.sections.allSatisfy { $0.range.upperBound <= bytes.count })
      _ = file.importHash(in: bytes.span)
    }
    #expect(read > 20)
  }

  @Test("Damaged Mach-O files", arguments: 0..<8)
  func macho(seed: Int) {
    var builder = MachOBuilder.executable()
    let code = builder.build()
    builder.data += CodeSignatureTests.signature(over: code, entitlements: CodeSignatureTests.plist)
    let size = UInt32(builder.data.count - 64)
    builder.commands.append((0x1D, builder.body { for value in [UInt32(code.count), size] { $0.put(value) } }))
    builder.commands.append(
      (0x22 | 0x8000_0000, builder.body { for value in 0..<10 as Range<UInt32> { $0.put(value * 40 + 4096) } }))
    let good = builder.build()
    var mutation = Mutation(seed: UInt64(seed + 1))
    var read = 0
    for _ in 0..<120 {
      let bytes = mutation.damage(good)
      guard let file = try? MachOFile.read(bytes) else { continue }
      read += 1
      for image in file.slices.compactMap(\.image) {
        #expect(image.segments.allSatisfy { $0.range.upperBound <= bytes.count })
        _ = image.signature?.best?.verify(bytes.span)
      }
    }
    #expect(read > 20)
  }
}
