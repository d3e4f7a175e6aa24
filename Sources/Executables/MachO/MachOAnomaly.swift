/// What is wrong or unusual in a Mach-O image.
public enum MachOAnomaly: String, AnomalyKind {
  /// More load commands or sections than fit, or than the parser's limit allows.
  case tableTruncated
  /// sizeofcmds is not the sum of the sizes of the commands.
  case commandSizesDisagree
  /// A command is smaller than its type needs, larger than what is left, or not a multiple of 4.
  case badCommandSize
  /// A command of a type that no system defines.
  case unknownCommand
  /// A command that must be unique occurs again.
  case duplicateCommand
  /// The bytes of a segment reach behind the end.
  case segmentOutsideFile
  /// Two segments share addresses.
  case segmentsOverlap
  /// The bytes of a section reach behind the end.
  case sectionOutsideFile
  /// A section is not inside its segment.
  case sectionOutsideSegment
  /// A section says that it belongs to another segment than the one that lists it.
  case sectionInOtherSegment
  /// Two sections share bytes.
  case sectionsOverlap
  /// A segment may be written and executed.
  case writableAndExecutableSegment
  /// A segment may be executed, and is not __TEXT.
  case executableSegmentOutsideText
  /// An executable without __PAGEZERO.
  case noPageZero
  /// A segment name, section name or path is not terminated where it should be, or is empty.
  case badName
  /// A table that a command points to reaches behind the end.
  case tableOutsideFile
  /// A symbol's name is not inside the string table.
  case badSymbolName
  /// A symbol belongs to a section that does not exist.
  case badSymbolSection
  /// A symbol is bound to a library that is not loaded.
  case badLibraryOrdinal
  /// Tables and names overlap so much that the limit was reached: something was cut.
  case budgetSpent
  /// The export trie has a cycle, or a node outside it.
  case badExportTrie
  /// The binding program ends inside an instruction, or has an unknown one.
  case badBindOpcodes
  /// The chained fixups could not be read.
  case badChainedFixups
  /// The entry point is not in executable memory.
  case entryOutsideCode
  /// The entry point is in a section other than __text.
  case entryOutsideText
  /// An executable without an entry point.
  case noEntry
  /// The list of function starts ends inside a number.
  case badFunctionStarts
  /// The code signature could not be read as a whole.
  case badSignature
  /// A blob of the signature reaches behind its end, or overlaps another.
  case badSignatureBlob
  /// The signature is not the last thing in the image.
  case bytesAfterSignature
  /// The code directory covers less than everything before the signature.
  case signatureLeavesGap
  /// The entitlements could not be read.
  case badEntitlements
  /// The XML and the DER entitlements name different keys.
  case entitlementsDisagree
  /// The Go build information could not be read.
  case badGoBuildInfo
}

/// What is wrong or unusual in a universal file.
public enum UniversalAnomaly: String, AnomalyKind {
  /// More architectures than fit.
  case tableTruncated
  /// An image reaches behind the end of the file.
  case sliceOutsideFile
  /// Two images share bytes; only the first is read.
  case slicesOverlap
  /// An image does not begin at a multiple of its alignment.
  case sliceMisaligned
  /// The same architecture twice.
  case duplicateArchitecture
  /// The processor of the table is not that of the image.
  case architectureDisagrees
  /// An image cannot be read, or is empty.
  case unreadableSlice
}
