public import ECS

/// Counts events by where they come from and what they are.
public struct SourceTally: Sendable {
  private static let selection = FieldSelection([.eventModule, .eventProvider, .eventCode, .eventCategory])

  private struct Key: Hashable {
    var module: String
    var provider: String
    var code: String
    var category: String
  }

  private var counts: [Key: Int] = [:]

  /// A tally of nothing.
  public init() {}

  /// Counts a batch.
  public mutating func add(_ batch: EventBatch) {
    let columns = ColumnSet(batch, Self.selection)
    let names = Self.selection.fields.map { columns.keywords($0) }
    var byCodes: [[UInt32]: Int] = [:]
    for row in 0..<batch.count {
      byCodes[names.map { $0?.codes[row] ?? KeywordColumn.missing }, default: 0] += 1
    }
    for (codes, count) in byCodes {
      let text = zip(names, codes).map { column, code in
        code == KeywordColumn.missing ? "" : column?.string(of: code) ?? ""
      }
      counts[Key(module: text[0], provider: text[1], code: text[2], category: text[3]), default: 0] += count
    }
  }

  /// The counts, largest first, equal ones by name.
  public var sources: [HuntResult.SourceCount] {
    counts.map {
      HuntResult.SourceCount(
        module: $0.key.module, provider: $0.key.provider, code: $0.key.code, category: $0.key.category,
        count: $0.value)
    }.sorted { ($1.count, $0.provider, $0.code, $0.module) < ($0.count, $1.provider, $1.code, $1.module) }
  }
}
