import Foundation
import Testing

@testable import Learning

@Suite struct NPYTests {
  /// A file as NumPy writes it.
  static func file(_ descriptor: String, _ shape: String, fortran: Bool = false, _ data: [UInt8]) -> [UInt8] {
    var header = "{'descr': '\(descriptor)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': \(shape), }"
    header += String(repeating: " ", count: (64 - (header.utf8.count + 11) % 64) % 64) + "\n"
    return NPYHeader.magic + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8) + data
  }

  @Test(
    arguments: [
      ("<i2", [0xFE, 0xFF, 0x03, 0x00], [-2.0, 3]), (">i2", [0xFF, 0xFE, 0x00, 0x03], [-2, 3]),
      ("|u1", [0xFE, 0x03], [254, 3]), ("|b1", [0x00, 0x01], [0, 1]), ("<f2", [0x00, 0x3C, 0x00, 0xC0], [1, -2]),
      ("<f4", [0x00, 0x00, 0x80, 0x3F, 0x00, 0x00, 0x00, 0xC0], [1, -2]),
      ("<u4", [0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x00, 0x00, 0x00], [4_294_967_295, 1]),
    ] as [(String, [UInt8], [Double])])
  func readsEveryKindOfNumber(_ descriptor: String, _ data: [UInt8], _ values: [Double]) throws {
    let array = try NPYArray(Self.file(descriptor, "(2,)", data))
    #expect(array.shape == [2])
    #expect(array.values == values)
  }

  @Test func readsColumnsFirst() throws {
    let array = try NPYArray(Self.file("|u1", "(2, 3)", fortran: true, [1, 4, 2, 5, 3, 6]))
    #expect(array.values == [1, 2, 3, 4, 5, 6])
  }

  @Test(arguments: [false, true]) func readsWhatItWrites(asFloat32: Bool) throws {
    let array = NPYArray(shape: [3, 2], values: [0, -1.5, .infinity, 2.25, 1e10, 7])
    let bytes = array.encoded(asFloat32: asFloat32)
    #expect(try NPYHeader(bytes).dataOffset % 64 == 0)
    let read = try NPYArray(bytes)
    #expect(read.shape == array.shape && read.values == array.values)
    #expect(read.isFloat32 == asFloat32)
  }

  @Test(
    arguments: [
      ([0x93, 0x4E], "magic"), (file("|O", "(2,)", []), "no numbers"), (file("<f8", "(2,)", [0, 0]), "needs 16 bytes"),
      (file("<f8", "(9223372036854775807, 9)", []), "too large"),
      (file("<f8", "(4611686018427387904,)", []), "too large"),
      (file("<f8", "x", []), "no shape"),
    ] as [([UInt8], String)])
  func saysWhatIsWrong(_ bytes: [UInt8], _ reason: String) {
    let error = #expect(throws: ModelError.self) { try NPYArray(bytes) }
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
  }

  @Test func survivesEveryTruncationAndFlip() {
    let whole = NPYArray(shape: [2, 2], values: [1, 2, 3, 4]).encoded()
    for length in 0..<whole.count { _ = try? NPYArray(Array(whole.prefix(length))) }
    for index in 0..<128 {
      var changed = whole
      changed[index] ^= 0x11
      _ = try? NPYArray(changed)
    }
  }
}
