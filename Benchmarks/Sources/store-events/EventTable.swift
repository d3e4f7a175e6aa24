import ECS

/// A table of endpoint events with 20 columns, the same for the same seed: hosts of uneven activity, users, processes
/// that live for several events, command lines of which some are unlike any other, and connections.
struct EventTable {
  static let fields: [FieldID] = [
    .timestamp, .eventCategory, .eventAction, .eventCode, .eventOutcome, .hostName, .userName, .userDomain,
    .processName, .processExecutable, .processCommandLine, .processPid, .processEntityId, .processParentName,
    .processParentPid, .sourceIp, .sourcePort, .destinationIp, .destinationPort, .networkBytes,
  ]

  private struct Process {
    var program: Int
    var command: String
    var pid: Int64
    var entity: String
    var parent: Int
    var parentPid: Int64
    var user: Int
  }

  private static let programs: [String] = {
    let known = [
      "svchost.exe", "chrome.exe", "explorer.exe", "powershell.exe", "cmd.exe", "outlook.exe", "teams.exe",
      "rundll32.exe", "msiexec.exe", "conhost.exe", "lsass.exe", "services.exe", "wmiprvse.exe", "taskhostw.exe",
      "regsvr32.exe", "onedrive.exe", "code.exe", "python.exe", "git.exe", "ssh.exe",
    ]
    return known + (0..<180).map { "tool\($0).exe" }
  }()
  private static let actions = [
    ("process", "start", "1"), ("network", "connection-attempted", "3"), ("file", "creation", "11"),
    ("registry", "modification", "13"), ("network", "lookup-requested", "22"), ("process", "end", "5"),
    ("file", "deletion", "23"), ("authentication", "logged-in", "4624"), ("library", "load", "7"),
  ]

  private var random: UInt64
  private var time: Int64 = 1_760_000_000_000
  private var processes: [[Process]]
  private var commands: [String]
  private let step: UInt64
  private let hosts = 500

  /// `rows` are spread over one day.
  init(rows: Int, seed: UInt64 = 42) {
    random = seed
    step = UInt64(max(86_400_000 / max(rows, 1) * 2 - 2, 1))
    processes = []
    commands = []
    for index in 0..<4_000 {
      let program = Self.programs[skewed(Self.programs.count)]
      let options = ["-k netsvcs -p", "--type=renderer --lang=en-US", "/c", "-NoProfile -File", "/i", "-s"]
      let end = index % 97 == 0 ? " -enc SQBFAFgA" : ""
      commands.append("C:\\Windows\\System32\\\(program) \(options[below(options.count)]) job\(index)\(end)")
    }
    for _ in 0..<hosts { processes.append((0..<24).map { _ in process() }) }
  }

  private mutating func next() -> UInt64 {
    random &+= 0x9E37_79B9_7F4A_7C15
    var z = random
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  private mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

  /// Small numbers far more often than large ones.
  private mutating func skewed(_ limit: Int) -> Int {
    let uniform = Double(next() >> 11) / Double(1 << 53)
    return min(Int(uniform * uniform * uniform * Double(limit)), limit - 1)
  }

  private mutating func hex(_ digits: Int) -> String {
    let text = String(next(), radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text.suffix(digits)
  }

  private mutating func process() -> Process {
    var command = commands[skewed(commands.count)]
    if below(7) == 0 { command += " C:\\Temp\\\(hex(8)).tmp" }
    return Process(
      program: skewed(Self.programs.count), command: command, pid: Int64(below(16_000)) * 4,
      entity: "{\(hex(8))-\(hex(4))-\(hex(4))-\(hex(4))-\(hex(12))}", parent: skewed(Self.programs.count),
      parentPid: Int64(below(16_000)) * 4, user: skewed(3))
  }

  /// The next row, as text in the order of `fields`; an empty text is a missing value.
  mutating func row() -> [String] {
    // No two rows are the same, so that none is taken for a duplicate.
    time += 1 + Int64(next() % step)
    let host = skewed(hosts)
    let slot = below(24)
    if below(8) == 0 { processes[host][slot] = process() }
    let process = processes[host][slot]
    let (category, action, code) = Self.actions[skewed(Self.actions.count)]
    let isNetwork = category == "network"
    let program = Self.programs[process.program]
    let user = process.user == 0 ? ("SYSTEM", "NT AUTHORITY") : ("user\((host * 3 + process.user) % 800)", "CORP")
    return [
      Timestamp(nanoseconds: time * 1_000_000).iso8601, category, action, code,
      below(50) == 0 ? "failure" : "success", "WS-\(host).corp.example", user.0, user.1, program,
      "C:\\Windows\\System32\\\(program)", process.command, "\(process.pid)", process.entity,
      Self.programs[process.parent], "\(process.parentPid)", isNetwork ? "10.\(host / 250).\(host % 250).7" : "",
      isNetwork ? "\(49_152 + below(16_000))" : "", isNetwork ? "52.\(skewed(40)).\(skewed(200)).\(below(250))" : "",
      isNetwork ? ["443", "80", "53", "445", "3389"][skewed(5)] : "", isNetwork ? "\(skewed(200_000))" : "",
    ]
  }
}
