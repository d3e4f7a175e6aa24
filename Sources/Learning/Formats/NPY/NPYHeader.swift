/// What the header of a NumPy array file says.
///
/// Source: "NEP 1: a simple file format for NumPy arrays", versions 1.0 to 3.0.
struct NPYHeader: Sendable, Hashable {
  /// How one element is stored.
  enum Element: Sendable, Hashable {
    case float(bytes: Int)
    case signed(bytes: Int)
    case unsigned(bytes: Int)
    case boolean
  }

  static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]
  /// A header is a line of text; the format allows 4 GiB of it, which nobody needs.
  static let maximumLength = 64 << 10

  var element: Element
  var isBigEndian: Bool
  var isFortranOrder: Bool
  var shape: [Int]
  /// Where the first element stands.
  var dataOffset: Int

  /// The number of elements; `nil` if that is more than an array can have.
  var count: Int? {
    var result = 1
    for extent in shape {
      let (product, overflow) = result.multipliedReportingOverflow(by: extent)
      if overflow { return nil }
      result = product
    }
    return result
  }

  var elementSize: Int {
    switch element {
    case .float(let bytes), .signed(let bytes), .unsigned(let bytes): bytes
    case .boolean: 1
    }
  }

  /// Reads the header at the beginning of a file.
  init(_ bytes: [UInt8]) throws(ModelError) {
    guard bytes.starts(with: Self.magic), bytes.count >= 10 else {
      throw ModelError("no NumPy array: the magic is missing", at: "byte 0")
    }
    let isLong = bytes[6] >= 2
    guard bytes[6] >= 1, bytes[6] <= 3 else {
      throw ModelError("NumPy format version \(bytes[6]) is not known", at: "byte 6")
    }
    guard !isLong || bytes.count >= 12 else { throw ModelError("the header's length is cut off", at: "byte 8") }
    var length = Int(bytes[8]) | Int(bytes[9]) << 8
    if isLong { length |= Int(bytes[10]) << 16 | Int(bytes[11]) << 24 }
    let start = isLong ? 12 : 10
    guard length <= Self.maximumLength else {
      throw ModelError("a header of \(length) bytes is too long", at: "byte 8")
    }
    guard start + length <= bytes.count else {
      throw ModelError("the header has \(length) bytes, the file only \(bytes.count - start) more", at: "byte \(start)")
    }
    let text = String(decoding: bytes[start..<start + length], as: UTF8.self)
    guard let descriptor = Self.quoted(after: "'descr'", in: text) else {
      throw ModelError("the header names no element type: structured arrays cannot be read", at: "byte \(start)")
    }
    guard let element = Self.element(descriptor) else {
      throw ModelError(
        "elements of type '\(descriptor)' are no numbers: save the array with a numeric type", at: "byte \(start)")
    }
    guard let shape = Self.shape(in: text) else { throw ModelError("the header names no shape", at: "byte \(start)") }
    self.element = element
    self.shape = shape
    isBigEndian = descriptor.hasPrefix(">")
    isFortranOrder = Self.value(after: "'fortran_order'", in: text)?.hasPrefix("True") ?? false
    dataOffset = start + length
  }

  private static func element(_ descriptor: String) -> Element? {
    let kind = descriptor.drop { "<>|=".contains($0) }
    guard let first = kind.first, let bytes = Int(kind.dropFirst()) else { return nil }
    switch (first, bytes) {
    case ("f", 2), ("f", 4), ("f", 8): return .float(bytes: bytes)
    case ("i", 1), ("i", 2), ("i", 4), ("i", 8): return .signed(bytes: bytes)
    case ("u", 1), ("u", 2), ("u", 4), ("u", 8): return .unsigned(bytes: bytes)
    case ("b", 1): return .boolean
    default: return nil
    }
  }

  /// What follows a key and its colon.
  private static func value(after key: String, in text: String) -> Substring? {
    guard let found = text.range(of: key) else { return nil }
    return text[found.upperBound...].drop { $0 == ":" || $0 == " " }
  }

  private static func quoted(after key: String, in text: String) -> String? {
    guard let value = value(after: key, in: text), value.first == "'" else { return nil }
    return String(value.dropFirst().prefix { $0 != "'" })
  }

  private static func shape(in text: String) -> [Int]? {
    guard let value = value(after: "'shape'", in: text), value.first == "(" else { return nil }
    var result: [Int] = []
    for part in value.dropFirst().prefix(while: { $0 != ")" }).split(separator: ",") {
      guard let extent = Int(part.filter { $0 != " " }), extent >= 0 else { return nil }
      result.append(extent)
    }
    return result
  }
}

extension String {
  /// The first place where another string stands.
  fileprivate func range(of other: String) -> Range<String.Index>? {
    let wanted = Array(other.utf8)
    let all = Array(utf8)
    guard wanted.count <= all.count else { return nil }
    for start in 0...(all.count - wanted.count) where all[start..<start + wanted.count].elementsEqual(wanted) {
      let lower = utf8.index(utf8.startIndex, offsetBy: start)
      return lower..<utf8.index(lower, offsetBy: wanted.count)
    }
    return nil
  }
}
