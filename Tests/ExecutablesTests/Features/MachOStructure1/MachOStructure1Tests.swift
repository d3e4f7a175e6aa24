import Documents
import Foundation
import Testing

@testable import Executables

@Suite struct MachOStructure1Tests {
  /// The image of `image`, as macholibre describes it: written by hand from the field list of its JSON.
  static let document = #"""
    {"name": "a", "abnormalities": ["Unknown mach-o flag \"67108864\"."], "macho": {"cputype": "X86_64", "filetype": "EXECUTE",
    "nlcs": 7, "slcs": 544, "flags": ["NOUNDEFS", "DYLDLINK", "TWOLEVEL"], "lcs": [
    {"cmd": "SEGMENT_64", "name": "__PAGEZERO", "vmaddr": 0, "vmsize": 4294967296, "offset": 0, "segsize": 0,
     "initprot": "---", "maxprot": "---", "nsects": 0, "entropy": 0, "sects": [], "flags": []},
    {"cmd": "SEGMENT_64", "name": "__TEXT", "vmaddr": 4294967296, "vmsize": 4160, "offset": 0, "segsize": 4160,
     "initprot": "r-x", "maxprot": "r-x", "nsects": 1, "entropy": ENTROPY, "flags": [], "sects": [{"name": "__text",
     "segname": "__TEXT", "addr": 4294971392, "offset": 4096, "size": 64, "align": 4, "reloff": 0, "nreloc": 0,
     "type": "REGULAR", "attrs": ["PURE_INSTRUCTIONS", "SOME_INSTRUCTIONS"]}]},
    {"cmd": "LOAD_DYLIB", "cmd_size": 56, "name": "/usr/lib/libSystem.B.dylib", "current_version": "1.2.3"},
    {"cmd": "MAIN", "cmd_size": 24, "entryoff": 4096, "stacksize": 0},
    {"cmd": "BUILD_VERSION", "platform": "MACOS", "minos": 720896, "sdk": 852736, "tools": []},
    {"cmd": "SOURCE_VERSION", "cmd_size": 16, "version": "7.1.0.0.0"},
    {"cmd": "SYMTAB", "cmd_size": 24, "symoff": 4160, "nsyms": 1, "stroff": 4176, "strsize": 9}],
    "imports": [["_socket", "/usr/lib/libSystem.B.dylib"]], "code_signature": null}}
    """#

  static func image() -> [UInt8] {
    var builder = MachOBuilder.executable()
    builder.commands.append((0x32, builder.body { for value: UInt32 in [1, 720896, 852736, 0] { $0.put(value) } }))
    builder.commands.append((0x2A, builder.body { $0.put(UInt64(7) << 40 | UInt64(1) << 30) }))
    builder.commands.append((2, builder.body { for value: UInt32 in [4160, 1, 4176, 9] { $0.put(value) } }))
    var symbol = ByteWriter()
    symbol.put(UInt32(1))
    symbol.bytes += [1, 0]
    symbol.put(UInt16(0x100))
    symbol.put(UInt64(0))
    symbol.put("\0_socket\0")
    builder.data += symbol.bytes
    var bytes = builder.build()
    // MH_NLIST_OUTOFSYNC_WITH_DYLDINFO.
    bytes[27] |= 4
    return bytes
  }

  @Test("A file and macholibre's description of it have the same vector")
  func bothReadersAgree() throws {
    let bytes = Self.image()
    let image = try MachOImage.read(bytes)
    let ours = MachOStructure(image, bytes.span)
    let entropy = ByteHistogram(bytes.span, 0..<4160).entropy / 8
    var text = Self.document.replacingOccurrences(of: "ENTROPY", with: "\(entropy)")
    text = text.replacingOccurrences(of: "\"slcs\": 544", with: "\"slcs\": \(image.header.commandsSize)")
    var theirs = try #require(try MachOStructure.macholibre(Array(text.utf8)).first)
    // The builder writes the flags 0x85; the entropy passed through text.
    #expect(abs(theirs.segments[1].entropy - ours.segments[1].entropy) < 1e-9)
    theirs.segments[1].entropy = ours.segments[1].entropy
    #expect(theirs == ours)
    #expect(MachOStructure1.vector(theirs) == MachOStructure1.vector(ours))
    #expect(ours.flags == 0x0400_0085)
  }

  @Test func columnsAreNamedOnceAndDocumented() throws {
    let names = MachOStructure1.columns.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.count == 430)
    #expect(MachOStructure1.vector(MachOStructure()).count == 430)
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<5 { url.deleteLastPathComponent() }
    let text = try String(contentsOf: url.appendingPathComponent("docs/Features.md"), encoding: .utf8)
    let isListed = text.contains(FeatureTable.markdown(MachOStructure1.columns))
    #expect(isListed, "run executables-dump --columns macho-structure-1 and put its table into docs/Features.md")
  }

  @Test("Packing leaves what it does not move, and makes the rest missing")
  func packing() {
    let vector = [Float](repeating: 1, count: MachOStructure1.columns.count)
    let program = MachOStructure1.packed(vector, isLibrary: false)
    let library = MachOStructure1.packed(vector, isLibrary: true)
    for (index, column) in MachOStructure1.columns.enumerated() {
      #expect(program[index].isNaN == column.movedBy.contains(.packing))
      #expect(library[index].isNaN == column.movedBy.contains(.packingOfLibraries))
    }
    #expect(program.count { !$0.isNaN } == 33)
  }

  @Test("A bare program with dense code looks packed, an ordinary one does not")
  func looksPacked() throws {
    var structure = MachOStructure()
    structure.fileType = 2
    structure.commands = [0x19, 0x19, 5]
    structure.segments = [.init(memorySize: 9999, fileSize: 9999, protection: 5, entropy: 7, sections: [])]
    #expect(MachOStructure1.isPacked(structure))
    structure.libraries = ["/usr/lib/libSystem.B.dylib"]
    #expect(!MachOStructure1.isPacked(structure))
    structure.segments[0].entropy = 7.6
    #expect(MachOStructure1.isPacked(structure))
  }

  @Test("Documents of other things describe no image, and other text is refused")
  func refusesOtherText() throws {
    #expect(try MachOStructure.macholibre(Array(#"{"name": "a", "macho": null}"#.utf8)).isEmpty)
    #expect(try MachOStructure.macholibre(Array(#"{"macho": {"lcs": 7, "flags": [1]}}"#.utf8)).count == 1)
    #expect(throws: DocumentError.self) { try MachOStructure.macholibre(Array("not JSON".utf8)) }
  }
}
