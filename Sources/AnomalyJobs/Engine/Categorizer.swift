import ECS
import Learning
import Rules

/// Makes categories of messages a field: the number of each message's category as text.
struct Categorizer {
  let fieldName: String
  private(set) var miners: [String: TemplateMiner] = [:]
  private let partitionField: String?
  private let examples: Int
  /// What is cut out of messages first.
  private var filters: [TextCutter]

  init?(_ job: JobDefinition) {
    guard let field = job.categorizationField else { return nil }
    fieldName = field
    examples = job.categoryExamples
    // The reader of jobs refuses what does not compile.
    filters = job.categorizationFilters.compactMap { try? TextCutter($0) }
    partitionField = job.categoryPartitionField
  }

  /// The categories of the chosen rows.
  mutating func column(_ columns: ColumnSet, rows: [Int32], fields: FieldNames) -> KeyColumn {
    let messages = KeyColumn(columns[fields[fieldName]], rows: columns.count)
    let partitions = partitionField.map { KeyColumn(columns[fields[$0]], rows: columns.count) }
    var texts: [String] = []
    var known: [String: UInt32] = [:]
    var codes = [UInt32](repeating: 0, count: columns.count)
    for row in rows {
      let message = messages.codes[Int(row)]
      guard message > 0 else { continue }
      let partition = partitions.map { $0.text($0.codes[Int(row)]) } ?? ""
      // Bounded: categories of partitions beyond the first thousand are not told apart.
      let key = miners[partition] != nil || miners.count < 1_000 ? partition : ""
      var text = messages.text(message)
      for index in filters.indices { text = filters[index].cut(text) }
      let category = miners[key, default: TemplateMiner(examples: examples)].category(of: text)
      guard category > 0 else { continue }
      let name = String(category)
      if let code = known[name] {
        codes[Int(row)] = code
      } else {
        texts.append(name)
        known[name] = UInt32(texts.count)
        codes[Int(row)] = UInt32(texts.count)
      }
    }
    return KeyColumn(texts: texts, codes: codes)
  }

  /// Categories by partition, for the results.
  var results: [CategoryResult] {
    miners.sorted { $0.key < $1.key }.flatMap { partition, miner in
      miner.templates.enumerated().map { index, template in
        CategoryResult(
          id: index + 1, terms: template.terms, regex: template.regex, maximumLength: template.maximumLength,
          examples: template.examples, matches: template.matches, partition: partition.isEmpty ? nil : partition)
      }
    }
  }

  var counts: CategoryCounts {
    var counts = CategoryCounts()
    for miner in miners.values {
      let messages = miner.templates.reduce(0) { $0 + $1.matches }
      counts.total += miner.templates.count
      counts.messages += messages
      counts.frequent += miner.templates.count { $0.matches * 100 > messages }
      counts.rare += miner.templates.count { $0.matches == 1 }
      counts.failed += miner.refused
    }
    return counts
  }
  var size: Int { miners.values.reduce(0) { $0 + $1.size } }

  func write(to writer: inout StateWriter) {
    writer.append(count: miners.count)
    for (partition, miner) in miners.sorted(by: { $0.key < $1.key }) {
      writer.append(partition)
      miner.write(to: &writer)
    }
  }

  mutating func read(from reader: inout StateReader) throws(StateError) {
    miners = [:]
    for _ in 0..<(try reader.count(ofSize: 6)) {
      let partition = try reader.string()
      miners[partition] = try TemplateMiner(from: &reader)
    }
  }
}
