/// What a file says of having been compiled by rustc.
public struct RustFacts: Sendable, Equatable {
  /// The compiler's version from `.comment`, for example `1.75.0`.
  public var compilerVersion: String?
  /// The size of the compressed dependency list of cargo-auditable (`.dep-v0`); nil without one.
  public var dependencyListSize: Int?
  /// Symbols mangled by the v0 scheme (`_R…`, RFC 2603).
  public var mangledV0 = 0
  /// Symbols mangled by the legacy scheme (`_ZN…17h` + 16 hexadecimal digits + `E`).
  public var mangledLegacy = 0

  /// Whether anything was found.
  public var isPresent: Bool {
    compilerVersion != nil || dependencyListSize != nil || mangledV0 > 0 || mangledLegacy > 0
  }

  /// The version in a text of the kind `rustc version 1.75.0 (82e1608df 2023-12-21)`.
  static func version(in comment: String) -> String? {
    guard comment.hasPrefix("rustc version ") else { return nil }
    return comment.dropFirst(14).split(separator: " ").first.map(String.init)
  }

  /// Looks at a symbol. Mach-O names have one underscore more in front.
  mutating func look(_ bytes: borrowing Span<UInt8>, _ name: Range<Int>) {
    var start = name.lowerBound
    if name.count > 4, bytes[start] == 0x5F, bytes[start &+ 1] == 0x5F { start &+= 1 }
    guard name.upperBound &- start > 4, bytes[start] == 0x5F else { return }
    if bytes[start &+ 1] == 0x52, bytes[start &+ 2] == 0x4E || bytes[start &+ 2] == 0x49 {
      mangledV0 &+= 1
    } else if name.upperBound &- start > 24, bytes[start &+ 1] == 0x5A, bytes[start &+ 2] == 0x4E,
      bytes[name.upperBound &- 1] == 0x45, bytes.matches("17h", at: name.upperBound &- 20)
    {
      mangledLegacy &+= 1
    }
  }
}
