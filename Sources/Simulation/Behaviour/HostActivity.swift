import Learning

/// What one machine does by itself and through its user, hour by hour.
///
/// Ordinary life: sessions with the programs of the user's role, background services, patches on the machine's patch day,
/// backups at night, and the administrators' chores.
struct HostActivity {
  var factory: EventFactory
  var random: Xoshiro256
  /// The long-lived processes by name (`shell`, `services`, …), started on demand.
  var resident: [String: ProcessRecord] = [:]
  var isLoggedOn = false

  var host: SimulatedHost { factory.host }

  init(host: SimulatedHost, users: [SimulatedUser], seed: UInt64) {
    random = Xoshiro256(seed: seed, stream: UInt64(host.index) &* 2 &+ 1_000)
    factory = EventFactory(
      host: host, users: users, random: Xoshiro256(seed: seed, stream: UInt64(host.index) &* 2 &+ 1_001))
  }

  /// The events of one hour that begins at `start`, in no particular order.
  mutating func hour(_ start: Int64, hourOfDay: Int, weekday: Int, fleet: Fleet) -> [SimulatedEvent] {
    var events: [SimulatedEvent] = []
    background(start, &events)
    if weekday == host.patchDay, hourOfDay == 11 { patch(start, &events) }
    if hourOfDay == 2, host.role != .workstation { backUp(start, fleet, &events) }
    if let owner = host.owner {
      let user = fleet.users[owner]
      let works = weekday < 5 && user.hours.contains(hourOfDay)
      // A few people look at their mail in the evening.
      if works || random.chance(weekday < 5 && (19..<22).contains(hourOfDay) ? 0.05 : 0.004) {
        if !isLoggedOn { logOn(owner, start, &events) }
        work(owner, user, start, fleet, &events)
      } else {
        isLoggedOn = false
      }
    } else {
      serve(start, hourOfDay: hourOfDay, weekday: weekday, fleet: fleet, &events)
    }
    return events
  }

  /// A moment in the hour.
  mutating func moment(_ start: Int64) -> Int64 {
    start + Int64.random(in: 0..<3_600_000_000_000, using: &random)
  }

  /// A process that runs all the time, started if it does not yet.
  mutating func resident(
    _ key: String, _ executable: String, _ commandLine: String, parent: ProcessRecord?, user: Int, at time: Int64,
    _ events: inout [SimulatedEvent]
  ) -> ProcessRecord {
    if let known = resident[key] { return known }
    let (process, event) = factory.start(executable, commandLine, parent: parent, user: user, at: time)
    resident[key] = process
    events.append(event)
    return process
  }

  /// The process under which services and daemons run.
  mutating func services(at time: Int64, _ events: inout [SimulatedEvent]) -> ProcessRecord {
    switch host.system {
    case .windows:
      resident(
        "services", #"C:\Windows\System32\services.exe"#, #"C:\Windows\System32\services.exe"#, parent: nil,
        user: -1, at: time, &events)
    case .linux:
      resident("services", "/usr/lib/systemd/systemd", "/sbin/init", parent: nil, user: -1, at: time, &events)
    case .macos: resident("services", "/sbin/launchd", "/sbin/launchd", parent: nil, user: -1, at: time, &events)
    }
  }

  /// The user's desktop or login shell.
  mutating func shell(_ user: Int, at time: Int64, _ events: inout [SimulatedEvent]) -> ProcessRecord {
    let parent = services(at: time, &events)
    switch host.system {
    case .windows:
      return resident(
        "shell", #"C:\Windows\explorer.exe"#, #"C:\Windows\Explorer.EXE"#, parent: nil, user: user, at: time, &events)
    case .linux:
      return resident("shell", "/usr/bin/bash", "-bash", parent: parent, user: user, at: time, &events)
    case .macos:
      return resident("shell", "/bin/zsh", "-zsh", parent: parent, user: user, at: time, &events)
    }
  }

  private mutating func logOn(_ owner: Int, _ start: Int64, _ events: inout [SimulatedEvent]) {
    isLoggedOn = true
    let time = start + Int64.random(in: 0..<600_000_000_000, using: &random)
    // People mistype their password now and then.
    if random.chance(0.08) {
      events.append(
        factory.logOn(user: owner, type: "Interactive", from: nil, succeeds: false, at: time - 9_000_000_000))
    }
    events.append(factory.logOn(user: owner, type: "Interactive", from: nil, at: time))
    resident["shell"] = nil
    _ = shell(owner, at: time + 1_500_000_000, &events)
  }
}
