/// The feature set `pe-header-1`: fields of the headers of a PE file, as published sets of labelled header fields have them (ClaMP,
/// maldata), so that a classifier that was trained there can judge files.
///
/// Weak on purpose: nothing of the content is looked at, and most fields may be changed by anyone without changing what the
/// program does. `isFree` says which. Time stamp and checksum are left out, because they tell the collection and not the program.
public enum PEHeader1 {
  /// The name under which models refer to the set.
  public static let name = "pe-header-1"

  /// All columns in order, under the names that the published sets use; `Characteristics.0` is bit 0.
  public static let columns: [FeatureColumn] = {
    var writer = FeatureWriter(describes: true)
    write(PEFile(), to: &writer)
    return writer.columns
  }()

  /// Whether the loader does not care for a field: it may be changed in any file at no cost.
  public static func isFree(_ column: String) -> Bool { free.contains(column) }

  private static let free: Set<String> = [
    "e_cblp", "e_cp", "e_cparhdr", "e_maxalloc", "e_sp", "MajorLinkerVersion", "MinorLinkerVersion", "SizeOfCode",
    "SizeOfInitializedData", "SizeOfUninitializedData", "BaseOfCode", "MajorOperatingSystemVersion",
    "MinorOperatingSystemVersion", "MajorImageVersion", "MinorImageVersion", "SizeOfStackReserve", "SizeOfStackCommit",
    "SizeOfHeapReserve", "SizeOfHeapCommit", "Characteristics.2", "Characteristics.3", "Characteristics.4",
    "Characteristics.7", "Characteristics.9", "Characteristics.10", "Characteristics.11", "Characteristics.14",
  ]

  /// The vector of a PE file.
  public static func vector(_ file: PEFile) -> [Float] {
    var writer = FeatureWriter(describes: false, capacity: columns.count)
    write(file, to: &writer)
    return writer.values
  }

  private static func write(_ file: PEFile, to writer: inout FeatureWriter) {
    let header = file.optionalHeader
    let coff = file.coffHeader
    func word(_ index: Int) -> UInt16 { file.dosHeader.words.indices.contains(index) ? file.dosHeader.words[index] : 0 }
    func version(_ index: Int) -> UInt16 { header.versions.indices.contains(index) ? header.versions[index] : 0 }
    func put(_ name: String, _ value: some BinaryInteger) {
      writer.put(name, "The field \(name) of the headers.", Double(value))
    }
    for (name, index) in [("e_cblp", 1), ("e_cp", 2), ("e_cparhdr", 4), ("e_maxalloc", 6), ("e_sp", 8)] {
      put(name, word(index))
    }
    put("e_lfanew", file.dosHeader.headerOffset)
    put("NumberOfSections", coff.numberOfSections)
    for bit in 0..<15 {
      writer.put(
        "Characteristics.\(bit)", "Bit \(bit) of the characteristics.", coff.characteristics >> UInt16(bit) & 1 == 1)
    }
    put("MajorLinkerVersion", header.majorLinkerVersion)
    put("MinorLinkerVersion", header.minorLinkerVersion)
    put("SizeOfCode", header.sizeOfCode)
    put("SizeOfInitializedData", header.sizeOfInitializedData)
    put("SizeOfUninitializedData", header.sizeOfUninitializedData)
    put("AddressOfEntryPoint", header.addressOfEntryPoint)
    put("BaseOfCode", header.baseOfCode)
    put("ImageBase", header.imageBase)
    put("SectionAlignment", header.sectionAlignment)
    put("FileAlignment", header.fileAlignment)
    let names = [
      "MajorOperatingSystemVersion", "MinorOperatingSystemVersion", "MajorImageVersion", "MinorImageVersion",
      "MajorSubsystemVersion", "MinorSubsystemVersion",
    ]
    for (index, name) in names.enumerated() { put(name, version(index)) }
    put("SizeOfImage", header.sizeOfImage)
    put("SizeOfHeaders", header.sizeOfHeaders)
    put("Subsystem", header.subsystem)
    put("SizeOfStackReserve", header.sizeOfStackReserve)
    put("SizeOfStackCommit", header.sizeOfStackCommit)
    put("SizeOfHeapReserve", header.sizeOfHeapReserve)
    put("SizeOfHeapCommit", header.sizeOfHeapCommit)
  }
}
