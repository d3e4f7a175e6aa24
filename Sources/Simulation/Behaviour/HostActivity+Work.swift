/// What people do: the programs of a role, weighted by how often they are used.
extension HostActivity {
  private struct Program {
    var executable: String
    var commandLine: String
    var weight: Double
    var domains: [String] = []
    var writes: [String] = []
  }

  mutating func work(
    _ owner: Int, _ user: SimulatedUser, _ start: Int64, _ fleet: Fleet, _ events: inout [SimulatedEvent]
  ) {
    let programs = Self.programs(host.system, user.role)
    for program in programs {
      for _ in 0..<random.poisson(program.weight * user.intensity) {
        let time = moment(start)
        let parent = shell(owner, at: time, &events)
        let commandLine = fill(program.commandLine, user)
        let (process, event) = factory.start(program.executable, commandLine, parent: parent, user: owner, at: time)
        events.append(event)
        use(process, program, user, at: time, &events)
      }
    }
    if random.chance(0.4 * user.intensity) { openShare(owner, start, fleet, &events) }
    if user.role == .administrator { administer(owner, start, fleet, &events) }
  }

  private mutating func use(
    _ process: ProcessRecord, _ program: Program, _ user: SimulatedUser, at time: Int64,
    _ events: inout [SimulatedEvent]
  ) {
    var now = time
    for domain in program.domains where random.chance(0.7) {
      now += Int64.random(in: 200_000_000..<20_000_000_000, using: &random)
      events.append(factory.lookUp(domain, by: process, at: now))
      events.append(factory.connect(process, to: Self.address(of: domain), port: 443, at: now + 40_000_000))
    }
    for path in program.writes where random.chance(0.6) {
      now += Int64.random(in: 1_000_000_000..<60_000_000_000, using: &random)
      events.append(factory.file(fill(path, user), random.chance(0.3) ? "creation" : "change", by: process, at: now))
    }
  }

  /// Replaces {user} and {n} in a template.
  private mutating func fill(_ template: String, _ user: SimulatedUser) -> String {
    var result = ""
    var rest = template[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      result += rest[..<open]
      result +=
        rest[rest.index(after: open)..<close] == "user" ? user.name : String(Int.random(in: 1..<400, using: &random))
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }

  /// A stable address for a name.
  static func address(of domain: String) -> String {
    var hash: UInt32 = 2_166_136_261
    for byte in domain.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return "\(23 + hash % 180).\(hash >> 8 & 255).\(hash >> 16 & 255).\(1 + (hash >> 24) % 254)"
  }

  private mutating func openShare(_ owner: Int, _ start: Int64, _ fleet: Fleet, _ events: inout [SimulatedEvent]) {
    guard host.system == .windows else { return }
    let server = fleet.host(.fileServer)
    var other = EventFactory(host: server, users: fleet.users, random: random)
    let time = moment(start)
    events.append(other.logOn(user: owner, type: "Network", from: host, at: time))
    events.append(
      other.windows(
        "Microsoft-Windows-Security-Auditing", "Security", "5140", category: ["network", "file"],
        type: ["info", "access"],
        action: "network-share-object-accessed", user: owner,
        data: [("ShareName", #"\\*\Projects"#), ("IpAddress", host.ip)], at: time + 30_000_000))
  }

  private static func programs(_ system: SimulatedHost.System, _ role: SimulatedUser.Role) -> [Program] {
    switch system {
    case .windows: windowsPrograms + (role == .developer ? windowsDeveloper : role == .finance ? windowsFinance : [])
    case .linux: linuxPrograms
    case .macos: macPrograms + (role == .developer ? macDeveloper : [])
    }
  }

  private static let windowsPrograms = [
    Program(
      executable: #"C:\Program Files\Google\Chrome\Application\chrome.exe"#,
      commandLine: #""C:\Program Files\Google\Chrome\Application\chrome.exe" --type=renderer"#, weight: 3,
      domains: ["www.google.com", "intranet.kestrel.example", "news.example.org"]),
    Program(
      executable: #"C:\Program Files\Microsoft Office\root\Office16\OUTLOOK.EXE"#,
      commandLine: #""C:\Program Files\Microsoft Office\root\Office16\OUTLOOK.EXE""#, weight: 0.3,
      domains: ["outlook.office365.com"]),
    Program(
      executable: #"C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE"#,
      commandLine:
        #""C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE" /n "C:\Users\{user}\Documents\report{n}.docx""#,
      weight: 0.5, writes: [#"C:\Users\{user}\Documents\report{n}.docx"#]),
    Program(
      executable: #"C:\Windows\System32\notepad.exe"#, commandLine: "notepad.exe notes{n}.txt", weight: 0.2,
      writes: [#"C:\Users\{user}\Desktop\notes{n}.txt"#]),
    Program(
      executable: #"C:\Users\Public\Teams\current\Teams.exe"#, commandLine: "Teams.exe --type=gpu-process", weight: 0.6,
      domains: ["teams.microsoft.com"]),
  ]
  private static let windowsDeveloper = [
    Program(
      executable: #"C:\Program Files\Git\cmd\git.exe"#, commandLine: "git pull --rebase", weight: 1.5,
      domains: ["git.kestrel.example"]),
    Program(executable: #"C:\Program Files\Python311\python.exe"#, commandLine: "python manage.py test", weight: 0.8),
    Program(
      executable: #"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe"#,
      commandLine: #"powershell.exe -File C:\src\build\build.ps1"#, weight: 0.3),
  ]
  private static let windowsFinance = [
    Program(
      executable: #"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"#,
      commandLine:
        #""C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE" "C:\Users\{user}\Documents\ledger{n}.xlsx""#,
      weight: 1.5, writes: [#"C:\Users\{user}\Documents\ledger{n}.xlsx"#])
  ]
  private static let linuxPrograms = [
    Program(executable: "/usr/bin/git", commandLine: "git fetch origin", weight: 1.5, domains: ["git.kestrel.example"]),
    Program(executable: "/usr/bin/python3", commandLine: "python3 -m pytest tests", weight: 1),
    Program(
      executable: "/usr/bin/make", commandLine: "make -j8", weight: 1, writes: ["/home/{user}/src/build/out{n}.o"]),
    Program(executable: "/usr/bin/ls", commandLine: "ls -la", weight: 3),
    Program(
      executable: "/usr/bin/vim", commandLine: "vim src/main{n}.c", weight: 1, writes: ["/home/{user}/src/main{n}.c"]),
    Program(executable: "/usr/bin/firefox", commandLine: "firefox", weight: 0.2, domains: ["docs.python.example"]),
  ]
  private static let macPrograms = [
    Program(
      executable: "/Applications/Safari.app/Contents/MacOS/Safari", commandLine: "Safari", weight: 0.6,
      domains: ["www.apple.com", "intranet.kestrel.example"]),
    Program(
      executable: "/Applications/Slack.app/Contents/MacOS/Slack", commandLine: "Slack --type=renderer", weight: 0.8,
      domains: ["slack.com"]),
    Program(
      executable: "/Applications/Numbers.app/Contents/MacOS/Numbers", commandLine: "Numbers", weight: 0.3,
      writes: ["/Users/{user}/Documents/plan{n}.numbers"]),
  ]
  private static let macDeveloper = [
    Program(executable: "/usr/bin/git", commandLine: "git status", weight: 2),
    Program(
      executable: "/opt/homebrew/bin/brew", commandLine: "brew update", weight: 0.2, domains: ["formulae.brew.sh"]),
    Program(executable: "/usr/bin/swift", commandLine: "swift build", weight: 1),
  ]
}
