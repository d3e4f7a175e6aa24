extension EmberV3 {
  /// The anomaly of each warning column, in order. Families that pefile words otherwise than the feature set expects, or
  /// that it never reports while it parses, have none.
  ///
  /// A warning counts for the longest ending that it has, and else for the longest beginning: the reference extractor takes
  /// any, depending on the seed of Python's hashes.
  private static let warningColumns: [PEAnomaly?] = [
    .entryPointOutsideSections, .relocationDataUnreadable, .dominantByte, .corruptStructure, .damagedImportTable,
    .loadConfigOfUnknownKind, .tooManyDelayImportedSymbols, .resourceDataEntryUnreadable, .exportDirectoryUnreadable,
    .stringResourceUnreadable, .versionFileInfoInvalid, .delayImportDataInvalid, .delayImportUnreadable,
    .importDirectoryUnreadable, .importDataInvalid, .importTableBeyondBounds, .importTableOverlapsThunk,
    .importTableUnreadable, .resourceNestingTooDeep, .tooManyEntriesInResourceDirectory, .tooManyResourceEntries, nil,
    .resourceNamesOverlap, nil, .versionUnreadable, .versionNameUnreadable, .versionVariableNameUnreadable,
    .versionFileInfoNameUnreadable, .versionTableNameUnreadable, .versionKeyUnreadable, nil, .tooManyImports, nil,
    .chainedFunctionRepeated, .resourceNameUnreadable, nil, .directoryUnreadable, .chainedFunctionMissing,
    .alignmentsDiffer, .oddFileAlignment, .packerImports, .branchRelocationInvalid, .branchDataInvalid,
    .debugUnreadable, .functionOverrideHeaderInvalid, .functionOverrideInvalid, .dynamicRelocationsUnreadable,
    .loadConfigUnreadable, .relocationUnreadable, .relocationBlockTooLarge, .relocationOutsideImage,
    .resourceDirectoryUnreadable, .resourceDirectoryCut, .tlsUnreadable, .unknownOptionalHeaderMagic,
    .versionBlockInvalid, .dynamicRelocationsOfUnknownVersion, .relocationsOverlap, .entryPointOutsideFile, nil,
    .resourcesLargerThanFile, .richHeaderMalformed, .richHeaderUnusual, .exportFunctionsOutside, .exportNamesOutside,
    .boundImportOutside, .headersBeyondEntryPoint, .writableExecutableSection, .suspiciousDirectoryCount,
    .suspiciousSectionValue, .boundImportsUnreadable, .tooManySectionErrors, .tooManyDelayImportErrors,
    .tooManyImportErrors, .tooManySections, .unwindCodeUnknown, .unwindVersionUnknown, .nullSection,
    .missingSectionHeader, .rawPointerBeyondFile, .rawPointerUnaligned, .rawSizeBeyondFile, nil, nil,
    .tooManyNamedExports, .tooManyOrdinalExports, .repeatedExports,
  ]

  static func appendWarnings(_ file: PEFile, to vector: inout VectorBuilder) {
    var count = 0
    for anomaly in warningColumns {
      let isThere = anomaly.map { file.anomalies.contains($0) } ?? false
      vector.append(isThere)
      if isThere { count += 1 }
    }
    vector.append(count)
  }
}
