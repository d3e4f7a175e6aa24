/// The header and what is behind the end of the file.
struct FileGroup {
  /// What is behind the end of the image or of the universal file.
  struct Overlay: Sendable {
    var size = 0
    var entropy = 0.0
    /// Whether it begins as an archive, a script or another executable.
    var isArchive = false
    var isExecutable = false

    init(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>?) {
      guard let range, !range.isEmpty else { return }
      size = range.count
      // A megabyte is enough for its entropy.
      entropy = ByteHistogram(bytes, range.prefix(1 << 20)).entropy
      let start = range.lowerBound
      isArchive =
        bytes.matches("PK", at: start) || bytes.u16(at: start, .big) == 0x1F8B || bytes.matches("7z", at: start)
        || bytes.matches("Rar!", at: start) || bytes.u32(at: start, .big) == 0xFD37_7A58
      isExecutable =
        bytes.matches("MZ", at: start) || bytes.u32(at: start, .big) == 0x7F45_4C46 || bytes.matches("#!", at: start)
    }

    /// What is behind the end of a PE file other than its signatures, which stand there too: the larger of what is before and
    /// behind them is looked at, and both are counted.
    init(_ bytes: borrowing Span<UInt8>, around certificates: Range<Int>?, of file: PEFile) {
      guard let all = file.overlay, let certificates, all.overlaps(certificates) else {
        self.init(bytes, file.overlay)
        return
      }
      let before = all.lowerBound..<Swift.max(certificates.lowerBound, all.lowerBound)
      let after = Swift.min(certificates.upperBound, all.upperBound)..<all.upperBound
      self.init(bytes, before.count >= after.count ? before : after)
      // The table begins at a multiple of eight.
      size = before.count < 8 && after.isEmpty ? 0 : before.count &+ after.count
    }
  }

  static func write(_ view: ExecutableView, _ overlay: Overlay, to writer: inout FeatureWriter) {
    for format in ExecutableView.Format.allCases {
      writer.put("file.format.\(format)", "The format is \(format).", view.format == format)
    }
    writer.put("file.is_64_bit", "Addresses have 64 bits.", view.is64Bit)
    writer.put("file.is_big_endian", "The most significant byte comes first.", view.isBigEndian)
    for machine in ExecutableView.Machine.allCases {
      writer.put("file.machine.\(machine)", "The processor is \(machine).", view.machine == machine)
    }
    for kind in ExecutableView.Kind.allCases {
      writer.put("file.kind.\(kind)", "The file is: \(kind).", view.kind == kind)
    }
    writer.put("file.images", "Images of a universal file; 1 otherwise.", Double(view.imageCount))
    writer.log("file.size", "bytes of the image without its overlay", view.size)
    let content = view.content.reduce(0) { $0 &+ $1.count }
    writer.log("file.content_size", "loaded bytes without headers", content)
    writer.put(
      "file.content_share", "Loaded bytes without headers as a share of the image.",
      view.size > 0 ? Double(content) / Double(view.size) : 0)
    writer.log("overlay.size", "bytes behind the end", overlay.size, movedBy: .appending)
    writer.put(
      "overlay.share", "Bytes behind the end as a share of the image.",
      view.size > 0 ? Swift.min(Double(overlay.size) / Double(view.size), 1000) : 0, movedBy: .appending)
    writer.put(
      "overlay.entropy", "Entropy of the first megabyte behind the end, bits a byte.", overlay.entropy,
      movedBy: .appending)
    writer.put("overlay.is_archive", "It begins as ZIP, gzip, 7z, RAR or xz.", overlay.isArchive, movedBy: .appending)
    writer.put(
      "overlay.is_executable", "It begins as an executable or a script.", overlay.isExecutable, movedBy: .appending)
  }
}
