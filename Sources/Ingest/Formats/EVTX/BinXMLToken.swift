/// The tokens of binary XML, without the flag that says "more follows".
///
/// Source: [MS-EVEN6] 2.2.12 "BinXml"; J. Metz, "Windows XML Event Log (EVTX) format", §4.
enum BinXMLToken {
  static let endOfFragment: UInt8 = 0x00
  static let openElement: UInt8 = 0x01
  static let closeStartTag: UInt8 = 0x02
  static let closeEmptyElement: UInt8 = 0x03
  static let endElement: UInt8 = 0x04
  static let value: UInt8 = 0x05
  static let attribute: UInt8 = 0x06
  static let cdata: UInt8 = 0x07
  static let characterReference: UInt8 = 0x08
  static let entityReference: UInt8 = 0x09
  static let instructionTarget: UInt8 = 0x0A
  static let instructionData: UInt8 = 0x0B
  static let templateInstance: UInt8 = 0x0C
  static let substitution: UInt8 = 0x0D
  static let optionalSubstitution: UInt8 = 0x0E
  static let fragmentHeader: UInt8 = 0x0F

  /// Says that attributes or more text follow.
  static let moreFlag: UInt8 = 0x40
}

/// Bounds that honest logs never come near.
enum BinXMLLimits {
  /// Elements inside elements.
  static let elementDepth = 64
  /// Template instances inside values of template instances.
  static let instanceDepth = 16
  /// Units of UTF-16 in the name of an element or attribute.
  static let nameLength = 256
  /// Bytes of a field's path.
  static let pathLength = 1_024
  /// Bytes that the records of one chunk may expand to.
  static let chunkBytes = 4 << 20
  /// Cells that the records of one chunk may expand to.
  static let chunkCells = 1 << 18
  /// Steps that the records of one chunk may take.
  static let chunkSteps = 1 << 21
  /// Steps of all plans kept at a time.
  static let cachedSteps = 200_000
}
