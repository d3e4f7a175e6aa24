import Foundation

/// Files made by scripts/make-signature-fixtures.
enum Fixture {
  static func bytes(_ name: String) throws -> [UInt8] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
    return [UInt8](try Data(contentsOf: file))
  }

  /// A time at which the fixtures' certificates are valid: 2030.
  static let now: Int64 = 1_900_000_000
}
