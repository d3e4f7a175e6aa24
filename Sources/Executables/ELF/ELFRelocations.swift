/// How many relocations there are.
public struct ELFRelocationCounts: Sendable, Equatable {
  /// Applied by the loader before the program starts (DT_RELA or DT_REL).
  public var dynamic = 0
  /// Of the procedure linkage table (DT_JMPREL).
  public var plt = 0
  /// Words of the compact relative form (DT_RELR).
  public var relative = 0
  /// In sections of relocations, which object files have and programs partly keep.
  public var inSections = 0
  /// Whether code is relocated, so that it must be writable for a while (DT_TEXTREL or DF_TEXTREL).
  public var touchesText = false

  init(_ sections: [ELFSection], _ dynamic: ELFDynamic?, _ header: ELFHeader) {
    let rela = header.is64Bit ? 24 : 12
    let rel = header.is64Bit ? 16 : 8
    for section in sections {
      switch section.type {
      case ELFSectionType.relocationsWithAddend: inSections &+= section.range.count / rela
      case ELFSectionType.relocations: inSections &+= section.range.count / rel
      default: break
      }
    }
    guard let table = dynamic else { return }
    func size(_ tag: Int64) -> Int { Int(clamping: table.value(tag) ?? 0) }
    self.dynamic = size(ELFDynamicTag.relaSize) / rela &+ size(ELFDynamicTag.relSize) / rel
    let pltIsRela = table.value(ELFDynamicTag.pltRelocationsKind) == UInt64(ELFDynamicTag.rela)
    plt = size(ELFDynamicTag.pltRelocationsSize) / (pltIsRela ? rela : rel)
    relative = size(ELFDynamicTag.relrSize) / header.wordSize
    touchesText = table.value(ELFDynamicTag.textRelocations) != nil || table.flags & 4 != 0
  }
}
