/// Cases that are alerts and may take more findings.
struct OpenCases: Sendable {
  private struct Entry: Sendable {
    /// The bar that its first finding passed.
    var bar: Double
    var opened: Double
    var latest: Double

    func isOpen(at time: Double, _ configuration: AlertBudget.Configuration) -> Bool {
      time - latest <= configuration.casePause && time - opened <= configuration.caseSpan
    }
  }

  private var entries: [String: Entry] = [:]

  /// The bar of a case that may take another finding at a time, in days; nil when there is none.
  func bar(of name: String, at time: Double, _ configuration: AlertBudget.Configuration) -> Double? {
    guard let entry = entries[name], entry.isOpen(at: time, configuration) else { return nil }
    return entry.bar
  }

  /// A finding was shown: it opens its case or prolongs it.
  mutating func note(
    _ name: String, _ decision: AlertBudget.Decision, at time: Double, _ configuration: AlertBudget.Configuration
  ) {
    if decision.reason == .joined {
      entries[name]?.latest = time
      return
    }
    // What only the evidence carried passed no bar that others could be measured by.
    let bar = decision.reason == .budget ? decision.threshold : Double.infinity
    entries[name] = Entry(bar: bar, opened: time, latest: time)
    guard entries.count > 2 * configuration.capacity else { return }
    entries = entries.filter { $0.value.isOpen(at: time, configuration) }
    guard entries.count > 2 * configuration.capacity else { return }
    let kept = entries.sorted { ($1.value.latest, $0.key) < ($0.value.latest, $1.key) }.prefix(configuration.capacity)
    entries = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
  }

  /// Takes no more findings.
  mutating func close(_ name: String) { entries[name] = nil }
}

extension OpenCases {
  func write(to writer: inout StateWriter) {
    writer.append(count: entries.count)
    for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
      writer.append(name)
      for value in [entry.bar, entry.opened, entry.latest] { writer.append(value) }
    }
  }

  init(from reader: inout StateReader) throws(StateError) {
    for _ in 0..<(try reader.count(ofSize: 25)) {
      let name = try reader.string()
      let bar = try reader.double()
      guard !bar.isNaN else { throw StateError("the bar of a case is not a number") }
      entries[name] = Entry(bar: bar, opened: try reader.finite("a time"), latest: try reader.finite("a time"))
    }
  }
}
