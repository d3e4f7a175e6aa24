import ECS
import Evidence
import Learning

/// Runs a query as the detection engine does: every interval over what a look-back window holds. A query that looks at
/// one event at a time answers at once.
///
/// Only rows that pass the commands before the first `stats`, `sort` or `limit` are kept. A run that has no new row is left
/// out: its answer could only repeat the last one's.
struct ESQLForm: RuleForm {
  let query: ESQLQuery
  /// The look-back window in nanoseconds.
  let window: Int64
  let interval: Int64
  /// How many commands look at one row at a time.
  private let prefix: Int
  private let terms: [Term]
  /// The columns that are shown of a result.
  private let shown: [Int]

  init(query: ESQLQuery, window: Int64, interval: Int64) {
    self.query = query
    self.window = window
    self.interval = interval
    prefix = query.commands.firstIndex(where: \.isBlocking) ?? query.commands.count
    terms = query.fields.map { .field(.named(query.columns[$0])) }
    shown = query.output ?? []
  }

  /// The fields that the query reads, of the first condition; the others only say that they hold.
  var captures: [[Term]] { [terms] + query.kql.map { _ in [] } }

  func makeState(_ limits: RunLimits) -> any RuleState { State(form: self, limit: max(1, limits.heldPerRule)) }

  private var isStreaming: Bool { prefix == query.commands.count }

  /// A row of an event.
  private func row(_ hit: Hit, _ values: [Value]) -> ESQLRow {
    var row = ESQLRow(values: [Value](repeating: .null, count: query.columns.count), events: [hit.event])
    for (column, value) in zip(query.fields, values) { row.values[column] = value }
    for column in query.fields {
      switch query.columns[column] {
      case "_id": row.values[column] = Value("\(hit.event.reference.path)#\(hit.event.reference.record)")
      case "_version": row.values[column] = .integer(1)
      case "@timestamp" where row.values[column].isNull: row.values[column] = .date(hit.event.time)
      default: break
      }
    }
    return row
  }

  private func match(_ row: ESQLRow, time: Int64) -> RuleMatch {
    var match = RuleMatch(steps: row.events.map { .init(condition: 0, event: $0) }, time: time)
    for column in shown.prefix(64) {
      let texts = row.values[column].texts
      guard !texts.isEmpty, !query.columns[column].isEmpty else { continue }
      match.keyValues[query.columns[column]] = row.values[column]
      let more = texts.count > 8 ? " and \(texts.count - 8) more" : ""
      match.facts.append(.init(name: query.columns[column], value: texts.prefix(8).joined(separator: ", ") + more))
    }
    return match
  }

  struct State: RuleState {
    let form: ESQLForm
    /// Rows that are kept; the oldest give way.
    let limit: Int
    private var rows: [(time: Int64, row: ESQLRow)] = []
    /// Results that were told, and when.
    private var told: [[Value]: Int64] = [:]
    private var lastRun = Int64.min
    /// When the next run is due; `nil` where there is nothing new.
    private var due: Int64?

    init(form: ESQLForm, limit: Int) {
      self.form = form
      self.limit = limit
    }

    var deadline: Int64? { due }

    mutating func observe(_ hit: Hit, into matches: inout [RuleMatch]) {
      guard let first = hit.fulfilled.first, first.condition == 0 else { return }
      let kql = Set(hit.fulfilled.dropFirst().map { $0.condition - 1 })
      let found = ESQLPipeline.run(
        form.query.commands[..<form.prefix], on: form.row(hit, first.values), kql: kql, now: hit.time)
      if form.isStreaming {
        for row in found { matches.append(form.match(row, time: hit.time)) }
        return
      }
      guard !found.isEmpty else { return }
      for row in found { rows.append((hit.time, row)) }
      if rows.count > limit + limit / 4 { rows.removeFirst(rows.count - limit) }
      let from = max(hit.time, lastRun == .min ? hit.time : lastRun)
      let rest = from % form.interval
      due = from.subtracting(rest < 0 ? rest + form.interval : rest).adding(form.interval)
    }

    mutating func advance(to time: Int64, into matches: inout [RuleMatch]) {
      // The run was due at its own time, however late somebody asks.
      if let due, due < time { run(at: due, &matches) }
    }

    mutating func finish(into matches: inout [RuleMatch]) {
      if let due { run(at: due, &matches) }
    }

    private mutating func run(at time: Int64, _ matches: inout [RuleMatch]) {
      lastRun = time
      due = nil
      let start = time.subtracting(form.window)
      rows.removeAll { $0.time < start }
      told = told.filter { $0.value >= start }
      let input = rows.filter { $0.time <= time }.sorted { $0.time < $1.time }.map(\.row)
      guard !input.isEmpty else { return }
      let results = ESQLPipeline.run(
        form.query.commands[form.prefix...], on: input, columns: form.query.columns.count, now: time)
      for row in results {
        let key = form.shown.isEmpty ? row.values : form.shown.map { row.values[$0] }
        guard told.updateValue(time, forKey: key) == nil, told.count <= limit else { continue }
        matches.append(form.match(row, time: time))
      }
    }

    func write(to writer: inout StateWriter) {
      writer.append(signed: lastRun)
      writer.append(due != nil)
      writer.append(signed: due ?? 0)
      writer.append(count: rows.count)
      for (time, row) in rows {
        writer.append(signed: time)
        writer.append(row.values)
        writer.append(count: row.events.count)
        for event in row.events { writer.append(event) }
      }
      let keys = told.map { (key: $0.key, time: $0.value, order: $0.key.map(\.order)) }
        .sorted { ($0.time, $0.order.joined()) < ($1.time, $1.order.joined()) }
      writer.append(count: keys.count)
      for entry in keys {
        writer.append(entry.key)
        writer.append(signed: entry.time)
      }
    }

    mutating func read(from reader: inout StateReader) throws(StateError) {
      lastRun = try reader.signed()
      let isDue = try reader.bool()
      let time = try reader.signed()
      due = isDue ? time : nil
      rows = []
      for _ in 0..<(try reader.count(ofSize: 3)) {
        let time = try reader.signed()
        var row = ESQLRow(values: try reader.values(), events: [])
        guard row.values.count == form.query.columns.count else { throw StateError("the row is of another query") }
        for _ in 0..<(try reader.count(ofSize: 4)) { row.events.append(try reader.event()) }
        rows.append((time, row))
      }
      told = [:]
      for _ in 0..<(try reader.count(ofSize: 2)) {
        let key = try reader.values()
        told[key] = try reader.signed()
      }
    }
  }
}
