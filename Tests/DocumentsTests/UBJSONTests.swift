import Documents
import Testing

/// Binary documents: every type, counted and typed containers, and what is refused.
@Suite struct UBJSONTests {
  @Test(arguments: 0..<20) func documentsMadeAtRandomAreRead(seed: Int) throws {
    var writer = DocumentWriter(seed: UInt64(500 + seed))
    for _ in 0..<100 {
      let tree = writer.tree()
      let bytes = writer.ubjson(tree)
      #expect(Tree(try JSONDocument(ubjson: bytes).root) == tree, "\(bytes)")
      // What ends early is said to do so; nothing that is cut off is accepted.
      guard bytes.count > 1 else { continue }
      let cut = Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &writer.generator)))
      #expect(throws: DocumentError.self, "\(cut)") { try JSONDocument(ubjson: cut) }
    }
  }

  @Test(
    arguments: [
      ([0x69, 0x80], -128), ([0x55, 0xFF], 255), ([0x49, 0x80, 0], -32768), ([0x6C, 0x80, 0, 0, 0], -2_147_483_648),
      ([0x4C, 0x80, 0, 0, 0, 0, 0, 0, 0], Int64.min), ([0x4C, 0x7F, 255, 255, 255, 255, 255, 255, 255], Int64.max),
      ([0x48, 0x69, 2, 0x34, 0x32], 42),
    ] as [([UInt8], Int64)]) func integersAreExact(bytes: [UInt8], value: Int64) throws
  {
    let root = try JSONDocument(ubjson: bytes).root
    #expect(root.integer == value)
    #expect(root.number == Double(value))
  }

  @Test func charactersNoOperationsAndPackedBytesAreRead() throws {
    #expect(try JSONDocument(ubjson: [0x4E, 0x43, 0x61]).root.text == "a")
    let packed = try JSONDocument(ubjson: [0x5B, 0x24, 0x55, 0x23, 0x69, 3, 1, 2, 255]).root
    #expect(packed.isList)
    #expect(packed.count == 3)
    #expect(packed.numbers == [1, 2, 255])
    #expect(packed.elements == nil)
    #expect(packed.path == "")
    let typed = try JSONDocument(ubjson: [0x7B, 0x24, 0x69, 0x23, 0x69, 2, 0x69, 1, 0x61, 5, 0x69, 1, 0x62, 6]).root
    #expect(typed["a"]?.integer == 5)
    #expect(typed["b"]?.integer == 6)
    let texts = try JSONDocument(ubjson: [0x5B, 0x24, 0x53, 0x23, 0x69, 2, 0x69, 1, 0x61, 0x69, 0]).root
    #expect(texts.elements?.map(\.text) == ["a", ""])
  }

  @Test(
    arguments: [
      // A list of 2³¹ − 1 doubles in eleven bytes; counts below zero; counts of what takes no bytes.
      ([0x5B, 0x24, 0x44, 0x23, 0x6C, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0], 4), ([0x5B, 0x23, 0x69, 0xFF], 2),
      ([0x5B, 0x24, 0x54, 0x23, 0x69, 6], 0), ([0x53, 0x64, 0, 0, 0, 0], 1),
      // A type without a count, no such marker, a number that is none, bytes behind the end.
      ([0x5B, 0x24, 0x69, 0x5D], 3), ([0x78], 0), ([0x48, 0x69, 2, 0x2B, 0x31], 3), ([0x48, 0x69, 2, 0x31, 0x20], 3),
      ([0x48, 0x69, 2, 0x31, 0x2E], 5), ([0x54, 0x54], 1),
    ] as [([UInt8], Int)]) func isRefusedWithItsPlace(bytes: [UInt8], offset: Int)
  {
    #expect { try JSONDocument(ubjson: bytes) } throws: { ($0 as? DocumentError)?.offset == offset }
  }

  @Test func depthIsLimited() {
    let deep = [UInt8](repeating: 0x5B, count: 100_000)
    #expect { try JSONDocument(ubjson: deep) } throws: { ($0 as? DocumentError)?.offset == 64 }
  }

  @Test func formatsAreToldApart() throws {
    #expect(try JSONDocument(Array(" {\"a\":1}".utf8)).root["a"]?.integer == 1)
    #expect(try JSONDocument(Array("{ }".utf8)).root.count == 0)
    #expect(try JSONDocument([0x7B, 0x69, 1, 0x61, 0x69, 7, 0x7D]).root["a"]?.integer == 7)
    #expect(try JSONDocument([0x7B, 0x23, 0x69, 0]).root.count == 0)
    #expect(try JSONDocument([0x7B, 0x69, 0, 0x54, 0x7D]).compactJSON() == nil)
  }
}
