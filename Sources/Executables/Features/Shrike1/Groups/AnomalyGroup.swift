/// How each format was broken. The columns of other formats are 0.
struct AnomalyGroup {
  /// Kinds that the names of sections decide, and those that bytes behind the end do.
  static let named: Set<String> = ["entryOutsideText", "badSectionName", "sectionInOtherSegment"]
  static let appended: Set<String> = ["bytesAfterSignature"]

  static func write(
    _ elf: AnomalyTally<ELFAnomaly>, _ machO: AnomalyTally<MachOAnomaly>, _ universal: AnomalyTally<UniversalAnomaly>,
    _ pe: PEAnomalies, to writer: inout FeatureWriter
  ) {
    var total = pe.kinds.count { !PEGroup.named.contains($0) && !PEGroup.appended.contains($0) }
    func write<Kind: AnomalyKind>(_ format: String, _ tally: AnomalyTally<Kind>) {
      for kind in Kind.allCases {
        if !named.contains(kind.rawValue), !appended.contains(kind.rawValue) { total &+= tally[kind] > 0 ? 1 : 0 }
        var moved: Perturbation = named.contains(kind.rawValue) ? .renaming : []
        if appended.contains(kind.rawValue) { moved.insert(.appending) }
        writer.log(
          "anomaly.\(format).\(kind.rawValue)", "times: `\(Kind.self).\(kind.rawValue)`", tally[kind], movedBy: moved)
      }
    }
    write("elf", elf)
    write("macho", machO)
    write("universal", universal)
    writer.put("anomaly.kinds", "Kinds of anomalies, those of names and of appended bytes left out.", Double(total))
  }
}
