import Executables
import Signatures

extension ExecutableFacts {
  /// The facts of a PE file.
  init(_ file: PEFile, _ data: borrowing Span<UInt8>, _ index: HistogramIndex, now: Int64) {
    for section in file.sections {
      let name = String(decoding: section.name.prefix { $0 != 0 }, as: UTF8.self)
      noteRegion(
        name.isEmpty ? "a section without a name" : "section \(name)", writable: section.isWritable,
        executable: section.isExecutable, size: section.rawRange.count,
        entropy: index.entropy(data, section.rawRange))
    }
    noteImports(file.importNames(in: data))
    if let callbacks = file.tls?.addressOfCallbacks, callbacks != 0 {
      note("tls_callbacks", "has a table of callbacks that run before its entry point")
    }
    noteOverlay(file.overlay, size: data.count, besides: file.certificateTable(data)?.count ?? 0)
    importHash = file.importHash(in: data)
    anomalies = file.anomalies.kinds.map { .init(kind: "\($0)", count: file.anomalies.count(of: $0)) }
    let reports = Authenticode.check(file, data, now: now)
    signature = FileSignature(
      status: reports.first?.status ?? .unsigned, signer: reports.first?.signer?.subject,
      signedAt: reports.first?.timeStamp.flatMap { $0.status == .validNotAnchored ? $0.time : nil },
      signatures: reports)
    noteSignature()
  }

  /// The facts of an ELF file.
  init(_ file: ELFFile, _ data: borrowing Span<UInt8>, _ index: HistogramIndex) {
    for (number, segment) in file.segments.enumerated() where segment.isLoaded {
      noteRegion(
        "segment \(number)", writable: segment.isWritable, executable: segment.isExecutable,
        size: segment.range.count, entropy: index.entropy(data, segment.range))
    }
    if file.sections.isEmpty { note("no_sections", "has no section headers") }
    noteImports(file.importNames(in: data))
    noteOverlay(file.overlay, size: data.count)
    importHash = file.importHash(in: data)
    anomalies = file.anomalies.present.map { .init(kind: $0.kind.rawValue, count: $0.count) }
  }

  /// The facts of a Mach-O file: those of all its images.
  init(_ file: MachOFile, _ data: borrowing Span<UInt8>, _ whole: HistogramIndex, now: Int64) {
    // Images may overlap: no more is looked into than four times the file.
    var budget = data.count * 4
    for slice in file.slices {
      guard let image = slice.image else { continue }
      budget -= slice.range.count
      guard budget >= 0 else { break }
      let inside = data.extracting(slice.range)
      let index = slice.range == 0..<data.count ? whole : HistogramIndex(inside)
      for segment in image.segments {
        noteRegion(
          "segment \(segment.name)", writable: segment.initialProtection & 2 != 0,
          executable: segment.initialProtection & 4 != 0, size: segment.range.count,
          entropy: index.entropy(inside, segment.range))
      }
      noteImports(image.importNames(in: inside))
      importHash = importHash ?? image.importHash(in: inside)
      for (kind, count) in image.anomalies.present { anomalies.append(.init(kind: kind.rawValue, count: count)) }
    }
    for (kind, count) in file.anomalies.present { anomalies.append(.init(kind: kind.rawValue, count: count)) }
    noteOverlay(file.overlay, size: data.count)
    let images = MachOSigning.check(file, data, now: now)
    let worst = images.min { Self.rank($0.status) < Self.rank($1.status) }
    let message = worst?.message
    signature = FileSignature(
      status: worst?.status ?? .unsigned, signer: message?.signer?.subject,
      signedAt: message?.timeStamp.flatMap { $0.status == .validNotAnchored ? $0.time : nil }, images: images)
    noteSignature()
    for note in Set(images.flatMap(\.notes)).sorted() { self.note("signature_note", note) }
    removeDuplicates()
  }

  /// Statuses from the worst; an image without a signature is worse than one without a signer.
  private static func rank(_ status: SignatureStatus) -> Int {
    if status == .unsigned { return SignatureStatus.allCases.firstIndex(of: .adHoc) ?? 0 }
    return SignatureStatus.allCases.firstIndex(of: status).map { $0 * 2 } ?? 0
  }

  private mutating func removeDuplicates() {
    var seen: Set<ScanReport.Fact> = []
    facts = facts.filter { seen.insert($0).inserted }
  }
}
