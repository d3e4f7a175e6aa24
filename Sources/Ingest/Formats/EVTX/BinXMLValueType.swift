/// The types of substitution values.
///
/// Source: [MS-EVEN6] 2.2.13 "BinXmlVariant"; J. Metz, "Windows XML Event Log (EVTX) format", §4.6.
enum BinXMLValueType {
  static let null: UInt8 = 0x00
  static let string: UInt8 = 0x01
  static let ansiString: UInt8 = 0x02
  static let int8: UInt8 = 0x03
  static let uint8: UInt8 = 0x04
  static let int16: UInt8 = 0x05
  static let uint16: UInt8 = 0x06
  static let int32: UInt8 = 0x07
  static let uint32: UInt8 = 0x08
  static let int64: UInt8 = 0x09
  static let uint64: UInt8 = 0x0A
  static let real32: UInt8 = 0x0B
  static let real64: UInt8 = 0x0C
  static let bool: UInt8 = 0x0D
  static let binary: UInt8 = 0x0E
  static let guid: UInt8 = 0x0F
  static let sizeT: UInt8 = 0x10
  static let fileTime: UInt8 = 0x11
  static let systemTime: UInt8 = 0x12
  static let sid: UInt8 = 0x13
  static let hexInt32: UInt8 = 0x14
  static let hexInt64: UInt8 = 0x15
  static let binaryXML: UInt8 = 0x21

  /// Says that the value is a list of values of the type.
  static let arrayFlag: UInt8 = 0x80

  /// The bytes that one item of a list takes; 0 where items end with a zero character, `size` where the type says
  /// nothing.
  static func itemSize(_ type: UInt8, in size: Int) -> Int {
    switch type {
    case string, ansiString: 0
    case int8, uint8: 1
    case int16, uint16: 2
    case int32, uint32, real32, bool, hexInt32: 4
    case int64, uint64, real64, fileTime, hexInt64: 8
    case guid, systemTime: 16
    default: size
    }
  }
}

/// One substitution value: its type, and where in the chunk its bytes are.
struct BinXMLValue {
  let type: UInt8
  private let start: UInt32
  private let count: UInt32

  static let null = BinXMLValue(type: BinXMLValueType.null, offset: 0, size: 0)

  /// A value of `size` bytes at an offset of the chunk, which has 64 KiB at most.
  @inline(__always)
  init(type: UInt8, offset: Int, size: Int) {
    self.type = type
    start = UInt32(truncatingIfNeeded: offset)
    count = UInt32(truncatingIfNeeded: size)
  }

  /// The offset of the first byte in the chunk.
  @inline(__always)
  var offset: Int { Int(start) }

  /// The number of bytes.
  @inline(__always)
  var size: Int { Int(count) }

  /// Where the bytes are.
  var range: Range<Int> { offset..<offset &+ size }

  /// Whether there is no value. An empty string is one.
  var isNull: Bool {
    type == BinXMLValueType.null
      || size == 0 && type != BinXMLValueType.string && type != BinXMLValueType.ansiString
  }
}
