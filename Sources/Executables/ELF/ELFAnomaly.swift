/// What is wrong or unusual in an ELF file.
public enum ELFAnomaly: String, AnomalyKind {
  /// EI_DATA is neither 1 nor 2.
  case unknownByteOrder
  /// EI_VERSION or e_version is not 1.
  case unknownVersion
  /// Bytes 9 to 15, which must be zero, are not.
  case identPaddingUsed
  /// e_ehsize is not the size of the header.
  case unusualHeaderSize
  /// e_shentsize or e_phentsize is not that of the class.
  case unusualEntrySize
  /// More entries in a table than the file or the parser's limit allows.
  case tableTruncated
  /// A table of headers begins behind the end of the file.
  case tableOutsideFile
  /// A section reaches behind the end of the file.
  case sectionOutsideFile
  /// A segment reaches behind the end of the file.
  case segmentOutsideFile
  /// Two sections share bytes of the file.
  case sectionsOverlap
  /// Two loaded segments share addresses.
  case segmentsOverlap
  /// Loaded segments are not in order of address.
  case segmentsOutOfOrder
  /// A segment's memory is smaller than its bytes in the file.
  case memorySmallerThanFile
  /// A segment may be written and executed.
  case writableAndExecutableSegment
  /// The file has segments and no sections.
  case noSectionHeaders
  /// The index of the section with the names is not that of a string table.
  case badSectionNameTable
  /// The name of a section is not inside its table.
  case badSectionName
  /// The file is to be executed, and its entry point is in no segment, or in one that may not be executed.
  case entryOutsideCode
  /// The entry point is in a segment that may be written.
  case entryInWritableSegment
  /// The entry point is in a section other than .text.
  case entryOutsideText
  /// The interpreter's path is not terminated, empty or outside the file.
  case badInterpreter
  /// More than one interpreter.
  case severalInterpreters
  /// More than one dynamic segment or section of one kind that must be unique.
  case duplicateTable
  /// The dynamic table does not end with DT_NULL.
  case unterminatedDynamic
  /// A string of the dynamic table is not inside its string table.
  case badDynamicString
  /// The dynamic table's addresses are in no loaded segment.
  case dynamicAddressUnmapped
  /// A symbol's name is not inside its table.
  case badSymbolName
  /// A symbol belongs to a section that does not exist.
  case badSymbolSection
  /// A note's name or content reaches behind the end of its section.
  case badNote
  /// The chain of version records is not ordered, has no end, or leaves the file.
  case badVersionChain
  /// Tables and names overlap so much that the limit was reached: something was cut.
  case budgetSpent
  /// The Go build information could not be read.
  case badGoBuildInfo
  /// A hash table of symbols names more symbols than there can be.
  case badHashTable
}
