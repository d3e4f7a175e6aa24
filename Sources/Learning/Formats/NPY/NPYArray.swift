/// A NumPy array of numbers (`.npy`, format versions 1 to 3; NEP 1).
public struct NPYArray: Sendable, Hashable {
  /// The extent of each dimension.
  public var shape: [Int]
  /// The elements, the last dimension fastest.
  public var values: [Double]
  /// Whether the elements were 4-byte floating-point numbers (`<f4`), which the values are exactly.
  public private(set) var isFloat32 = false

  /// An array of values whose number fits the shape.
  public init(shape: [Int], values: [Double]) {
    precondition(shape.reduce(1, *) == values.count)
    self.shape = shape
    self.values = values
  }

  /// The number of rows: the first axis; one for a scalar.
  public var rowCount: Int { shape.first ?? 1 }
  /// The number of values of a row: the product of the other axes.
  public var columnCount: Int { shape.dropFirst().reduce(1, *) }

  /// Reads the bytes of a `.npy` file. 64-bit integers beyond 2⁵³ are rounded.
  public init(_ bytes: [UInt8]) throws(ModelError) {
    let header = try NPYHeader(bytes)
    guard let count = header.count,
      case let (size, overflow) = count.multipliedReportingOverflow(by: header.elementSize), !overflow
    else { throw ModelError("an array of shape \(header.shape) is too large", at: "byte 0") }
    guard bytes.count - header.dataOffset >= size else {
      throw ModelError(
        "the array needs \(size) bytes, the file has only \(bytes.count - header.dataOffset)", at: "byte \(bytes.count)"
      )
    }
    var values: [Double] = []
    values.reserveCapacity(count)
    var position = header.dataOffset
    for _ in 0..<count {
      values.append(Self.element(bytes, at: position, header))
      position += header.elementSize
    }
    shape = header.shape
    isFloat32 = header.element == .float(bytes: 4)
    if header.isFortranOrder, shape.count == 2 {
      let (rows, columns) = (shape[0], shape[1])
      var turned = values
      for row in 0..<rows { for column in 0..<columns { turned[row * columns + column] = values[column * rows + row] } }
      values = turned
    } else if header.isFortranOrder, shape.count > 2 {
      throw ModelError("arrays of \(shape.count) dimensions in Fortran order cannot be read", at: "byte 0")
    }
    self.values = values
  }

  /// Whether bytes begin as a `.npy` file does.
  public static func isArray(_ bytes: [UInt8]) -> Bool { bytes.starts(with: NPYHeader.magic) }

  private static func element(_ bytes: [UInt8], at position: Int, _ header: NPYHeader) -> Double {
    var word: UInt64 = 0
    for index in 0..<header.elementSize {
      let byte = bytes[position + (header.isBigEndian ? header.elementSize - 1 - index : index)]
      word |= UInt64(byte) << UInt64(8 * index)
    }
    switch header.element {
    case .float(2): return Double(Float(Float16(bitPattern: UInt16(truncatingIfNeeded: word))))
    case .float(4): return Double(Float(bitPattern: UInt32(truncatingIfNeeded: word)))
    case .float: return Double(bitPattern: word)
    case .signed(let size):
      let shift = UInt64(64 - 8 * size)
      return Double(Int64(bitPattern: word << shift) >> Int64(shift))
    case .unsigned: return Double(word)
    case .boolean: return word == 0 ? 0 : 1
    }
  }

  /// The array as a `.npy` file of 8-byte (`<f8`) or 4-byte (`<f4`) floating-point numbers, format 1.0.
  public func encoded(asFloat32: Bool = false) -> [UInt8] {
    let shape =
      self.shape.count == 1 ? "(\(self.shape[0]),)" : "(\(self.shape.map { "\($0)" }.joined(separator: ", ")))"
    var header = "{'descr': '\(asFloat32 ? "<f4" : "<f8")', 'fortran_order': False, 'shape': \(shape), }"
    // The data begin at a multiple of 64.
    header += String(repeating: " ", count: (64 - (header.utf8.count + 11) % 64) % 64) + "\n"
    var result = NPYHeader.magic + [1, 0]
    result.append(UInt8(truncatingIfNeeded: header.utf8.count))
    result.append(UInt8(truncatingIfNeeded: header.utf8.count >> 8))
    result.append(contentsOf: header.utf8)
    result.reserveCapacity(result.count + values.count * (asFloat32 ? 4 : 8))
    for value in values {
      let word = asFloat32 ? UInt64(Float(value).bitPattern) : value.bitPattern
      for index in 0..<(asFloat32 ? 4 : 8) { result.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * index))) }
    }
    return result
  }
}
