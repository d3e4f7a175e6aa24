import ECS

@testable import Ingest

/// Builds one row, applies a table to it, and shows the outcome.
struct NormalizedRow {
  let batch: EventBatch

  /// Cells by path, in order; integers, booleans and strings as Swift values.
  init(_ cells: [(String, Any?)], table: String, normalizer: Normalizer = .shared) {
    var builder = BatchBuilder(origin: EventOrigin(path: "test", format: "test"))
    var state = NormalizerState(normalizer)
    Self.fill(&builder, cells)
    state.apply(table, to: &builder)
    builder.endRow(at: RecordPosition(offset: 0, record: 1))
    batch = builder.finish()
  }

  /// Appends cells to the current row.
  static func fill(_ builder: inout BatchBuilder, _ cells: [(String, Any?)]) {
    for (path, value) in cells {
      let field = FieldID.named(path)
      switch value {
      case let value as Int: builder.append(field, int: Int64(value))
      case let value as Bool: builder.append(field, bool: value)
      case let value as Double: builder.append(field, double: value)
      case let value as String: builder.append(field, string: value)
      default: builder.append(Cell(field: field, kind: .null, bits: 0))
      }
    }
  }

  /// All values of a field as text.
  subscript(path: String) -> [String] {
    batch[0].values(FieldID.named(path))
  }

  /// The cells of a field.
  func cells(_ path: String) -> [Cell] {
    batch[0].cells.filter { $0.field == FieldID.named(path) }
  }
}
