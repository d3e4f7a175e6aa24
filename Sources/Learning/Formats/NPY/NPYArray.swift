/// A matrix from a NumPy file (`.npy`, format versions 1 to 3; NEP 1): little-endian floats, integers or booleans in C order.
public struct NPYArray: Sendable {
  /// The values, row after row, as the file's own width allows: floats stay floats.
  public enum Values: Sendable {
    /// `<f4`.
    case floats([Float])
    /// `<f8`, and integers and booleans turned into doubles.
    case doubles([Double])
  }

  /// The lengths of its axes.
  public var shape: [Int]
  /// The values in C order.
  public var values: Values

  /// The number of rows: the first axis; one for a scalar.
  public var rowCount: Int { shape.first ?? 1 }
  /// The number of values of a row: the product of the other axes.
  public var columnCount: Int { shape.dropFirst().reduce(1, *) }

  /// All values as doubles.
  public var doubles: [Double] {
    switch values {
    case .floats(let list): list.map(Double.init)
    case .doubles(let list): list
    }
  }

  /// Reads a file's bytes. The length of the data must be what the header says.
  public init(_ bytes: [UInt8]) throws(ModelError) {
    guard bytes.count >= 10, bytes[0] == 0x93, Array(bytes[1..<6]) == Array("NUMPY".utf8) else {
      throw ModelError("is not a NumPy file", at: "byte 0")
    }
    let long = bytes[6] >= 2
    guard bytes[6] <= 3, !long || bytes.count >= 12 else { throw ModelError("unknown version", at: "byte 6") }
    var length = Int(bytes[8]) | Int(bytes[9]) << 8
    if long { length |= Int(bytes[10]) << 16 | Int(bytes[11]) << 24 }
    let start = (long ? 12 : 10) + length
    guard start <= bytes.count else { throw ModelError("the header ends after the file", at: "byte 8") }
    let header = String(decoding: bytes[(long ? 12 : 10)..<start], as: UTF8.self)
    guard !header.contains("'fortran_order': True") else { throw ModelError("Fortran order is not supported") }
    let type = Self.quoted(header, after: "'descr':") ?? ""
    shape = try Self.shape(header)
    var count = 1
    for axis in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: axis)
      guard !overflow, product <= bytes.count else { throw ModelError("the shape \(shape) does not fit the file") }
      count = product
    }
    let data = bytes.span.extracting(start..<bytes.count)
    func check(_ size: Int) throws(ModelError) {
      guard data.count == count * size else {
        throw ModelError("\(data.count) bytes of data, and \(count) values of \(size) bytes", at: "byte \(start)")
      }
    }
    func word(_ index: Int, _ size: Int) -> UInt64 {
      var value: UInt64 = 0
      for byte in 0..<size { value |= UInt64(data[index &* size &+ byte]) &<< UInt64(8 &* byte) }
      return value
    }
    switch type {
    case "<f4":
      try check(4)
      values = .floats((0..<count).map { Float(bitPattern: UInt32(truncatingIfNeeded: word($0, 4))) })
    case "<f8":
      try check(8)
      values = .doubles((0..<count).map { Double(bitPattern: word($0, 8)) })
    case "<i8":
      try check(8)
      values = .doubles((0..<count).map { Double(Int64(bitPattern: word($0, 8))) })
    case "<i4":
      try check(4)
      values = .doubles((0..<count).map { Double(Int32(truncatingIfNeeded: word($0, 4))) })
    case "|u1", "|b1":
      try check(1)
      values = .doubles((0..<count).map { Double(data[$0]) })
    default: throw ModelError("values of type \(type) are not supported; save as float32 or float64", at: "descr")
    }
  }

  private static func quoted(_ header: String, after key: String) -> String? {
    guard let range = Self.range(of: key, in: header) else { return nil }
    let rest = header[range.upperBound...].drop { $0 != "'" }.dropFirst()
    return String(rest.prefix { $0 != "'" })
  }

  private static func shape(_ header: String) throws(ModelError) -> [Int] {
    guard let range = Self.range(of: "'shape':", in: header) else { throw ModelError("the header has no shape") }
    let rest = header[range.upperBound...].drop { $0 != "(" }.dropFirst()
    var result: [Int] = []
    for part in rest.prefix(while: { $0 != ")" }).split(separator: ",") {
      let digits = part.filter { $0 != " " }
      if digits.isEmpty { continue }
      guard let axis = Int(digits), axis >= 0 else { throw ModelError("the shape has the axis \(digits)") }
      result.append(axis)
    }
    return result
  }

  private static func range(of key: String, in text: String) -> Range<String.Index>? {
    var at = text.startIndex
    while at < text.endIndex {
      if text[at...].hasPrefix(key) { return at..<text.index(at, offsetBy: key.count) }
      at = text.index(after: at)
    }
    return nil
  }
}
