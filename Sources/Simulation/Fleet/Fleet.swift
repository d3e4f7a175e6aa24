import Learning

/// The machines and people of a simulated organisation, made from a seed.
public struct Fleet: Sendable {
  /// All machines: the domain controller, servers, then workstations.
  public private(set) var hosts: [SimulatedHost] = []
  /// All people, then service accounts.
  public private(set) var users: [SimulatedUser] = []

  /// The name of the Windows domain.
  public static let domain = "KESTREL"

  private static let firstNames = [
    "alice", "ben", "carla", "david", "elena", "farid", "grace", "hugo", "ines", "jonas", "keiko", "lena", "marco",
    "nadia", "oscar", "paula", "quentin", "rosa", "sven", "tara", "umar", "vera", "wim", "xenia", "yann", "zoe",
  ]
  private static let lastNames = [
    "adler", "braun", "costa", "dietz", "evans", "fischer", "garcia", "hansen", "ivanov", "jensen", "klein", "lopez",
    "meyer", "novak", "okafor", "petit", "quinn", "rossi", "sato", "thomsen", "ueda", "vogel", "weber", "young",
  ]

  /// A fleet of `count` machines (at least six, so that every system and the servers exist).
  public init(hosts count: Int, seed: UInt64) {
    var random = Xoshiro256(seed: seed, stream: 1)
    let total = max(count, 6)
    let servers: [(String, SimulatedHost.System, SimulatedHost.Role)] = [
      ("dc01", .windows, .domainController), ("fs01", .windows, .fileServer), ("web01", .linux, .webServer),
    ]
    for (name, system, role) in servers { addHost(name, system, role, owner: nil, &random) }
    let extraServers = total / 25
    for number in 0..<extraServers {
      let isWeb = number % 2 == 0
      let name = (isWeb ? "web" : "build") + String(format2(number + 2))
      addHost(name, .linux, isWeb ? .webServer : .buildServer, owner: nil, &random)
    }
    var number = 1
    while hosts.count < total {
      let position = hosts.count - servers.count - extraServers
      let system: SimulatedHost.System = position % 6 == 2 ? .macos : position % 6 == 4 ? .linux : .windows
      let user = addUser(role(for: system, position: position), &random)
      let prefix = ["windows": "ws", "linux": "dev", "macos": "mac"][system.rawValue] ?? "ws"
      addHost(prefix + format2(number), system, .workstation, owner: user, &random)
      number += 1
    }
    for name in ["svc_backup", "svc_deploy", "svc_sql"] {
      users.append(
        SimulatedUser(
          name: name, domain: Self.domain, sid: sid(users.count), role: .service, hours: 0..<24, intensity: 1))
    }
  }

  /// The first administrator; every fleet has one.
  public var administrator: Int { users.firstIndex { $0.role == .administrator } ?? 0 }

  /// The first machine with a role.
  func host(_ role: SimulatedHost.Role) -> SimulatedHost {
    hosts.first { $0.role == role } ?? hosts[0]
  }

  private func role(for system: SimulatedHost.System, position: Int) -> SimulatedUser.Role {
    switch system {
    case .linux, .macos: return position % 3 == 0 ? .office : .developer
    case .windows:
      if position == 0 || position % 40 == 39 { return .administrator }
      return position % 5 == 3 ? .finance : position % 5 == 1 ? .developer : .office
    }
  }

  private mutating func addUser(_ role: SimulatedUser.Role, _ random: inout Xoshiro256) -> Int {
    let number = users.count
    let first = Self.firstNames[number % Self.firstNames.count]
    let last = Self.lastNames[(number * 7 + number / Self.firstNames.count) % Self.lastNames.count]
    let suffix = number >= Self.firstNames.count * Self.lastNames.count ? String(number) : ""
    let start = 6 + Int.random(in: 0..<4, using: &random)
    users.append(
      SimulatedUser(
        name: "\(first).\(last)\(suffix)", domain: Self.domain, sid: sid(number), role: role,
        hours: start..<(start + 8 + Int.random(in: 0..<2, using: &random)),
        intensity: 0.5 + Double.random(in: 0..<1, using: &random)))
    return number
  }

  private mutating func addHost(
    _ name: String, _ system: SimulatedHost.System, _ role: SimulatedHost.Role, owner: Int?,
    _ random: inout Xoshiro256
  ) {
    let index = hosts.count
    hosts.append(
      SimulatedHost(
        index: index, name: name, id: random.hex(32), system: system, role: role,
        ip: "10.\(20 + index / 62_500 % 200).\(index / 250 % 250).\(index % 250 + 4)", owner: owner,
        patchDay: Int.random(in: 1..<4, using: &random)))
  }

  private func sid(_ number: Int) -> String { "S-1-5-21-1085031214-1563985344-725345543-\(1_104 + number)" }

  private func format2(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
