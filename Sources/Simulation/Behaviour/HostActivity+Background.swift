/// What machines do by themselves, and what administrators do to them.
extension HostActivity {
  mutating func background(_ start: Int64, _ events: inout [SimulatedEvent]) {
    let jobs: [(String, String, Double)] =
      switch host.system {
      case .windows:
        [
          (#"C:\Windows\System32\svchost.exe"#, #"C:\Windows\System32\svchost.exe -k netsvcs -p -s Schedule"#, 1.5),
          (#"C:\Windows\System32\taskhostw.exe"#, "taskhostw.exe", 0.8),
          (#"C:\Program Files\Windows Defender\MpCmdRun.exe"#, #"MpCmdRun.exe SignatureUpdate"#, 0.1),
          (#"C:\Windows\System32\conhost.exe"#, #"\??\C:\Windows\system32\conhost.exe 0xffffffff -ForceV1"#, 0.6),
        ]
      case .linux:
        [
          ("/usr/sbin/cron", "/usr/sbin/CRON -f", 1), ("/usr/bin/run-parts", "run-parts /etc/cron.hourly", 1),
          ("/usr/lib/systemd/systemd-networkd", "systemd-networkd", 0.05), ("/usr/sbin/logrotate", "logrotate", 0.05),
        ]
      case .macos:
        [
          ("/usr/libexec/xpcproxy", "xpcproxy com.apple.mdworker.shared", 2),
          ("/System/Library/Frameworks/CoreServices.framework/mdworker_shared", "mdworker_shared -s mdworker", 2),
          ("/usr/libexec/trustd", "trustd --agent", 0.1),
        ]
      }
    for (executable, commandLine, weight) in jobs {
      for _ in 0..<random.poisson(weight) {
        let time = moment(start)
        let parent = services(at: time, &events)
        events.append(factory.start(executable, commandLine, parent: parent, user: -1, at: time).1)
      }
    }
  }

  /// Patches: installers run, files change, the machine restarts.
  mutating func patch(_ start: Int64, _ events: inout [SimulatedEvent]) {
    let time = moment(start)
    let parent = services(at: time, &events)
    switch host.system {
    case .windows:
      let installer = factory.start(
        #"C:\Windows\servicing\TrustedInstaller.exe"#, #"C:\Windows\servicing\TrustedInstaller.exe"#, parent: parent,
        user: -1, at: time)
      events.append(installer.1)
      for number in 0..<12 {
        let path = #"C:\Windows\WinSxS\amd64_update-\#(random.hex(12))\module\#(number).dll"#
        events.append(factory.file(path, "creation", by: installer.0, at: time + Int64(number + 1) * 3_000_000_000))
      }
      resident = [:]
      isLoggedOn = false
    case .linux:
      let apt = factory.start("/usr/bin/apt-get", "apt-get -y upgrade", parent: parent, user: -1, at: time)
      let dpkg = factory.start(
        "/usr/bin/dpkg", "dpkg --configure -a", parent: apt.0, user: -1, at: time + 20_000_000_000)
      events += [apt.1, dpkg.1]
      for number in 0..<8 {
        let path = "/usr/lib/x86_64-linux-gnu/lib\(random.hex(6)).so.\(number)"
        events.append(factory.file(path, "change", by: dpkg.0, at: time + Int64(21 + number) * 1_000_000_000))
      }
    case .macos:
      let update = factory.start("/usr/sbin/softwareupdate", "softwareupdate --all", parent: parent, user: -1, at: time)
      events.append(update.1)
    }
  }

  /// The nightly backup: a service account logs on to every server over the network.
  mutating func backUp(_ start: Int64, _ fleet: Fleet, _ events: inout [SimulatedEvent]) {
    guard let account = fleet.users.firstIndex(where: { $0.name == "svc_backup" }) else { return }
    let time = start + Int64(host.index % 50) * 20_000_000_000
    events.append(factory.logOn(user: account, type: "Network", from: fleet.host(.fileServer), at: time))
    let parent = services(at: time, &events)
    let agent =
      host.system == .windows
      ? (#"C:\Program Files\Backup\agent.exe"#, "agent.exe --incremental")
      : ("/opt/backup/agent", "agent --incremental")
    events.append(
      factory.start(agent.0, agent.1, parent: parent, user: account, at: time + 2_000_000_000).1)
  }

  /// A server's hour: requests, logons of colleagues, jobs.
  mutating func serve(
    _ start: Int64, hourOfDay: Int, weekday: Int, fleet: Fleet, _ events: inout [SimulatedEvent]
  ) {
    let load = weekday < 5 && (7..<18).contains(hourOfDay) ? 1.0 : 0.2
    switch host.role {
    case .domainController:
      for _ in 0..<random.poisson(min(60, Double(fleet.hosts.count) * 0.4) * load) {
        let client = random.pick(fleet.hosts)
        guard let owner = client.owner else { continue }
        events.append(factory.logOn(user: owner, type: "Network", from: client, at: moment(start)))
      }
    case .webServer:
      let time = moment(start)
      let parent = services(at: time, &events)
      let web = resident(
        "web", "/usr/sbin/nginx", "nginx: worker process", parent: parent, user: -1, at: time, &events)
      for _ in 0..<random.poisson(6 * load) {
        events.append(factory.connect(web, to: "10.20.0.9", port: 5_432, at: moment(start)))
      }
    case .buildServer:
      for _ in 0..<random.poisson(4 * load) {
        let time = moment(start)
        let parent = services(at: time, &events)
        let job = factory.start("/usr/bin/docker", "docker build -t app .", parent: parent, user: -1, at: time)
        events += [job.1, factory.lookUp("registry.kestrel.example", by: job.0, at: time + 900_000_000)]
      }
    case .fileServer, .workstation: break
    }
  }

  /// Administrators' chores, which look a little like attacks: remote shells, account queries, scheduled tasks.
  mutating func administer(_ owner: Int, _ start: Int64, _ fleet: Fleet, _ events: inout [SimulatedEvent]) {
    let chores = [
      (#"C:\Windows\System32\mmc.exe"#, #"mmc.exe C:\Windows\System32\dsa.msc"#),
      (#"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe"#, "powershell.exe Get-ADUser -Filter *"),
      (#"C:\Windows\System32\net.exe"#, "net use"), (#"C:\Windows\System32\ipconfig.exe"#, "ipconfig /all"),
      (#"C:\Windows\System32\gpupdate.exe"#, "gpupdate /force"),
    ]
    for _ in 0..<random.poisson(0.8) {
      let time = moment(start)
      let parent = shell(owner, at: time, &events)
      let chore = random.pick(chores)
      events.append(factory.start(chore.0, chore.1, parent: parent, user: owner, at: time).1)
    }
    if random.chance(0.3) {
      let server = random.pick(fleet.hosts.filter { $0.role != .workstation && $0.system == .windows })
      var other = EventFactory(host: server, users: fleet.users, random: random)
      events.append(other.logOn(user: owner, type: "RemoteInteractive", from: host, at: moment(start)))
    }
  }
}
