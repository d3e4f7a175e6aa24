import Learning

/// An attack of the playbook.
public enum Campaign: String, Sendable, CaseIterable {
  /// A document that starts PowerShell, discovery, credential dumping, lateral movement, exfiltration (Windows).
  case phishing
  /// Backups destroyed, services stopped, files encrypted (Windows).
  case ransomware
  /// A web server's process gives a shell, persistence and a miner (Linux).
  case webshell
  /// A fake password prompt, the keychain, a launch agent, an upload (macOS).
  case stealer
  /// One password for many accounts, then remote desktop at night with the one that worked (Windows).
  case spray

  /// What happens, in one line.
  public var summary: String {
    switch self {
    case .phishing: "phishing document, credential dumping, lateral movement and exfiltration on Windows"
    case .ransomware: "ransomware: backups destroyed, services stopped, files encrypted on Windows"
    case .webshell: "web shell, persistence and a crypto miner on a Linux web server"
    case .stealer: "information stealer with a launch agent on macOS"
    case .spray: "password spray and remote desktop with the account that gave way"
    }
  }
}

/// The stage on which an attack is played: it makes events and marks them with the truth.
struct CampaignStage {
  let name: String
  let fleet: Fleet
  var random: Xoshiro256
  private(set) var events: [SimulatedEvent] = []
  var now: Int64
  private var step = 0
  private var current: (technique: String, tactic: String) = ("", "")

  init(name: String, fleet: Fleet, random: Xoshiro256, start: Int64) {
    self.name = name
    self.fleet = fleet
    self.random = random
    now = start
  }

  /// Begins a step of the attack after a pause of about `seconds`.
  mutating func step(_ technique: String, _ tactic: String, after seconds: Double) {
    step += 1
    current = (technique, tactic)
    now += Int64(seconds * Double.random(in: 0.7..<1.4, using: &random) * 1e9)
  }

  /// Adds an event of the current step.
  mutating func add(_ event: SimulatedEvent) {
    var marked = event
    marked.truth = Truth(campaign: name, step: step, technique: current.technique, tactic: current.tactic)
    events.append(marked)
  }

  /// Starts a process as part of the current step, a moment later.
  mutating func run(
    _ factory: inout EventFactory, _ executable: String, _ commandLine: String, parent: ProcessRecord?, user: Int
  ) -> ProcessRecord {
    now += Int64.random(in: 200_000_000..<3_000_000_000, using: &random)
    let (process, event) = factory.start(executable, commandLine, parent: parent, user: user, at: now)
    add(event)
    return process
  }

  /// A factory for a machine.
  mutating func factory(_ host: SimulatedHost) -> EventFactory {
    EventFactory(host: host, users: fleet.users, random: Xoshiro256(seed: random.next()))
  }
}
