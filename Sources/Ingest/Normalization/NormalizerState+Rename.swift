import ECS

extension NormalizerState {
  /// Rewrites the fields of the row's source cells as the table's rename directives say, and takes out dropped ones.
  mutating func rename(_ renames: [RenameDirective], _ index: Int, _ builder: inout BatchBuilder) {
    var kept = 0
    for place in 0..<builder.rowCellCount {
      var cell = builder[rowCell: place]
      if !cell.flags.contains(.mapped) {
        guard let field = newName(of: cell.field, renames, index) else { continue }
        cell.field = field
      }
      builder[rowCell: kept] = cell
      kept += 1
    }
    builder.truncateRow(to: kept)
  }

  /// What a field is called in a table; `nil` when it is dropped. Remembered by field number, and so bounded by the
  /// number of fields that the `FieldTable` accepts.
  private mutating func newName(of field: FieldID, _ renames: [RenameDirective], _ index: Int) -> FieldID? {
    if field.index < renamed[index].count {
      switch renamed[index][field.index] {
      case 0: break
      case 1: return nil
      case let known: return FieldID(rawValue: known - 2)
      }
    }
    let path = field.path
    var name: FieldID? = field
    for directive in renames {
      guard let result = directive.result(for: path) else { continue }
      // Names made of telemetry's names are telemetry's: the number of those is bounded, and past it the field stays.
      name = result.isEmpty ? nil : FieldTable.shared.intern(result) ?? field
      break
    }
    while renamed[index].count <= field.index { renamed[index].append(0) }
    renamed[index][field.index] = name.map { $0.rawValue + 2 } ?? 1
    return name
  }
}
