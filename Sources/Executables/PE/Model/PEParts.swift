/// The undocumented record of the compilers and linkers that made a file.
public struct PERichHeader: Sendable, Equatable {
  /// The key that the record is combined with, which is also its checksum.
  public internal(set) var key: UInt32
  /// Pairs of tool and build number (high and low half) and how many objects it made.
  public internal(set) var pairs: [Pair]

  /// One tool's work.
  public struct Pair: Sendable, Equatable {
    /// Tool in the high half, build number in the low half.
    public internal(set) var tool: UInt32
    /// How many objects.
    public internal(set) var count: UInt32
  }
}

/// Thread-local storage.
public struct PETLS: Sendable, Equatable {
  /// Address of the array of callbacks, which run before the entry point.
  public internal(set) var addressOfCallbacks: UInt64
}

/// What the load configuration says.
public struct PELoadConfig: Sendable, Equatable {
  /// The size that the directory states.
  public internal(set) var size: UInt32
  /// Whether dynamic relocations were read.
  public internal(set) var hasDynamicRelocations: Bool
}

/// An entry of the debug directory.
public struct PEDebugEntry: Sendable, Equatable {
  /// Type, such as 2 (CodeView) and 16 (reproducible build).
  public internal(set) var type: UInt32
  /// Time stamp.
  public internal(set) var timeDateStamp: UInt32
  /// Where the data stands in the file.
  public internal(set) var data: Range<Int>
  /// For CodeView: the path of the PDB file, where it stands in the file.
  public internal(set) var pdbPath: Range<Int>?
  /// For CodeView 7: the sixteen bytes of the PDB's identifier as they stand in the file.
  public internal(set) var pdbIdentifier: [UInt8]?
  /// For CodeView: how often the PDB was written.
  public internal(set) var pdbAge: UInt32?
}

/// A resource, or a part of the tree of resources.
public struct PEResource: Sendable, Equatable {
  /// Type, name and language by number; the high bit says that the number is the offset of a text.
  public internal(set) var path: [UInt32]
  /// RVA of the data.
  public internal(set) var address: UInt32
  /// Size of the data.
  public internal(set) var size: UInt32
}
