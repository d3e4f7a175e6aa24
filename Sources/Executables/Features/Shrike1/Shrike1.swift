/// Shrike's own feature set for executables, version 1: a fixed number of named columns for PE, ELF and Mach-O.
///
/// Made to stay put when a file is changed without changing what it does: names of sections are not looked at, bytes behind
/// the end have columns of their own, and contents are those that are loaded. `columns` says of each column what may move it,
/// and a test holds them to it. `docs/Features.md` lists them all.
public enum Shrike1 {
  /// The name under which models refer to the set.
  public static let name = "shrike-1"

  /// All columns in order.
  public static let columns: [FeatureColumn] = {
    var writer = FeatureWriter(describes: true)
    let nothing: [UInt8] = []
    write(ExecutableView(), Facts(), nothing.span, HistogramIndex(nothing.span), .init(nothing.span, nil), to: &writer)
    return writer.columns
  }()

  /// The vector of a PE file.
  ///
  /// - Parameters:
  ///   - bytes: the bytes that the file was read from.
  ///   - index: the histograms of these bytes, where they have been made; they are made otherwise.
  public static func vector(
    _ file: PEFile, _ bytes: borrowing Span<UInt8>, index: HistogramIndex? = nil
  ) -> [Float] {
    var facts = Facts()
    let parts = PEFacts(file, bytes)
    facts.signer = SignerFacts(parts)
    facts.runtime.isDotNet = parts.dotNet != nil
    facts.runtime.go = parts.go
    facts.pe = parts
    return vector(
      ExecutableView(file, bytes), facts, bytes, FileGroup.Overlay(bytes, around: parts.certificates, of: file), index)
  }

  /// The vector of an ELF file.
  ///
  /// - Parameters:
  ///   - bytes: the bytes that the file was read from.
  ///   - index: the histograms of these bytes, where they have been made; they are made otherwise.
  public static func vector(
    _ file: ELFFile, _ bytes: borrowing Span<UInt8>, index: HistogramIndex? = nil
  ) -> [Float] {
    var facts = Facts()
    facts.elf = file
    facts.runtime.go = file.go
    facts.runtime.rust = file.rust
    return vector(ExecutableView(file, bytes), facts, bytes, FileGroup.Overlay(bytes, file.overlay), index)
  }

  /// The vectors of a Mach-O file, one for each image that can be read, in the order of the file. A file is as bad as its worst
  /// image: a universal file may hold a harmless one for show.
  public static func vectors(_ file: MachOFile, _ bytes: borrowing Span<UInt8>) -> [[Float]] {
    let outer = FileGroup.Overlay(bytes, file.overlay)
    var result: [[Float]] = []
    for slice in file.slices {
      guard let image = slice.image else { continue }
      let inside = bytes.extracting(slice.range)
      var facts = Facts()
      facts.image = image
      facts.universal = file.anomalies
      facts.signer = SignerFacts(image.signature)
      facts.runtime.go = image.go
      facts.runtime.rust = image.rust
      facts.runtime.apple = image.runtime
      let overlay = file.isUniversal ? outer : FileGroup.Overlay(inside, image.overlay)
      result.append(vector(ExecutableView(image, inside, imageCount: file.slices.count), facts, inside, overlay, nil))
    }
    return result
  }

  /// What the groups need beside the view.
  struct Facts: Sendable {
    var pe: PEFacts?
    var elf: ELFFile?
    var image: MachOImage?
    var universal = AnomalyTally<UniversalAnomaly>()
    var signer = SignerFacts()
    var runtime = RuntimeFacts()
  }

  private static func vector(
    _ view: ExecutableView, _ facts: Facts, _ bytes: borrowing Span<UInt8>, _ overlay: FileGroup.Overlay,
    _ index: HistogramIndex?
  ) -> [Float] {
    var writer = FeatureWriter(describes: false, capacity: columns.count)
    write(view, facts, bytes, index ?? HistogramIndex(bytes), overlay, to: &writer)
    return writer.values
  }

  private static func write(
    _ view: ExecutableView, _ facts: Facts, _ bytes: borrowing Span<UInt8>, _ index: HistogramIndex,
    _ overlay: FileGroup.Overlay, to writer: inout FeatureWriter
  ) {
    let content = index.histogram(bytes, view.content)
    FileGroup.write(view, overlay, to: &writer)
    RegionGroup.write(view, bytes, index, to: &writer)
    ImportGroup.write(view, bytes, to: &writer)
    SignerGroup.write(facts.signer, to: &writer)
    RuntimeGroup.write(facts.runtime, view, bytes, content, to: &writer)
    ELFGroup.write(facts.elf, bytes, to: &writer)
    MachOGroup.write(facts.image, to: &writer)
    AnomalyGroup.write(
      facts.elf?.anomalies ?? AnomalyTally(), facts.image?.anomalies ?? AnomalyTally(), facts.universal,
      facts.pe?.file.anomalies ?? PEAnomalies(), to: &writer)
    ContentGroup.write(view, bytes, content, to: &writer)
    StringGroup.write(view, bytes, to: &writer)
    PEGroup.write(facts.pe, view, bytes, to: &writer)
  }
}
