/// A set of features that is computed from files, by the name under which models refer to it.
public enum FeatureSet: String, CaseIterable, Sendable {
  /// EMBER2024, version 3: 2,568 columns of any file.
  case emberV3 = "ember-v3"
  /// Shrike's own set for PE, ELF and Mach-O.
  case shrike1 = "shrike-1"
  /// The structure of Mach-O images, as the labelled corpus has it; of files, or of macholibre's JSON of files.
  case machOStructure1 = "macho-structure-1"
  /// Fields of the headers of PE files, as published labelled sets have them.
  case peHeader1 = "pe-header-1"

  /// How many columns a vector has.
  public var dimension: Int {
    switch self {
    case .emberV3: EmberV3.dimension
    case .shrike1: Shrike1.columns.count
    case .machOStructure1: MachOStructure1.columns.count
    case .peHeader1: PEHeader1.columns.count
    }
  }

  /// The columns with their meanings; EMBER's have only numbers.
  public var columns: [FeatureColumn] {
    switch self {
    case .emberV3:
      (0..<EmberV3.dimension).map { FeatureColumn(name: "ember-v3.\($0)", meaning: "Column \($0).", movedBy: []) }
    case .shrike1: Shrike1.columns
    case .machOStructure1: MachOStructure1.columns
    case .peHeader1: PEHeader1.columns
    }
  }

  /// The vector of one image of a file.
  public struct ImageVector: Sendable, Equatable {
    /// Which image of a universal Mach-O file it is of, by its processor (`x86_64`, `arm64`; `cpu-N` where it has no name); nil for
    /// files of one image.
    public var slice: String?
    /// The columns.
    public var values: [Float]
    /// Whether the image looks packed, by structure and density rather than by a packer's name.
    public var looksPacked = false
  }

  /// The vectors of a file of less than 4 GiB: one for each image of a universal Mach-O file, none for a file that the set does
  /// not describe.
  ///
  /// - Parameter index: the histograms of these bytes, where they have been made already.
  public func vectors(of bytes: borrowing Span<UInt8>, index: HistogramIndex? = nil) -> [ImageVector] {
    if self == .emberV3 { return [ImageVector(slice: nil, values: EmberV3.vector(of: bytes))] }
    if self == .machOStructure1, bytes.u8(at: 0) == 0x7B { return Self.macholibre(bytes) }
    guard let file = ExecutableFile(bytes) else { return [] }
    return vectors(of: file, bytes, index: index)
  }

  /// The vectors of a file that has been read already.
  ///
  /// - Parameters:
  ///   - bytes: the bytes that it was read from.
  ///   - index: the histograms of these bytes, where they have been made already.
  public func vectors(
    of file: ExecutableFile, _ bytes: borrowing Span<UInt8>, index: HistogramIndex? = nil
  ) -> [ImageVector] {
    switch (self, file) {
    case (.emberV3, _): [ImageVector(slice: nil, values: EmberV3.vector(of: bytes))]
    case (.peHeader1, .pe(let file)): [ImageVector(slice: nil, values: PEHeader1.vector(file))]
    case (.shrike1, .pe(let file)): [ImageVector(slice: nil, values: Shrike1.vector(file, bytes, index: index))]
    case (.shrike1, .elf(let file)): [ImageVector(slice: nil, values: Shrike1.vector(file, bytes, index: index))]
    case (.shrike1, .machO(let file)):
      zip(Self.names(of: file), Shrike1.vectors(file, bytes)).map { ImageVector(slice: $0, values: $1) }
    case (.machOStructure1, .machO(let file)): Self.structures(file, bytes)
    case (.peHeader1, _), (.machOStructure1, _): []
    }
  }

  private static func structures(_ file: MachOFile, _ bytes: borrowing Span<UInt8>) -> [ImageVector] {
    var result: [ImageVector] = []
    for slice in file.slices {
      guard let image = slice.image else { continue }
      let structure = MachOStructure(image, bytes.extracting(slice.range))
      result.append(
        ImageVector(
          slice: file.isUniversal ? name(of: slice) : nil, values: MachOStructure1.vector(structure),
          looksPacked: MachOStructure1.isPacked(structure)))
    }
    return result
  }

  /// The vectors of a file that only a JSON document of macholibre describes.
  private static func macholibre(_ bytes: borrowing Span<UInt8>) -> [ImageVector] {
    let images = (try? MachOStructure.macholibre(bytes.copy(0..<bytes.count))) ?? []
    return images.map { image in
      ImageVector(
        slice: images.count > 1 ? image.machine : nil, values: MachOStructure1.vector(image),
        looksPacked: MachOStructure1.isPacked(image))
    }
  }

  /// The names of the images that can be read.
  private static func names(of file: MachOFile) -> [String?] {
    file.slices.filter { $0.image != nil }.map { file.isUniversal ? name(of: $0) : nil }
  }

  private static func name(of slice: MachOFile.Slice) -> String {
    let type = slice.image?.header.cpuType ?? slice.cpuType
    return MachOStructure.machines[type] ?? "cpu-\(type)"
  }
}
