/// A function that a file imports.
public struct PEImportedSymbol: Sendable, Equatable {
  /// Where the name stands in the file; nil for an import by ordinal.
  public internal(set) var name: Range<Int>?
  /// The ordinal; nil for an import by name.
  public internal(set) var ordinal: UInt16?
  /// Index into the library's export table that the linker guessed.
  public internal(set) var hint: UInt16?
}

/// A library that a file imports from.
public struct PEImportedLibrary: Sendable, Equatable {
  /// Where the name stands in the file; nil when there is something that cannot be a file's name.
  public internal(set) var name: Range<Int>?
  /// Its symbols, as a range of `PEImports.symbols`.
  public internal(set) var symbols: Range<Int>
}

/// An import or delay import directory.
public struct PEImports: Sendable, Equatable {
  /// Libraries in the order of their descriptors. A library may occur several times.
  public internal(set) var libraries: [PEImportedLibrary] = []
  /// The symbols of all libraries.
  public internal(set) var symbols: [PEImportedSymbol] = []
}

/// A library that a file was bound to.
public struct PEBoundImport: Sendable, Equatable {
  /// Where the name stands in the file.
  public internal(set) var name: Range<Int>
  /// Time stamp of the library that was bound.
  public internal(set) var timeDateStamp: UInt32
  /// How many forwarders were bound with it.
  public internal(set) var forwarders: Int
}

/// A function that a file exports.
public struct PEExportedSymbol: Sendable, Equatable {
  /// Where the name stands in the file; nil for an export by ordinal only.
  public internal(set) var name: Range<Int>?
  /// The ordinal, with the directory's base.
  public internal(set) var ordinal: Int
  /// RVA of the function or of the text that forwards it; nil when the table ends before.
  public internal(set) var address: UInt32?
  /// Whether the address points into the export directory, where the name of another library's function stands.
  public internal(set) var isForwarded: Bool
}

/// The export directory.
public struct PEExports: Sendable, Equatable {
  /// Time stamp of the directory.
  public internal(set) var timeDateStamp: UInt32
  /// The library's own name for itself, where it stands in the file.
  public internal(set) var name: Range<Int>
  /// Exports by name in the order of the names, then exports by ordinal.
  public internal(set) var symbols: [PEExportedSymbol]
}
