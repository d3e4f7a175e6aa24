/// A parsed Portable Executable: Windows programs, libraries, drivers, and EFI applications.
///
/// Names are ranges of the file rather than copies. Layout: Microsoft, *PE Format*. Where a malformed file can be read in
/// several ways (which bytes an address means, where a table ends, how many entries are believed), it is read as pefile
/// 2024.8.26 reads it, because published feature sets and models were made with it.
public struct PEFile: Sendable {
  /// The MS-DOS header.
  public internal(set) var dosHeader = PEDOSHeader()
  /// The COFF header.
  public internal(set) var coffHeader = PECOFFHeader()
  /// The optional header.
  public internal(set) var optionalHeader = PEOptionalHeader()
  /// The data directories that are there, at most sixteen.
  public internal(set) var directories: [PEDataDirectory] = []
  /// The sections that could be read, by virtual address.
  public internal(set) var sections: [PESection] = []
  /// The import directory, nil without one.
  public internal(set) var imports: PEImports?
  /// The delay import directory, nil without one.
  public internal(set) var delayImports: PEImports?
  /// The bound import directory.
  public internal(set) var boundImports: [PEBoundImport] = []
  /// The export directory, nil without one.
  public internal(set) var exports: PEExports?
  /// The leaves of the tree of resources.
  public internal(set) var resources: [PEResource] = []
  /// The debug directory.
  public internal(set) var debugEntries: [PEDebugEntry] = []
  /// Thread-local storage.
  public internal(set) var tls: PETLS?
  /// The load configuration.
  public internal(set) var loadConfig: PELoadConfig?
  /// Whether the relocation directory has a block.
  public internal(set) var hasRelocations = false
  /// How many functions the exception directory describes.
  public internal(set) var numberOfExceptionEntries = 0
  /// The Rich header.
  public internal(set) var richHeader: PERichHeader?
  /// What lies behind everything that the headers describe.
  public internal(set) var overlay: Range<Int>?
  /// What is odd about the file.
  public internal(set) var anomalies = PEAnomalies()
  /// How many bytes the file has.
  public internal(set) var fileSize = 0
  /// How RVAs map to the file.
  var mapping = PEAddressMapping()

  /// A file that nothing is known of yet.
  init() {}

  /// The directory of a kind, when the header has it.
  public func directory(_ kind: PEDirectoryKind) -> PEDataDirectory? {
    kind.rawValue < directories.count ? directories[kind.rawValue] : nil
  }

  /// Parses a file.
  ///
  /// - Parameter bytes: the whole file.
  /// - Throws: why the bytes are not a PE file at all. Damage behind the headers is no error but an anomaly.
  public init(parsing bytes: borrowing Span<UInt8>) throws(PEError) {
    // What does not begin like a PE file is refused without reading all of it.
    let counts = bytes.matches("MZ", at: 0) ? ByteStatistics.counts(bytes) : []
    self.init(try PEReader.read(bytes, byteCounts: counts))
  }

  /// A copy.
  private init(_ file: PEFile) { self = file }
}
