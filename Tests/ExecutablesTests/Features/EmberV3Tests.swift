import Testing

@testable import Executables

/// Vectors against those of the reference extractor.
@Suite struct EmberV3Tests {
  /// Whether a column is a sum in floating point, for which a relative difference of 1e-6 is allowed.
  static func isFloating(_ column: Int) -> Bool {
    let strings = EmberV3.Group.strings.columns.lowerBound
    let section = EmberV3.Group.section.columns.lowerBound
    return column == 1 || strings + 1 == column || strings + 3..<strings + 100 ~= column
      || section + 5..<section + 11 ~= column || section + 111..<section + 161 ~= column
      || section + 222..<section + 224 ~= column
  }

  static func differences(_ file: EmberOracle.File) -> [Int] {
    let vector = EmberV3.vector(of: file.bytes.span)
    guard vector.count == file.vector.count else { return Array(0..<EmberV3.dimension) }
    return vector.indices.filter { column in
      let (mine, theirs) = (vector[column], file.vector[column])
      return isFloating(column) ? abs(mine - theirs) > 1e-6 * abs(theirs) : mine != theirs
    }
  }

  /// In a build without optimisation only smaller files, so that the test stays quick; `scripts/check-ember-v3` has all.
  #if DEBUG
    static let limit = 60_000
  #else
    static let limit = Int.max
  #endif

  @Test(
    "Every column of every file", .enabled(if: SharedData.isAvailable, "needs ../shared/data"),
    arguments: ["pe", "fuzz", "elf", "macho"])
  func oracle(kind: String) throws {
    var different: [String] = []
    var count = 0
    for file in try EmberOracle.files.get() where file.kind == kind && file.bytes.count <= Self.limit {
      count += 1
      let columns = Self.differences(file)
      if !columns.isEmpty { different.append("\(file.sha256.prefix(12)): \(columns.prefix(8))") }
    }
    #expect(different == [])
    #expect(count > 0)
  }

  @Test func groupsCoverTheVector() {
    #expect(EmberV3.Group.allCases.map(\.count).reduce(0, +) == EmberV3.dimension)
    #expect(EmberV3.Group.warnings.columns == 2480..<2568)
    #expect(EmberV3.Group.imports.columns.lowerBound == 994)
  }

  @Test(arguments: [0, 1, 3, 63, 64, 2047, 2048])
  func anyBytesHaveAVector(count: Int) {
    let bytes = [UInt8](repeating: 0x4d, count: count)
    let vector = EmberV3.vector(of: bytes.span)
    #expect(vector.count == EmberV3.dimension)
    #expect(vector.allSatisfy { $0.isFinite })
    #expect(vector[0] == Float(count))
  }
}
