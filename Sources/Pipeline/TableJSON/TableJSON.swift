import ECS
import Tables

/// What the JSON of every command over a table shares.
enum TableJSON {
  /// Appends a number. JSON has no word for infinity or for what is not a number.
  static func appendNumber(_ value: Double, to output: inout [UInt8]) {
    output.append(contentsOf: (value.isFinite ? "\(value)" : "null").utf8)
  }

  /// Appends `,"labels":{…}` with the text columns of a row; nothing for a table without any.
  static func appendLabels(of row: Int, in table: DataTable, to output: inout [UInt8]) {
    guard !table.texts.isEmpty else { return }
    output.append(contentsOf: ",\"labels\":{".utf8)
    for (index, column) in table.texts.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      JSONText.appendQuoted(column.name, to: &output)
      output.append(UInt8(ascii: ":"))
      JSONText.appendQuoted(column.values[row], to: &output)
    }
    output.append(UInt8(ascii: "}"))
  }
}
