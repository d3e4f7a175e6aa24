public import ECS
import Learning

/// A simulated organisation at work, with attacks of which the truth is known.
///
/// The events of a seed are always the same. They are made hour by hour, so that memory does not grow with the length of
/// the simulation. Every event carries the tag `simulated`.
public struct FleetSimulation {
  /// What to simulate.
  public struct Options: Sendable {
    /// Everything follows from it.
    public var seed: UInt64 = 1
    /// Machines; at least six are made.
    public var hosts = 25
    /// Days, from `start`.
    public var days = 5
    /// Midnight of the first day, UTC, in nanoseconds since 1970. The default is Monday, 2 March 2026.
    public var start: Int64 = 1_772_409_600_000_000_000
    /// The attacks, each played once.
    public var campaigns: [Campaign] = Campaign.allCases

    /// The defaults.
    public init() {}
  }

  /// The machines and people.
  public let fleet: Fleet
  /// What is simulated.
  public let options: Options
  private var activities: [HostActivity]
  /// Events of attacks, and of ordinary life that reaches beyond the hour in which it began.
  private var pending: [SimulatedEvent]
  private var nextHour = 0
  private var sequence: UInt64 = 0

  /// Prepares a simulation.
  public init(_ options: Options) {
    self.options = options
    let fleet = Fleet(hosts: options.hosts, seed: options.seed)
    self.fleet = fleet
    activities = fleet.hosts.map { HostActivity(host: $0, users: fleet.users, seed: options.seed) }
    pending = Self.attacks(options, fleet)
  }

  /// The events of the next hour in order of time, with the truth about those that are malicious; `nil` at the end.
  public mutating func next() -> (batch: EventBatch, truth: [TruthRecord])? {
    guard nextHour < options.days * 24 else { return nil }
    let start = options.start + Int64(nextHour) * 3_600_000_000_000
    let weekday = (CivilTime(Timestamp(nanoseconds: start)).weekday)
    for index in activities.indices {
      pending += activities[index].hour(start, hourOfDay: nextHour % 24, weekday: weekday, fleet: fleet)
    }
    nextHour += 1
    let end = nextHour == options.days * 24 ? Int64.max : start + 3_600_000_000_000
    var events = pending.filter { $0.time < end }
    pending.removeAll { $0.time < end }
    // Nothing comes before what has gone out already.
    for index in events.indices { events[index].time = max(events[index].time, start) }
    // A stable order for equal times keeps the output the same on every machine.
    let order = events.indices.sorted { (events[$0].time, $0) < (events[$1].time, $1) }
    return write(order.map { events[$0] })
  }

  private mutating func write(_ events: [SimulatedEvent]) -> (EventBatch, [TruthRecord]) {
    var builder = BatchBuilder(origin: EventOrigin(path: "simulation", format: "simulation"))
    var truth: [TruthRecord] = []
    for event in events {
      let id = "sim-\(options.seed)-\(sequence)"
      builder.append(.timestamp, date: Timestamp(nanoseconds: event.time))
      builder.append(.eventId, string: id)
      builder.append(.tags, string: "simulated", flags: .list)
      for (field, value) in event.fields { append(field, value, to: &builder) }
      builder.endRow(at: RecordPosition(offset: 0, record: sequence))
      if let known = event.truth {
        truth.append(TruthRecord(eventID: id, time: event.time, host: fleet.hosts[event.host].name, truth: known))
      }
      sequence += 1
    }
    return (builder.finish(), truth)
  }

  private func append(_ field: FieldID, _ value: SimulatedEvent.Value, to builder: inout BatchBuilder) {
    switch value {
    case .string(let text): if !text.isEmpty { builder.append(field, string: text) }
    case .strings(let texts): for text in texts { builder.append(field, string: text, flags: .list) }
    case .int(let number): builder.append(field, int: number)
    case .bool(let flag): builder.append(field, bool: flag)
    }
  }

  /// Every attack begins at a random hour of a random day; a spray at night.
  private static func attacks(_ options: Options, _ fleet: Fleet) -> [SimulatedEvent] {
    var events: [SimulatedEvent] = []
    for (number, campaign) in options.campaigns.enumerated() {
      var random = Xoshiro256(seed: options.seed, stream: 10 + UInt64(number))
      // Most of the history is ordinary, so that what is new can be told from what is usual.
      let firstDay = options.days / 2
      let day = Int.random(in: min(firstDay, options.days - 1)..<max(options.days, 1), using: &random)
      let hour = campaign == .spray ? 1 : Int.random(in: 8..<15, using: &random)
      let start = options.start + Int64(day * 24 + hour) * 3_600_000_000_000
      var stage = CampaignStage(name: "\(campaign.rawValue)-\(number + 1)", fleet: fleet, random: random, start: start)
      let windows = fleet.hosts.filter { $0.system == .windows && $0.role == .workstation }
      let victim = random.pick(windows.count > number + 1 ? Array(windows.dropFirst()) : windows)
      switch campaign {
      case .phishing: stage.playPhishing(victim: victim, user: victim.owner ?? 0)
      case .ransomware: stage.playRansomware(victim: victim, user: victim.owner ?? 0)
      case .spray: stage.playSpray(source: victim, user: fleet.administrator)
      case .webshell: stage.playWebShell(victim: fleet.host(.webServer))
      case .stealer:
        let macs = fleet.hosts.filter { $0.system == .macos }
        let mac = macs.isEmpty ? victim : random.pick(macs)
        stage.playStealer(victim: mac, user: mac.owner ?? 0)
      }
      events += stage.events
    }
    return events
  }
}
