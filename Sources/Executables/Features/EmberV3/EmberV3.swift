/// The feature vector of EMBER2024, version 3: 2,568 numbers of a file.
///
/// Reproduces the reference extractor (thrember, with pefile 2024.8.26 and signify 0.7.1) with all its oddities, so that
/// models trained on its vectors can be used here; see docs/Executables.md. Files that are no PE have the first 696 columns;
/// the others are zero. R. J. Joyce et al., *EMBER2024: A benchmark dataset for holistic evaluation of malware
/// classifiers*, 2025.
public enum EmberV3 {
  /// How many columns a vector has.
  public static let dimension = 2568

  /// A part of the vector.
  public enum Group: String, CaseIterable, Sendable {
    case general, histogram, byteEntropy, strings, header, section, imports, exports
    case dataDirectories, richHeader, authenticode, warnings

    /// How many columns the group has.
    public var count: Int {
      switch self {
      case .general: 7
      case .histogram, .byteEntropy: 256
      case .strings: 177
      case .header: 74
      case .section: 224
      case .imports: 1282
      case .exports: 129
      case .dataDirectories: 34
      case .richHeader: 33
      case .authenticode: 8
      case .warnings: 88
      }
    }

    /// The group's columns.
    public var columns: Range<Int> {
      var start = 0
      for group in Group.allCases {
        if group == self { break }
        start += group.count
      }
      return start..<start + count
    }
  }

  /// Columns that hold categories rather than quantities.
  public static let categoricalColumns = [2, 3, 4, 5, 6, 701, 702]

  /// Computes the vector of a file of less than 4 GiB.
  public static func vector(of data: borrowing Span<UInt8>) -> [Float] {
    let statistics = ByteStatistics(data)
    let strings = StringStatistics(data)
    var file = try? PEReader.read(data, byteCounts: statistics.counts)
    if file?.anomalies.contains(.rejectedByReference) == true { file = nil }
    var vector = VectorBuilder(capacity: dimension)
    appendGeneral(data, statistics, isPE: file != nil, to: &vector)
    appendHistograms(statistics, to: &vector)
    appendStrings(strings, to: &vector)
    if let file {
      appendHeader(file, to: &vector)
      appendSections(data, file, statistics, to: &vector)
      appendImports(data, file, to: &vector)
      appendExports(data, file, to: &vector)
      appendDataDirectories(file, to: &vector)
      appendRichHeader(file, to: &vector)
      appendAuthenticode(data, file, to: &vector)
      appendWarnings(file, to: &vector)
    } else {
      vector.appendZeros(dimension - vector.values.count)
    }
    return vector.values
  }
}

/// A vector that grows from its first column.
struct VectorBuilder {
  /// The columns so far.
  private(set) var values: [Float] = []

  init(capacity: Int) { values.reserveCapacity(capacity) }

  /// Appends a number.
  mutating func append(_ value: Double) { values.append(Float(value)) }
  /// Appends a number in single precision.
  mutating func append(_ value: Float) { values.append(value) }
  /// Appends an integer, rounded once.
  mutating func append(_ value: some BinaryInteger) { values.append(Float(value)) }
  /// Appends one or zero.
  mutating func append(_ condition: Bool) { values.append(condition ? 1 : 0) }
  /// Appends zeros.
  mutating func appendZeros(_ count: Int) { values.append(contentsOf: repeatElement(0, count: max(0, count))) }
  /// Appends hashed columns.
  mutating func append(_ hasher: FeatureHasher) { for sum in hasher.sums { append(sum) } }
}
