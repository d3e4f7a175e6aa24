/// How wide the rows of metadata tables are (ECMA-335, II.22 and II.24.2.6).
struct DotNetTables {
  /// Tables by number that are needed here.
  enum Table {
    static let module = 0x00
    static let assembly = 0x20
    static let assemblyReference = 0x23
  }

  /// A column: a constant width, an index into a heap or a table, or one of several tables.
  private enum Column {
    case bytes(Int)
    case string, guid, blob
    case table(Int)
    case coded(bits: Int, [Int])
  }

  private static let typeOrMethod = Column.coded(bits: 1, [0x02, 0x06])
  private static let typeReference = Column.coded(bits: 2, [0x02, 0x01, 0x1b])
  private static let scope = Column.coded(bits: 2, [0x00, 0x1a, 0x23, 0x01])
  private static let member = Column.coded(bits: 3, [0x02, 0x01, 0x1a, 0x06, 0x1b])
  private static let constant = Column.coded(bits: 2, [0x04, 0x08, 0x17])
  private static let attribute = Column.coded(
    bits: 5,
    [
      0x06, 0x04, 0x01, 0x02, 0x08, 0x09, 0x0a, 0x00, 0x0e, 0x17, 0x14, 0x11, 0x1a, 0x1b, 0x20, 0x23, 0x26, 0x27, 0x28,
      0x2a, 0x2c, 0x2b,
    ])
  private static let attributeType = Column.coded(bits: 3, [0x06, 0x0a])
  private static let marshal = Column.coded(bits: 1, [0x04, 0x08])
  private static let security = Column.coded(bits: 2, [0x02, 0x06, 0x20])
  private static let semantics = Column.coded(bits: 1, [0x14, 0x17])
  private static let method = Column.coded(bits: 1, [0x06, 0x0a])
  private static let forwarded = Column.coded(bits: 1, [0x04, 0x06])

  /// Columns of the tables in front of those of assembly references, by number.
  private static let columns: [Int: [Column]] = [
    0x00: [.bytes(2), .string, .guid, .guid, .guid], 0x01: [scope, .string, .string],
    0x02: [.bytes(4), .string, .string, typeReference, .table(0x04), .table(0x06)], 0x03: [.table(0x04)],
    0x04: [.bytes(2), .string, .blob], 0x05: [.table(0x06)],
    0x06: [.bytes(4), .bytes(4), .string, .blob, .table(0x08)], 0x07: [.table(0x08)],
    0x08: [.bytes(4), .string], 0x09: [.table(0x02), typeReference], 0x0a: [member, .string, .blob],
    0x0b: [.bytes(2), constant, .blob], 0x0c: [attribute, attributeType, .blob], 0x0d: [marshal, .blob],
    0x0e: [.bytes(2), security, .blob], 0x0f: [.bytes(6), .table(0x02)], 0x10: [.bytes(4), .table(0x04)],
    0x11: [.blob], 0x12: [.table(0x02), .table(0x14)], 0x13: [.table(0x14)],
    0x14: [.bytes(2), .string, typeReference], 0x15: [.table(0x02), .table(0x17)], 0x16: [.table(0x17)],
    0x17: [.bytes(2), .string, .blob], 0x18: [.bytes(2), .table(0x06), semantics],
    0x19: [.table(0x02), method, method], 0x1a: [.string], 0x1b: [.blob],
    0x1c: [.bytes(2), forwarded, .string, .table(0x1a)], 0x1d: [.bytes(4), .table(0x04)], 0x1e: [.bytes(8)],
    0x1f: [.bytes(4)], 0x20: [.bytes(16), .blob, .string, .string], 0x21: [.bytes(4)], 0x22: [.bytes(12)],
    0x23: [.bytes(12), .blob, .string, .string, .blob],
  ]

  private let rows: [UInt32]
  /// Which heaps have four-byte indices: strings, GUIDs, blobs.
  private let heaps: UInt8

  init(rows: [UInt32], heaps: UInt8) {
    self.rows = rows
    self.heaps = heaps
  }

  /// Bytes of an index into the strings.
  var stringSize: Int { heaps & 1 != 0 ? 4 : 2 }
  /// Bytes of an index into the GUIDs.
  var guidSize: Int { heaps & 2 != 0 ? 4 : 2 }
  /// Bytes of an index into the blobs.
  var blobSize: Int { heaps & 4 != 0 ? 4 : 2 }

  private func size(_ column: Column) -> Int {
    switch column {
    case .bytes(let count): count
    case .string: stringSize
    case .guid: guidSize
    case .blob: blobSize
    case .table(let table): rows[table] > 0xffff ? 4 : 2
    case .coded(let bits, let tables): tables.contains { rows[$0] >= 1 << UInt32(16 - bits) } ? 4 : 2
    }
  }

  /// Bytes of a row of a table up to that of assembly references.
  func rowSize(_ table: Int) -> Int? { Self.columns[table]?.map { size($0) }.reduce(0, +) }

  /// Where a table begins, behind the row counts; nil when a table before it is not known.
  func offset(of table: Int) -> Int? {
    var offset = 0
    for before in 0..<table where rows[before] > 0 {
      guard let size = rowSize(before) else { return nil }
      offset += Int(rows[before]) * size
    }
    return offset
  }
}
