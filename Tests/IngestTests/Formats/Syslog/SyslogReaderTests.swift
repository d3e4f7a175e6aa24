import ECS
import Testing

@testable import Ingest

@Suite("System logs")
struct SyslogReaderTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var line: String
    var expected: [String: String]
    var testDescription: String { line }
    init(_ line: String, _ expected: [String: String]) {
      self.line = line
      self.expected = expected
    }
  }

  private static let cases = [
    Case(
      "sshd[1]: Accepted publickey for ann from 10.0.0.5 port 5022 ssh2: RSA SHA256:abc",
      [
        "event.action": "ssh-login", "event.outcome": "success", "user.name": "ann", "source.ip": "10.0.0.5",
        "source.port": "5022", "event.category": "authentication",
      ]),
    Case(
      "sshd[1]: Failed password for invalid user admin from 10.0.0.5 port 22 ssh2",
      ["event.action": "ssh-login-failed", "event.outcome": "failure", "user.name": "admin", "source.ip": "10.0.0.5"]),
    // A name chosen to look like the rest of the message.
    Case(
      "sshd[1]: Failed password for invalid user root from 1.1.1.1 port 1 ssh2 from 10.0.0.5 port 22 ssh2",
      ["source.ip": "10.0.0.5", "user.name": "root from 1.1.1.1 port 1 ssh2"]),
    Case(
      "sshd[1]: message repeated 2 times: [ Failed password for root from 10.0.0.5 port 22 ssh2]",
      ["event.action": "ssh-login-failed", "user.name": "root", "syslog.repeats": "2"]),
    Case(
      "sshd[1]: Connection closed by 10.0.0.5 port 22 [preauth]", ["event.category": "network", "source.port": "22"]),
    Case(
      "sudo:   ann : TTY=pts/0 ; PWD=/home/ann ; USER=root ; COMMAND=/usr/bin/vim /etc/passwd",
      [
        "user.name": "ann", "user.effective.name": "root", "process.command_line": "/usr/bin/vim /etc/passwd",
        "process.working_directory": "/home/ann", "event.outcome": "success",
      ]),
    Case(
      "sudo: bob : user NOT in sudoers ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh",
      ["event.action": "sudo-refused", "event.outcome": "failure", "event.reason": "user NOT in sudoers"]),
    Case("su[9]: Successful su for root by ann", ["user.name": "ann", "user.effective.name": "root"]),
    Case(
      "CRON[9]: (root) CMD (   cd / && run-parts --report /etc/cron.hourly)",
      ["user.name": "root", "event.action": "cron-command"]),
    Case(
      "useradd[9]: new user: name=eve, UID=1002, GID=1002, home=/home/eve, shell=/bin/bash",
      [
        "event.action": "added-user", "event.category": "iam", "user.target.name": "eve", "user.target.id": "1002",
        "group.id": "1002",
      ]),
    Case("usermod[9]: add 'eve' to group 'sudo'", ["user.target.name": "eve", "group.name": "sudo"]),
    Case(
      "sshd[1]: pam_unix(sshd:session): session opened for user ann(uid=1000) by (uid=0)",
      [
        "event.category": "session", "event.type": "start", "user.effective.name": "ann", "user.name": "ann",
        "user.effective.id": "1000",
      ]),
    Case(
      "sudo: pam_unix(sudo:session): session opened for user root by ann(uid=1000)",
      ["user.effective.name": "root", "user.name": "ann"]),
    Case(
      "pkexec[5]: ann: Executing command [USER=root] [TTY=unknown] [CWD=/home/ann] [COMMAND=/usr/bin/id]",
      ["user.effective.name": "root", "process.command_line": "/usr/bin/id"]),
    Case("mydaemon[5]: something else", ["message": "something else", "process.name": "mydaemon", "process.pid": "5"]),
  ]

  @Test("Messages mean what they say", arguments: cases)
  func messages(item: Case) throws {
    let row = try #require(try ReadEvents(SyslogReader.self, "Mar 27 13:06:56 Host1 " + item.line).rows.first)
    for (field, value) in item.expected { #expect(row[field] == value, "\(field)") }
    #expect(row["host.name"] == "host1")
    #expect(row["log.syslog.hostname"] == "Host1")
  }

  @Test("Values that only help the table are not written")
  func helpers() throws {
    let json = try ReadEvents(SyslogReader.self, "Mar 27 13:06:56 h sshd[1]: Invalid user a from 10.0.0.5").json[0]
    #expect(!json.contains(",\"syslog\":"))
    #expect(json.contains(#""message":"Invalid user a from 10.0.0.5""#))
  }

  @Test("Priorities are taken apart")
  func priority() throws {
    let row = try #require(
      try ReadEvents(SyslogReader.self, "<34>1 2003-10-11T22:14:15.003Z h su 7 ID47 - x").rows.first)
    #expect(row["log.syslog.facility.code"] == "4")
    #expect(row["log.syslog.severity.code"] == "2")
    #expect(row["log.level"] == "critical")
    #expect(row["log.syslog.msgid"] == "ID47")
  }

  @Test("Sysmon for Linux becomes the events that it means")
  func sysmon() throws {
    let xml = """
      <Event><System><Provider Name="Linux-Sysmon" Guid="{ff032593-a8d3-4f13-b0d6-01fc615a0f97}"/><EventID>1</EventID>\
      <TimeCreated SystemTime="2021-11-24T13:19:02.500000000Z"/><Computer>Box</Computer></System><EventData>\
      <Data Name="ProcessGuid">{5f2b4bbd-3cf6-619e-1111-000000000000}</Data><Data Name="ProcessId">19</Data>\
      <Data Name="Image">/usr/bin/ls</Data><Data Name="CommandLine">ls "a b" &amp;</Data><Data Name="User">root</Data>\
      </EventData></Event>
      """
    let row = try #require(try ReadEvents(SyslogReader.self, "Nov 24 13:19:02 Box sysmon: " + xml).rows.first)
    #expect(row["winlog.event_id"] == "1")
    #expect(row["winlog.event_data.CommandLine"] == "ls \"a b\" &")
    #expect(row["process.name"] == "ls")
    #expect(row.values(.processArgs) == ["ls", "a b", "&"])
    #expect(row["host.os.type"] == "linux")
    #expect(row["event.category"] == "process")
    #expect(row["user.name"] == "root")
  }

  @Test("Lines without a header are kept as messages and reported")
  func bare() throws {
    let read = try ReadEvents(SyslogReader.self, "Mar 27 13:06:56 h a: b\n  continued \u{FFFD}\n")
    #expect(read.rows.map { $0["message"] } == ["b", "  continued \u{FFFD}"])
    #expect(read.report.counts["repaired missing-header"] == 1)
  }

  @Test("Every line of a real log is an event", .enabled(if: SharedData.isAvailable, "needs ../shared/data"))
  func real() throws {
    var options = ReaderOptions()
    options.assumedYear = 2017
    let bytes = try SharedData.unzipped("linux/elastic-auth.log.gz")
    let read = try ReadEvents(SyslogReader.self, bytes, options: options)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(read.report.records == 7_121)
    #expect(read.report.counts.isEmpty)
    let logins = read.rows.count { $0["event.action"] == "ssh-login" }
    #expect(logins == text.split(separator: "\n").count { $0.contains("]: Accepted ") })
    let failures = read.rows.count { $0["event.action"] == "ssh-login-failed" && $0["source.ip"] != nil }
    #expect(failures == text.split(separator: "\n").count { $0.contains("Failed ") && $0.contains(" for ") })
    let sudo = read.rows.count { $0["event.action"] == "sudo" }
    #expect(sudo == text.split(separator: "\n").count { $0.contains(" sudo:") && $0.contains("COMMAND=") })
  }
}
