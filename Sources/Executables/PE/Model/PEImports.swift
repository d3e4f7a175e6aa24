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

/// A function that a file exports, packed: a file can have an export for every four bytes.
public struct PEExportedSymbol: Sendable, Equatable {
  /// The ordinal, with the directory's base.
  public let ordinal: Int
  private let nameStart: UInt32
  private let storedAddress: UInt32
  private let nameCount: UInt16
  private let flags: UInt8

  private enum Flag {
    static let name: UInt8 = 1
    static let address: UInt8 = 2
    static let forwarded: UInt8 = 4
  }

  /// A symbol whose name, of at most 512 bytes, stands in the first 4 GiB of the file.
  init(name: Range<Int>?, ordinal: Int, address: UInt32?, isForwarded: Bool) {
    self.ordinal = ordinal
    nameStart = UInt32(clamping: name?.lowerBound ?? 0)
    nameCount = UInt16(clamping: name?.count ?? 0)
    storedAddress = address ?? 0
    flags =
      (name == nil ? 0 : Flag.name) | (address == nil ? 0 : Flag.address) | (isForwarded ? Flag.forwarded : 0)
  }

  /// Where the name stands in the file; nil for an export by ordinal only.
  public var name: Range<Int>? {
    flags & Flag.name == 0 ? nil : Int(nameStart)..<Int(nameStart) + Int(nameCount)
  }

  /// RVA of the function or of the text that forwards it; nil when the table ends before.
  public var address: UInt32? { flags & Flag.address == 0 ? nil : storedAddress }

  /// Whether the address points into the export directory, where the name of another library's function stands.
  public var isForwarded: Bool { flags & Flag.forwarded != 0 }
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
