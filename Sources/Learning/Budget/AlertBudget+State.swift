extension AlertBudget: StatefulEstimator {
  /// What its snapshots begin with.
  public static let stateTag = "alert-budget"
  /// The version of what is written.
  public static let stateVersion: UInt64 = 2

  /// Writes the state: what is promised, the scores of each group, the controller of each scope, and the alerts that await verdicts.
  public func write(to writer: inout StateWriter) {
    configuration.write(to: &writer)
    writer.append(references) { $1.write(to: &$0) }
    writer.append(controllers) { $1.write(to: &$0) }
    writer.append(tallies) { $1.write(to: &$0) }
    writer.append(floors) { $1.write(to: &$0) }
    writer.append(epochs) { $0.append(signed: Int64($1)) }
    writer.append(pending) { $1.write(to: &$0) }
    writer.append(count: pendingOrder.count)
    for id in pendingOrder { writer.append(id) }
    errors.write(to: &writer)
    cases.write(to: &writer)
  }

  /// Restores a state.
  public init(from reader: inout StateReader) throws(StateError) {
    self.init(try Configuration(from: &reader))
    references = try reader.named { reader throws(StateError) in try RecentScores(from: &reader) }
    controllers = try reader.named { reader throws(StateError) in try BudgetController(from: &reader) }
    tallies = try reader.named { reader throws(StateError) in try BudgetTally(from: &reader) }
    floors = try reader.named { reader throws(StateError) in try DiscoveryFloor(from: &reader) }
    epochs = try reader.named { reader throws(StateError) in Int(try reader.signed()) }
    pending = try reader.named { reader throws(StateError) in try Pending(from: &reader) }
    for _ in 0..<(try reader.count()) { pendingOrder.append(try reader.string()) }
    errors = try VerdictErrors(from: &reader)
    cases = try OpenCases(from: &reader)
    // An alert that is not in the order would never be taken for false, however long its verdict does not come.
    guard Set(pendingOrder).isSuperset(of: pending.keys) else {
      throw StateError("an alert that awaits its verdict has no place")
    }
  }
}

extension AlertBudget.Configuration {
  func write(to writer: inout StateWriter) {
    for value in [perDay, firstThreshold, ceiling, floor, provisional, falseDiscoveryRate, epoch, casePause, caseSpan] {
      writer.append(value)
    }
    writer.append(scopes) { $0.append($1) }
    writer.append(wrongVerdicts != nil)
    if let wrongVerdicts { writer.append(wrongVerdicts) }
    for size in [referenceSize, minimumReference, capacity, pendingCapacity] { writer.append(count: size) }
  }

  init(from reader: inout StateReader) throws(StateError) {
    self.init(perDay: try reader.finite("false alerts a day"))
    firstThreshold = try reader.finite("a threshold")
    ceiling = try reader.finite("a ceiling")
    floor = try reader.finite("a floor")
    provisional = try reader.finite("a provisional charge")
    falseDiscoveryRate = try reader.finite("a rate of false discoveries")
    epoch = try reader.finite("an epoch")
    casePause = try reader.finite("a pause")
    caseSpan = try reader.finite("a span")
    scopes = try reader.named { reader throws(StateError) in try reader.finite("false alerts a day") }
    if try reader.bool() { wrongVerdicts = try reader.finite("a share of wrong verdicts") }
    let most = 1 << 30
    referenceSize = try reader.integer(in: 0...most)
    minimumReference = try reader.integer(in: 0...most)
    capacity = try reader.integer(in: 0...most)
    pendingCapacity = try reader.integer(in: 0...most)
  }
}

extension AlertBudget.Pending {
  func write(to writer: inout StateWriter) {
    writer.append(group)
    writer.append(score)
    writer.append(charge)
    writer.append(count: scopes.count)
    for scope in scopes { writer.append(scope) }
    writer.append(caseName != nil)
    if let caseName { writer.append(caseName) }
  }

  init(from reader: inout StateReader) throws(StateError) {
    group = try reader.string()
    score = try reader.double()
    charge = try reader.finite(in: 0...1, "a charge")
    scopes = []
    for _ in 0..<(try reader.count()) { scopes.append(try reader.string()) }
    caseName = try reader.bool() ? try reader.string() : nil
  }
}

extension StateWriter {
  /// Appends what is kept by name, in the order of the names.
  fileprivate mutating func append<Value>(_ table: [String: Value], each write: (inout StateWriter, Value) -> Void) {
    append(count: table.count)
    for (name, value) in table.sorted(by: { $0.key < $1.key }) {
      append(name)
      write(&self, value)
    }
  }
}

extension StateReader {
  /// Reads what is kept by name.
  fileprivate mutating func named<Value>(
    _ read: (inout StateReader) throws(StateError) -> Value
  ) throws(StateError) -> [String: Value] {
    var table: [String: Value] = [:]
    for _ in 0..<(try count(ofSize: 2)) {
      let name = try string()
      table[name] = try read(&self)
    }
    return table
  }
}
