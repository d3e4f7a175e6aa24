/// Something in a PE file that a linker would not have written, or that could not be read.
///
/// The kinds follow what pefile 2024.8.26 warns of, because the EMBER2024 feature set counts its warnings; the last ones are
/// our own.
public enum PEAnomaly: UInt8, Sendable, CaseIterable {
  // Headers.
  case dominantByte, corruptStructure, unknownOptionalHeaderMagic, headersBeyondEntryPoint, suspiciousDirectoryCount
  case entryPointOutsideSections, entryPointOutsideFile, richHeaderMalformed, richHeaderUnusual
  // Sections.
  case tooManySections, nullSection, missingSectionHeader, rawSizeBeyondFile, rawPointerBeyondFile,
    suspiciousSectionValue
  case rawPointerUnaligned, tooManySectionErrors, writableExecutableSection, oddFileAlignment, alignmentsDiffer
  // Imports.
  case importDirectoryUnreadable, importDataInvalid, tooManyImportErrors, importTableBeyondBounds, tooManyImports
  case importTableUnreadable, importTableOverlapsThunk, damagedImportTable, packerImports
  case delayImportUnreadable, delayImportDataInvalid, tooManyDelayImportErrors, tooManyDelayImportedSymbols
  case boundImportsUnreadable, boundImportOutside
  // Exports.
  case exportDirectoryUnreadable, exportNamesOutside, exportFunctionsOutside
  case repeatedExports, tooManyNamedExports, tooManyOrdinalExports
  // Resources.
  case resourceNestingTooDeep, resourceDirectoryUnreadable, resourceDirectoryCut, tooManyEntriesInResourceDirectory
  case tooManyResourceEntries, resourcesLargerThanFile, resourceNamesOverlap, resourceEntryInvalid
  case resourceDataEntryUnreadable, stringResourceUnreadable, resourceNameUnreadable
  case versionUnreadable, versionNameUnreadable, versionBlockInvalid, versionFileInfoInvalid
  case versionFileInfoNameUnreadable, versionTableNameUnreadable, versionKeyUnreadable, versionVariableNameUnreadable
  case versionValueUnreadable
  // Debugging, thread-local storage, load configuration.
  case debugUnreadable, tlsUnreadable, loadConfigUnreadable, loadConfigOfUnknownKind
  // Relocations.
  case relocationUnreadable, relocationOutsideImage, relocationBlockTooLarge, relocationDataUnreadable
  case relocationsOverlap, dynamicRelocationsUnreadable, dynamicRelocationsOfUnknownVersion
  case functionOverrideHeaderInvalid, functionOverrideInvalid, branchDataInvalid, branchRelocationInvalid
  // Exceptions.
  case unwindVersionUnknown, unwindCodeUnknown, chainedFunctionMissing, chainedFunctionRepeated
  // Anything.
  case directoryUnreadable
  // Ours.
  /// A structure on which the reference extractor gives up, so that it treats the file as no PE at all.
  case rejectedByReference
  /// Reading stopped because following the file's structures would have cost too much.
  case workLimitReached
}

/// The anomalies of a file: of each kind how many, and the first place.
public struct PEAnomalies: Sendable, Equatable {
  private var counts = [UInt32](repeating: 0, count: PEAnomaly.allCases.count)
  private var places = [Int](repeating: 0, count: PEAnomaly.allCases.count)

  /// No anomalies.
  init() {}

  /// Notes an anomaly at a place: a file offset, an RVA or a number, as fits the kind.
  mutating func note(_ anomaly: PEAnomaly, at place: Int = 0) {
    let index = Int(anomaly.rawValue)
    if counts[index] == 0 { places[index] = place }
    counts[index] = counts[index] &+ 1
  }

  /// How often an anomaly was seen.
  public func count(of anomaly: PEAnomaly) -> Int { Int(counts[Int(anomaly.rawValue)]) }

  /// Whether an anomaly was seen.
  public func contains(_ anomaly: PEAnomaly) -> Bool { counts[Int(anomaly.rawValue)] != 0 }

  /// Where an anomaly was first seen: a file offset, an RVA, or a section's number, as fits the kind.
  public func firstPlace(of anomaly: PEAnomaly) -> Int? {
    contains(anomaly) ? places[Int(anomaly.rawValue)] : nil
  }

  /// The kinds that were seen.
  public var kinds: [PEAnomaly] { PEAnomaly.allCases.filter { contains($0) } }
}
