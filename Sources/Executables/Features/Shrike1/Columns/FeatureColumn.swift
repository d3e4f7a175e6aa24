/// A change of a file that does not change what it does.
public struct Perturbation: OptionSet, Sendable, Hashable {
  /// The set as bits.
  public let rawValue: UInt8

  /// A set of bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Bytes are put behind the end of the file.
  public static let appending = Perturbation(rawValue: 1)
  /// Sections get other names of the same length.
  public static let renaming = Perturbation(rawValue: 2)
  /// A program is packed by UPX, which keeps the processor, the kind, most flags, the least system and the source version.
  public static let packing = Perturbation(rawValue: 4)
  /// A library is packed by UPX, which compresses its code and leaves its commands and tables alone.
  public static let packingOfLibraries = Perturbation(rawValue: 8)
}

/// A column of a feature set.
public struct FeatureColumn: Sendable, Equatable {
  /// The name, unique in its set: `group.thing`.
  public var name: String
  /// What the value means, with its unit.
  public var meaning: String
  /// The changes of a file that may move the value although the program does the same. All others must not.
  public var movedBy: Perturbation
}
