extension SilenceAlarm: StatefulEstimator {
  /// What its snapshots begin with.
  public static let stateTag = "silence-alarm"
  /// The version of what is written.
  public static let stateVersion: UInt64 = 1

  /// Writes the state.
  public func write(to writer: inout StateWriter) {
    for number in [days, fewestDays, capacity, unwatched] { writer.append(count: number) }
    writer.append(margin)
    writer.append(count: sources.count)
    for (name, source) in sources.sorted(by: { $0.key < $1.key }) {
      writer.append(name)
      writer.append(source.last)
      writer.append(source.today)
      writer.append(signed: Int64(source.day))
      writer.append(count: source.days.count)
      for pause in source.days { writer.append(pause) }
    }
  }

  /// Restores a state.
  public init(from reader: inout StateReader) throws(StateError) {
    let days = try reader.integer(in: 1...(1 << 30))
    let fewestDays = try reader.integer(in: 1...days)
    let capacity = try reader.integer(in: 1...(1 << 40))
    let unwatched = try reader.integer(in: 0...(1 << 60))
    let margin = try reader.finite()
    guard margin >= 1 else { throw StateError("an alarm's margin is \(margin)") }
    self.init(days: days, margin: margin, fewestDays: fewestDays, capacity: capacity)
    self.unwatched = unwatched
    let count = try reader.count(ofSize: 19)
    guard count <= capacity else { throw StateError("an alarm watches \(count) sources, \(capacity) at most") }
    for _ in 0..<count {
      let name = try reader.string()
      let last = try reader.finite()
      let today = try reader.finite()
      let day = try reader.signed()
      guard abs(last) < Self.latest, day == Int64(last.rounded(.down)), today >= 0, sources[name] == nil else {
        throw StateError("the source '\(name)' of an alarm is damaged")
      }
      var pauses: [Double] = []
      for _ in 0..<(try reader.count(ofSize: 8)) { pauses.append(try reader.finite()) }
      guard pauses.count <= days, pauses.allSatisfy({ $0 >= 0 }) else {
        throw StateError("the pauses of '\(name)' are damaged")
      }
      sources[name] = Source(last: last, today: today, day: Int(day), days: pauses)
    }
  }
}
