/// What the feature groups see of a file, whatever its format. Ranges are of the image's bytes.
struct ExecutableView: Sendable {
  enum Format: Int, CaseIterable, Sendable { case pe, elf, machO }

  enum Machine: String, CaseIterable, Sendable {
    case x86, x86_64, arm, arm64, mips, powerPC, riscV, other
  }

  enum Kind: String, CaseIterable, Sendable { case program, library, object, other }

  /// A section or a segment.
  struct Region: Sendable {
    var range: Range<Int>
    var memorySize: UInt64
    var isLoaded: Bool
    var isWritable: Bool
    var isExecutable: Bool

    /// The classes that bytes are counted by.
    enum Class: String, CaseIterable, Sendable { case code, constants, data, unloaded }

    var kind: Class { !isLoaded ? .unloaded : isExecutable ? .code : isWritable ? .data : .constants }
  }

  /// A symbol of another image.
  struct Import: Sendable {
    var name: Range<Int>
    /// The number of its library; −1 when unknown.
    var library: Int
    /// The name, where the file has an ordinal of which the name is known.
    var known: [UInt8]?
    /// Whether there is but a number.
    var isNameless = false
  }

  var format = Format.elf
  var is64Bit = false
  var isBigEndian = false
  var machine = Machine.other
  var kind = Kind.other
  /// How many images the file holds.
  var imageCount = 1
  /// The bytes of the image without what is behind its end.
  var size = 0
  /// Where the headers at the beginning end.
  var headerEnd = 0
  var sections: [Region] = []
  var segments: [Region] = []
  /// The loaded bytes without headers, merged and in order: what stays the same when sections are renamed, symbols stripped or
  /// bytes appended.
  var content: [Range<Int>] = []
  /// The executable part of it.
  var code: [Range<Int>] = []
  var entrySection: Int?
  var hasEntry = false
  var libraries: [String] = []
  var imports: [Import] = []
  /// Names of functions that a statically linked program brings itself.
  var ownNames: [Range<Int>] = []
  var exportCount = 0
  var symbolCount = 0
  var debugSymbolCount = 0

  /// A region without the headers: they hold names.
  func body(_ region: Region) -> Range<Int> {
    Swift.max(region.range.lowerBound, headerEnd)..<Swift.max(region.range.upperBound, headerEnd)
  }

  /// Sorts ranges and joins those that touch or overlap, cut to a window.
  static func merged(_ ranges: [Range<Int>], within window: Range<Int>) -> [Range<Int>] {
    var result: [Range<Int>] = []
    let inside = ranges.map { $0.clamped(to: window) }.filter { !$0.isEmpty }
    for range in inside.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = result.last, range.lowerBound <= last.upperBound {
        result[result.count - 1] = last.lowerBound..<Swift.max(last.upperBound, range.upperBound)
      } else {
        result.append(range)
      }
    }
    return result
  }
}
