import ECS
import Testing

@testable import Ingest

@Suite("Windows events in ECS")
struct WindowsTablesTests {
  private func map(_ provider: String, _ id: Int, _ data: [(String, Any?)], _ more: [(String, Any?)] = [])
    -> NormalizedRow
  {
    let head: [(String, Any?)] = [
      ("winlog.provider_name", provider), ("winlog.event_id", id), ("winlog.computer_name", "WKS01.Corp.test"),
      ("winlog.time_created", "2020-05-01T10:00:00.123456Z"),
    ]
    return NormalizedRow(head + more + data.map { ("winlog.event_data." + $0.0, $0.1) }, table: "windows")
  }

  private func expect(_ row: NormalizedRow, _ values: [String: [String]], line: Int = #line) {
    for (path, expected) in values {
      #expect(
        row[path] == expected, "\(path)",
        sourceLocation: SourceLocation(fileID: #fileID, filePath: #filePath, line: line, column: 1))
    }
  }

  @Test("Sysmon process creation")
  func sysmonProcess() {
    let row = map(
      "Microsoft-Windows-Sysmon", 1,
      [
        ("UtcTime", "2020-05-01 10:00:00.100"), ("ProcessGuid", "{365ABB72-B2B6-5EB3-18AB-000000000000}"),
        ("ProcessId", 4711), ("Image", #"C:\Windows\System32\cmd.exe"#),
        ("CommandLine", #""C:\Windows\System32\cmd.exe" /c "a b""#),
        ("User", #"CORP\alice"#), ("Hashes", "MD5=AB,SHA256=CD"),
        ("ParentProcessGuid", "{365ABB72-0000-0000-0000-000000000001}"),
        ("ParentProcessId", 12), ("ParentImage", #"C:\Windows\explorer.exe"#), ("ParentCommandLine", "explorer.exe"),
        ("RuleName", "-"),
      ])
    expect(
      row,
      [
        "event.category": ["process"], "event.type": ["start"], "event.code": ["1"], "event.module": ["sysmon"],
        "process.name": ["cmd.exe"], "process.entity_id": ["365abb72-b2b6-5eb3-18ab-000000000000"],
        "process.pid": ["4711"],
        "process.args": [#"C:\Windows\System32\cmd.exe"#, "/c", "a b"], "process.args_count": ["3"],
        "user.name": ["alice"],
        "user.domain": ["CORP"], "process.hash.md5": ["ab"], "process.hash.sha256": ["cd"],
        "process.parent.name": ["explorer.exe"],
        "host.name": ["wks01.corp.test"], "@timestamp": ["2020-05-01T10:00:00.123456Z"], "related.user": ["alice"],
        "rule.name": [],
        "related.hash": ["cd", "ab"], "event.dataset": ["windows.sysmon_operational"], "host.os.type": ["windows"],
      ])
  }

  @Test("WMI names users or their SIDs", arguments: [("S-1-5-32-544", "user.id"), (#"CORP\alice"#, "user.name")])
  func managementUsers(user: String, field: String) {
    let data: [(String, Any?)] = [("winlog.user_data.User", user), ("winlog.user_data.Processid", 2_880)]
    let row = map("Microsoft-Windows-WMI-Activity", 5_859, [], data)
    let isName = field == "user.name"
    expect(
      row,
      [
        "user.id": isName ? [] : [user], "user.name": isName ? ["alice"] : [], "user.domain": isName ? ["CORP"] : [],
        "process.pid": ["2880"], "event.action": ["wmi-event-subscribed"],
      ])
  }

  @Test("Sysmon network, names, registry and images")
  func sysmonActivity() {
    expect(
      map(
        "Microsoft-Windows-Sysmon", 3,
        [
          ("Protocol", "tcp"), ("Initiated", true), ("SourceIsIpv6", false), ("SourceIp", "10.0.0.5"),
          ("SourcePort", 5000),
          ("DestinationIp", "93.184.216.34"), ("DestinationPort", 443), ("DestinationPortName", "https"),
        ]),
      [
        "network.direction": ["egress"], "network.type": ["ipv4"], "network.transport": ["tcp"],
        "destination.port": ["443"],
        "related.ip": ["10.0.0.5", "93.184.216.34"], "network.protocol": ["https"], "event.category": ["network"],
      ])
    expect(
      map(
        "Microsoft-Windows-Sysmon", 22,
        [
          ("QueryName", "a.test"), ("QueryStatus", "0"), ("QueryResults", "type:  5 b.test;::ffff:1.2.3.4;"),
          ("Image", "C:\\x.exe"),
        ]),
      [
        "dns.question.name": ["a.test"], "dns.resolved_ip": ["1.2.3.4"], "dns.response_code": ["NOERROR"],
        "event.outcome": ["success"],
      ])
    expect(
      map(
        "Microsoft-Windows-Sysmon", 13,
        [
          ("EventType", "SetValue"), ("TargetObject", #"HKLM\Software\A\Run\evil"#), ("Details", "DWORD (0x00000001)"),
        ]),
      [
        "registry.hive": ["HKLM"], "registry.key": [#"Software\A\Run"#], "registry.value": ["evil"],
        "registry.data.type": ["REG_DWORD"],
        "registry.data.strings": ["0x00000001"], "registry.path": [#"HKLM\Software\A\Run\evil"#],
        "event.type": ["change"],
      ])
    expect(
      map("Microsoft-Windows-Sysmon", 12, [("EventType", "DeleteKey"), ("TargetObject", #"HKU\S-1\K"#)]),
      [
        "event.type": ["deletion"], "registry.key": [#"S-1\K"#], "registry.value": [],
      ])
    expect(
      map("Microsoft-Windows-Sysmon", 12, [("EventType", "DeleteValue"), ("TargetObject", #"HKU\S-1\K\v"#)]),
      [
        "event.type": ["deletion"], "registry.key": [#"S-1\K"#], "registry.value": ["v"],
        "registry.path": [#"HKU\S-1\K\v"#],
      ])
    expect(
      map("Microsoft-Windows-Sysmon", 12, [("EventType", "CreateKey"), ("TargetObject", #"HKU\S-1\K"#)]),
      ["event.type": ["creation"], "registry.key": [#"S-1\K"#]])
    expect(
      map("Microsoft-Windows-Sysmon", 12, [("EventType", "Other"), ("TargetObject", #"HKU\S-1\K"#)]),
      ["event.type": ["change"], "registry.key": [#"S-1\K"#]])
    expect(map("Microsoft-Windows-Sysmon", 12, [("TargetObject", #"HKU\S-1\K"#)]), ["event.type": []])
    expect(
      map(
        "Microsoft-Windows-Sysmon", 7,
        [
          ("ImageLoaded", #"C:\a.dll"#), ("Signed", "true"), ("SignatureStatus", "Valid"), ("Signature", "Test CA"),
        ]),
      [
        "dll.name": ["a.dll"], "dll.code_signature.exists": ["true"], "file.code_signature.valid": ["true"],
        "dll.code_signature.subject_name": ["Test CA"],
      ])
    expect(
      map(
        "Microsoft-Windows-Sysmon", 10,
        [
          ("SourceProcessGUID", "{AB}"), ("SourceImage", #"C:\m.exe"#), ("TargetImage", #"C:\Windows\lsass.exe"#),
          ("GrantedAccess", "0x1010"),
        ]),
      [
        "process.entity_id": ["ab"], "process.name": ["m.exe"], "Target.process.name": ["lsass.exe"],
        "event.type": ["access"],
      ])
  }

  @Test("Database servers are known by the beginning of their provider", arguments: ["MSSQLSERVER", "MSSQL$PAYROLL"])
  func databases(provider: String) {
    expect(
      map(provider, 18456, [("param1", #"CORP\sa"#), ("param3", "[CLIENT: 10.1.2.3]")]),
      [
        "event.category": ["database"], "event.action": ["database-logon-failed"], "event.outcome": ["failure"],
        "user.name": ["sa"], "source.ip": ["10.1.2.3"],
      ])
    expect(map(provider, 17, []), ["event.category": ["database"], "event.type": ["info"]])
  }

  @Test("Logons, good and bad")
  func logons() {
    let common: [(String, Any?)] = [
      ("SubjectUserSid", "S-1-0-0"), ("SubjectUserName", "-"), ("TargetUserSid", "S-1-5-21-1-2-3-1104"),
      ("TargetUserName", "alice"),
      ("TargetDomainName", "CORP"), ("LogonType", 10), ("IpAddress", "10.0.0.9"), ("IpPort", "0"),
      ("WorkstationName", "WKS02"),
      ("ProcessId", "0x1f4"), ("ProcessName", #"C:\Windows\System32\svchost.exe"#), ("TargetLogonId", "0x3e8a1"),
    ]
    expect(
      map("Microsoft-Windows-Security-Auditing", 4624, common, [("winlog.keywords", "0x8020000000000000")]),
      [
        "user.name": ["alice"], "user.id": ["S-1-5-21-1-2-3-1104"], "event.outcome": ["success"],
        "source.ip": ["10.0.0.9"],
        "source.port": [], "winlog.logon.type": ["RemoteInteractive"], "winlog.logon.id": ["0x3e8a1"],
        "process.pid": ["500"],
        "event.action": ["logged-in"], "event.category": ["authentication"], "event.dataset": ["system.security"],
      ])
    expect(
      map(
        "Microsoft-Windows-Security-Auditing", 4625,
        common + [
          ("Status", "0xC000006D"), ("SubStatus", "0xc000006a"), ("FailureReason", "%%2313"),
        ]),
      [
        "event.outcome": ["failure"], "winlog.logon.failure.reason": ["Unknown user name or bad password."],
        "winlog.logon.failure.sub_status": ["User logon with misspelled or bad password"], "error.code": ["0xc000006a"],
      ])
    expect(
      map(
        "Microsoft-Windows-Security-Auditing", 4769,
        [
          ("TargetUserName", "alice@CORP.TEST"), ("ServiceName", "krbtgt"), ("TicketEncryptionType", "0x17"),
          ("IpAddress", "::ffff:10.0.0.1"),
          ("Status", "0x0"),
        ]),
      [
        "user.name": ["alice"], "source.ip": ["10.0.0.1"], "winlog.logon.kerberos.encryption_type": ["RC4-HMAC"],
        "event.outcome": ["success"], "service.name": ["krbtgt"],
      ])
    expect(
      map("Microsoft-Windows-Security-Auditing", 4771, [("Status", "0x18"), ("TargetUserName", "bob")]),
      [
        "event.outcome": ["failure"], "event.reason": ["KDC_ERR_PREAUTH_FAILED"],
      ])
  }

  @Test("Processes, accounts, groups and objects of the security channel")
  func security() {
    let row = map(
      "Microsoft-Windows-Security-Auditing", 4688,
      [
        ("SubjectUserSid", "S-1-5-18"), ("SubjectUserName", "WKS01$"), ("SubjectDomainName", "CORP"),
        ("NewProcessId", "0x1a4"),
        ("NewProcessName", #"C:\Windows\x.exe"#), ("ProcessId", "0x64"), ("ParentProcessName", #"C:\Windows\p.exe"#),
        ("CommandLine", "x.exe -a"), ("TokenElevationType", "%%1937"), ("MandatoryLabel", "S-1-16-12288"),
        ("TargetUserName", "-"),
      ])
    expect(
      row,
      [
        "process.pid": ["420"], "process.parent.pid": ["100"], "process.name": ["x.exe"],
        "process.parent.name": ["p.exe"],
        "process.args": ["x.exe", "-a"], "user.name": ["WKS01$"], "winlog.process.integrity_level": ["High"],
        "user.effective.name": [],
      ])
    #expect(row["process.entity_id"].first?.count == 32)
    expect(
      map(
        "Microsoft-Windows-Security-Auditing", 4732,
        [
          ("TargetUserName", "Administrators"), ("TargetSid", "S-1-5-32-544"), ("MemberSid", "S-1-5-21-1-2-3-9"),
          ("MemberName", "CN=Bob,DC=corp"),
          ("SubjectUserName", "admin"),
        ]),
      [
        "event.category": ["iam"], "event.type": ["group", "change"], "group.name": ["Administrators"],
        "user.target.name": ["Bob"],
        "user.name": ["admin"], "event.action": ["added-member-to-group"],
      ])
    expect(
      map(
        "Microsoft-Windows-Security-Auditing", 4663,
        [
          ("ObjectType", "Key"), ("ObjectName", #"\REGISTRY\MACHINE\SAM\X"#), ("AccessList", "%%4432\r\n\t\t"),
        ]), ["event.category": ["registry"], "registry.hive": ["HKLM"], "registry.key": [#"SAM\X"#], "file.path": []])
    expect(
      map(
        "Microsoft-Windows-Security-Auditing", 5156,
        [
          ("ProcessID", 4), ("Application", "System"), ("Direction", "%%14592"), ("SourceAddress", "10.0.0.1"),
          ("SourcePort", "445"),
          ("DestAddress", "10.0.0.2"), ("DestPort", "50000"), ("Protocol", 6),
        ]),
      [
        "network.direction": ["ingress"], "network.transport": ["tcp"], "destination.port": ["50000"],
        "event.type": ["connection", "start", "allowed"],
      ])
  }

  @Test("PowerShell, Defender, services")
  func others() {
    let context =
      "        Severity = Informational\r\n        Host Application = powershell.exe -enc AAA\r\n        Command Name = Get-X\r\n"
      + "        User = CORP\\alice\r\n        Connected User = \r\n"
    expect(
      map("Microsoft-Windows-PowerShell", 4103, [("ContextInfo", context), ("Payload", "p")]),
      [
        "process.command_line": ["powershell.exe -enc AAA"], "process.name": ["powershell.exe"],
        "powershell.command.name": ["Get-X"],
        "user.name": ["alice"], "event.category": ["process"],
      ])
    expect(
      map(
        "PowerShell", 400,
        [("param3", "\tHostName=ConsoleHost\r\n\tHostApplication=powershell -c x\r\n\tEngineVersion=5.1\r\n")]),
      [
        "process.command_line": ["powershell -c x"], "powershell.engine.version": ["5.1"], "event.type": ["start"],
      ])
    expect(
      map(
        "Microsoft-Windows-Windows Defender", 1116,
        [
          ("Threat Name", "HackTool:X"), ("Path", #"file:_C:\Temp\a.exe"#), ("Detection User", #"CORP\bob"#),
          ("Severity ID", "4"),
        ]),
      [
        "event.kind": ["alert"], "event.category": ["malware", "intrusion_detection"], "file.path": [#"C:\Temp\a.exe"#],
        "file.name": ["a.exe"], "rule.name": ["HackTool:X"], "user.name": ["bob"],
      ])
    expect(
      map(
        "Service Control Manager", 7045,
        [("ServiceName", "evil"), ("ImagePath", "cmd /c x"), ("AccountName", "LocalSystem")]),
      [
        "service.name": ["evil"], "process.command_line": ["cmd /c x"], "event.action": ["service-installed"],
      ])
  }

  @Test("An export that names only the channel is understood by it")
  func channelOnly() {
    let row = NormalizedRow(
      [("winlog.channel", "Security"), ("winlog.event_id", 4624), ("winlog.event_data.TargetUserName", "a")],
      table: "windows")
    #expect(row["event.category"] == ["authentication"] && row["user.name"] == ["a"])
  }

  @Test("An unknown provider keeps what is common to all")
  func unknown() {
    let row = map("Some-Vendor", 1, [("X", "y")])
    #expect(row["event.kind"] == ["event"] && row["event.provider"] == ["Some-Vendor"] && row["event.category"] == [])
  }
}
