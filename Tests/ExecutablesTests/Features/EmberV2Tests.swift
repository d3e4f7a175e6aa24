import Testing

@testable import Executables

@Suite struct EmberV2Tests {
  /// A record as the data set has them; `histogram`, `byteentropy` and `printabledist` are filled in.
  static let record = #"""
    {"sha256": "abab", "appeared": "2018-03", "label": 1, "histogram": H, "byteentropy": B,
    "strings": {"numstrings": 3, "avlength": 7.5, "printabledist": P, "printables": 20, "entropy": 3.25, "paths": 1,
    "urls": 2, "registry": 0, "MZ": 4}, "general": {"size": 4096, "vsize": 8192, "has_debug": 1, "exports": 1,
    "imports": 3, "has_relocations": 0, "has_resources": 1, "has_signature": 0, "has_tls": 1, "symbols": 0},
    "header": {"coff": {"timestamp": 1520000000, "machine": "I386",
    "characteristics": ["CHARA_32BIT_MACHINE", "EXECUTABLE_IMAGE"]}, "optional": {"subsystem": "WINDOWS_GUI",
    "dll_characteristics": ["NX_COMPAT", "DYNAMIC_BASE"], "magic": "PE32", "major_image_version": 1,
    "minor_image_version": 2, "major_linker_version": 14, "minor_linker_version": 16,
    "major_operating_system_version": 6, "minor_operating_system_version": 1, "major_subsystem_version": 6,
    "minor_subsystem_version": 0, "sizeof_code": 512, "sizeof_headers": 1024, "sizeof_heap_commit": 4096}},
    "section": {"entry": ".text", "sections": [{"name": ".text", "size": 512, "entropy": 5.5, "vsize": 400,
    "props": ["CNT_CODE", "MEM_EXECUTE", "MEM_READ"]}, {"name": "", "size": 0, "entropy": 0, "vsize": 4096,
    "props": ["MEM_READ", "MEM_WRITE"]}]}, "imports": {"KERNEL32.dll": ["Sleep", "ordinal7"],
    "kernel32.DLL": ["Beep"], "USER32.dll": []}, "exports": ["Run", "\u00e9"],
    "datadirectories": [{"name": "EXPORT_TABLE", "size": 40, "virtual_address": 8192},
    {"name": "IMPORT_TABLE", "size": 60, "virtual_address": 12288}]}
    """#

  /// The columns that are not zero, computed with scikit-learn's `FeatureHasher` and the layout of the data set's tool.
  static let columns: [(Int, Float)] = [
    (0, 0.75), (77, 0.25), (273, 1), (512, 3), (513, 7.5), (514, 20), (580, 1), (611, 3.25), (612, 1),
    (613, 2), (615, 4), (616, 4096), (617, 8192), (618, 1), (619, 1), (620, 3), (622, 1), (624, 1),
    (626, 1.52e+09), (632, 1), (639, -1), (640, 1), (655, -1), (658, -1), (660, 1), (668, -1), (677, 1),
    (678, 2), (679, 14), (680, 16), (681, 6), (682, 1), (683, 6), (685, 512), (686, 1024), (687, 4096),
    (688, 2), (689, 1), (690, 1), (691, 1), (692, 1), (734, -512), (784, -5.5), (793, 4096), (834, -400),
    (846, -1), (852, 1), (882, -2), (886, 1), (906, -1), (916, 1), (921, 1), (973, -1), (1060, 1), (1214, 1),
    (1449, 1), (2184, -1), (2230, 1), (2241, 1), (2351, 40), (2352, 8192), (2353, 60), (2354, 12288),
  ]

  static func list(_ count: Int, _ values: [Int: Int]) -> String {
    "[" + (0..<count).map { String(values[$0] ?? 0) }.joined(separator: ",") + "]"
  }

  static func read(_ text: String) throws -> EmberV2.Record {
    let bytes = Array(text.utf8)
    return try EmberV2.record(bytes.span, in: 0..<bytes.count)
  }

  static var line: String {
    record.replacing("\"histogram\": H", with: "\"histogram\": " + list(256, [0: 3, 77: 1]))
      .replacing("\"byteentropy\": B", with: "\"byteentropy\": " + list(256, [17: 5]))
      .replacing("\"printabledist\": P", with: "\"printabledist\": " + list(96, [65: 20]))
  }

  @Test func vectorisesRawFeatures() throws {
    let found = try Self.read(Self.line)
    #expect(found.label == 1)
    #expect(found.appeared == "2018-03")
    #expect(found.vector.count == EmberV2.dimension)
    let nonzero = found.vector.enumerated().filter { $0.element != 0 }
    #expect(nonzero.map(\.offset) == Self.columns.map(\.0))
    #expect(nonzero.map(\.element) == Self.columns.map(\.1))
  }

  @Test(arguments: ["", "{", "[1,2", "{\"a\":1}}", "{\"a\":\"\\u12\"}", "nul", "{\"a\" 1}", "[[[[[[[[[[[[[[[[[[1]]"])
  func refusesWhatIsNoJSON(text: String) {
    #expect(throws: EmberV2.Problem.self) { try Self.read(text) }
  }

  @Test func namesTheGroupThatIsMissing() {
    #expect(throws: EmberV2.Problem.group("histogram")) { try Self.read("{}") }
    let other = Self.line.replacing("\"exports\": [", with: "\"others\": [")
    #expect(throws: EmberV2.Problem.group("exports")) { try Self.read(other) }
  }
}
