/// Sections and segments by what they are, not by what they are called.
struct RegionGroup {
  static func write(
    _ view: ExecutableView, _ bytes: borrowing Span<UInt8>, _ index: HistogramIndex, to writer: inout FeatureWriter
  ) {
    write("section", view.sections, view, bytes, index, to: &writer)
    write("segment", view.segments, view, bytes, index, to: &writer)
    writer.put("entry.is_present", "There is an entry point.", view.hasEntry)
    let entry = view.entrySection.flatMap { view.sections.indices.contains($0) ? view.sections[$0] : nil }
    writer.put("entry.in_section", "The entry point is in a section.", entry != nil)
    writer.put("entry.section_writable", "Its section may be written.", entry?.isWritable ?? false)
    writer.put("entry.section_executable", "Its section may be executed.", entry?.isExecutable ?? false)
    writer.put(
      "entry.section_entropy", "Entropy of its section, bits a byte.", entry.map { index.entropy(bytes, $0.range) } ?? 0
    )
    writer.put(
      "entry.section_position", "Number of its section as a share of all.",
      view.entrySection.map { Double($0) / Double(Swift.max(view.sections.count, 1)) } ?? 0)
  }

  private static func write(
    _ prefix: String, _ regions: [ExecutableView.Region], _ view: ExecutableView, _ bytes: borrowing Span<UInt8>,
    _ index: HistogramIndex, to writer: inout FeatureWriter
  ) {
    writer.log("\(prefix).count", "\(prefix)s", regions.count)
    writer.log(
      "\(prefix).without_bytes", "\(prefix)s that have no bytes in the file", regions.filter(\.range.isEmpty).count)
    writer.log(
      "\(prefix).writable_and_executable", "\(prefix)s that may be written and executed",
      regions.filter { $0.isWritable && $0.isExecutable }.count)
    // The table of names is a section that is not loaded.
    let names: Perturbation = prefix == "section" ? .renaming : []
    var packed = 0
    var flat = 0
    var ratio = 0.0
    var largest = 0
    let total = Double(Swift.max(view.size, 1))
    // Entropies of the first few hundred tell as much as those of ten thousand.
    let measured = regions.prefix(512).map { region in (region, index.entropy(bytes, view.body(region))) }
    for (region, entropy) in measured where !region.range.isEmpty {
      if entropy > 7.2, region.range.count >= 1024 { packed &+= 1 }
      if entropy < 1, region.range.count >= 1024 { flat &+= 1 }
      if region.isLoaded { ratio = Swift.max(ratio, Double(region.memorySize) / Double(region.range.count)) }
      largest = Swift.max(largest, region.range.count)
    }
    writer.log("\(prefix).high_entropy", "\(prefix)s of 1 KiB or more with entropy above 7.2", packed, movedBy: names)
    writer.log("\(prefix).low_entropy", "\(prefix)s of 1 KiB or more with entropy below 1", flat, movedBy: names)
    writer.put(
      "\(prefix).memory_ratio", "ln(1 + r), r the greatest ratio of memory to bytes of a loaded \(prefix).",
      Logarithm.onePlus(ratio))
    writer.put("\(prefix).largest_share", "The largest \(prefix) as a share of the image.", Double(largest) / total)
    for kind in ExecutableView.Region.Class.allCases {
      let mine = measured.filter { $0.0.kind == kind && !$0.0.range.isEmpty }
      let size = mine.reduce(0) { $0 &+ $1.0.range.count }
      let name = "\(prefix).\(kind.rawValue)"
      let moved = kind == .unloaded ? names : []
      writer.log("\(name).count", "\(prefix)s of \(kind.rawValue)", mine.count)
      writer.put("\(name).share", "Their bytes as a share of the image.", Double(size) / total)
      let mean = size > 0 ? mine.reduce(0) { $0 + $1.1 * Double($1.0.range.count) } / Double(size) : 0
      writer.put("\(name).entropy_mean", "Mean of their entropies by size, bits a byte.", mean, movedBy: moved)
      writer.put("\(name).entropy_max", "Greatest of their entropies.", mine.map(\.1).max() ?? 0, movedBy: moved)
      writer.put("\(name).entropy_min", "Least of their entropies.", mine.map(\.1).min() ?? 0, movedBy: moved)
    }
  }
}
