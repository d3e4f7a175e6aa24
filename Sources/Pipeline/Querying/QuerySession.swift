import ECS
import Evidence
import Ingest
import Rules

/// The state of a running query. A class because reading pushes into it from closures; it never leaves one thread.
///
/// Batches are held, up to a memory limit, because a sequence is known only when its last event is.
final class QuerySession {
  private var runner: RuleRunner
  private let selection: FieldSelection
  private var entities = EntityResolver()
  private var writer = EventJSONWriter()
  private var held: [Int: (batch: EventBatch, origin: (Int) -> String)] = [:]
  private var oldest = 0
  private var next = 0
  private var heldBytes = 0
  private let memoryLimit: Int
  private(set) var events = 0
  private(set) var matches = 0

  /// Beginnings, groups and buffered matches that a query may hold; a question may take more than one rule of many.
  private static let heldPerRule = 1_000_000

  init(_ rules: RuleSet, _ options: EventQuery.Options) {
    let limits = RunLimits(
      lateness: options.lateness, heldPerRule: Self.heldPerRule, endsWithInput: options.isComplete)
    runner = RuleRunner(rules, limits: limits)
    selection = FieldSelection(rules.fields + [.timestamp])
    memoryLimit = options.memoryLimit
  }

  func observe(
    _ unresolved: EventBatch, origin: ((Int) -> String)? = nil, _ body: (QueryMatch) throws -> Void
  ) throws {
    let batch = entities.resolve(unresolved)
    let number = next
    next += 1
    held[number] = (batch, origin ?? { batch.origin(ofRow: $0).path })
    heldBytes += Self.size(of: batch)
    let columns = ColumnSet(batch, selection)
    var found: [RuleMatch] = []
    // The identifier says where the event is held.
    let reference = { (row: Int) in
      EventReference(
        id: "\(number):\(row)", path: "", record: 0, time: columns.dates(.timestamp)?[row] ?? 0)
    }
    runner.observe(columns, reference: reference, into: &found)
    for match in found { try give(match, body) }
    events += batch.count
    while heldBytes > memoryLimit, oldest < number {
      if let old = held.removeValue(forKey: oldest) { heldBytes -= Self.size(of: old.batch) }
      oldest += 1
    }
  }

  func finish(_ body: (QueryMatch) throws -> Void) throws {
    var found: [RuleMatch] = []
    runner.finish(into: &found)
    for match in found { try give(match, body) }
  }

  private static func size(of batch: EventBatch) -> Int {
    batch.bytes.count + batch.cells.count * MemoryLayout<Cell>.stride
  }

  private func give(_ match: RuleMatch, _ body: (QueryMatch) throws -> Void) throws {
    matches += 1
    let steps = match.steps.map { step in step.event.map { .event(event($0)) } ?? QueryMatch.Step.missing }
    try body(
      QueryMatch(
        number: matches, time: match.time, keys: match.keys, facts: match.facts.map { ($0.name, $0.value) },
        steps: steps))
  }

  private func event(_ event: MatchedEvent) -> QueryMatch.Event {
    let place = event.reference.id.split(separator: ":").compactMap { Int($0) }
    guard place.count == 2, let (batch, origin) = held[place[0]] else {
      return QueryMatch.Event(path: "", record: 0, time: event.time, host: "", user: "", what: "", json: nil)
    }
    let row = batch[place[1]]
    var json: [UInt8] = []
    writer.append(batch, row: place[1], to: &json)
    return QueryMatch.Event(
      path: origin(place[1]), record: batch.positions[place[1]].record, time: row.timestamp?.nanoseconds,
      host: row[.hostName] ?? "", user: row[.userName] ?? "", what: Self.summary(row),
      json: String(decoding: json, as: UTF8.self))
  }

  /// Fields that say what happened, those that say most first.
  private static let telling: [FieldID] = [
    .processCommandLine, .registryPath, .dnsQuestionName, .urlFull, .filePath, .destinationIp, .processExecutable,
    .processName, .message,
  ]

  /// What happened, in a few words.
  private static func summary(_ row: EventRow) -> String {
    let kind = row[.eventAction] ?? row[.eventCategory] ?? row[.eventCode] ?? ""
    let name = row[.processName]
    for field in telling {
      guard let value = row[field], !value.isEmpty else { continue }
      let isOfOther = field != .processCommandLine && field != .processExecutable && field != .processName
      let actor = isOfOther ? name.map { $0 + " → " } ?? "" : ""
      return [kind, actor + value].filter { !$0.isEmpty }.joined(separator: "  ")
    }
    return kind
  }
}
