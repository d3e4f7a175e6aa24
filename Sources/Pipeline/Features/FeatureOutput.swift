/// How vectors are written.
public enum FeatureOutput {
  /// One line of NDJSON: the file, its SHA-256, and its vector.
  public static func line(_ row: FeatureExtraction.Row) -> [UInt8] {
    var line = start(row)
    line += Array(",\"vector\":[".utf8)
    for (index, value) in row.vector.enumerated() {
      if index > 0 { line.append(UInt8(ascii: ",")) }
      line += Array(number(value).utf8)
    }
    line += Array("]}\n".utf8)
    return line
  }

  /// One line of NDJSON without the vector: which file a row of an array is.
  public static func indexLine(_ row: FeatureExtraction.Row) -> [UInt8] { start(row) + Array("}\n".utf8) }

  private static func start(_ row: FeatureExtraction.Row) -> [UInt8] {
    var line = "{\"path\":\(text(row.path))"
    if let slice = row.slice { line += ",\"slice\":\(text(slice))" }
    line += ",\"sha256\":\(text(row.sha256))"
    if let label = row.label { line += ",\"label\":\(label)" }
    if let appeared = row.appeared { line += ",\"appeared\":\(text(appeared))" }
    return Array(line.utf8)
  }

  /// The shortest text that reads back as the number; whole numbers without a point.
  private static func number(_ value: Float) -> String {
    if value == value.rounded(), abs(value) < 1e9 { return String(Int(value)) }
    return "\(value)"
  }

  private static func text(_ value: String) -> String {
    var result = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// The header of a NumPy array of single precision, little endian, in rows: 128 bytes, whatever the shape, so that it
  /// can be written again when the number of rows is known (NEP 1, version 1.0).
  public static func arrayHeader(rows: Int, columns: Int) -> [UInt8] {
    var text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
    text += String(repeating: " ", count: max(0, 117 - text.utf8.count)) + "\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(text.utf8)
  }

  /// A row of a NumPy array.
  public static func arrayRow(_ row: FeatureExtraction.Row) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * row.vector.count)
    for value in row.vector {
      let bits = value.bitPattern
      for shift in [0, 8, 16, 24] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: bits >> shift)) }
    }
    return bytes
  }
}
