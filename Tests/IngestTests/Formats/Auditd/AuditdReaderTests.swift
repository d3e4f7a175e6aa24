import ECS
import Testing

@testable import Ingest

@Suite("Linux audit logs")
struct AuditdReaderTests {
  private func rows(_ text: String) throws -> [EventRow] { try ReadEvents(AuditdReader.self, text).rows }

  private static let connect = """
    type=SYSCALL msg=audit(1492037289.295:58): arch=c000003e syscall=42 success=no exit=-115 a0=6 a1=7f a2=10 a3=fe \
    items=0 ppid=1 pid=1172 auid=4294967295 uid=0 gid=0 euid=0 comm="curl" exe="/usr/bin/curl" key=(null)
    type=SOCKADDR msg=audit(1492037289.295:58): saddr=02000050A9FEA9FE0000000000000000
    """

  @Test("Interleaved records of two events come apart, and keep the place of their first line")
  func interleaved() throws {
    let rows = try rows(
      """
      type=SYSCALL msg=audit(1.000:1): arch=c000003e syscall=59 success=yes pid=10 ppid=1 comm="a" exe="/bin/a"
      type=SYSCALL msg=audit(1.000:2): arch=c000003e syscall=59 success=yes pid=11 ppid=10 comm="b" exe="/bin/b"
      type=EXECVE msg=audit(1.000:1): argc=1 a0="a"
      type=EXECVE msg=audit(1.000:2): argc=1 a0="b"
      type=EOE msg=audit(1.000:2):
      type=EOE msg=audit(1.000:1):
      """)
    #expect(rows.map { $0["process.args"] } == ["b", "a"])
    #expect(rows.map(\.position.record) == [2, 1])
    #expect(rows[0]["event.category"] == "process")
    #expect(rows[0]["event.type"] == "start")
  }

  @Test("A child knows its parent's entity when the parent was seen to start")
  func entities() throws {
    let rows = try rows(
      """
      type=SYSCALL msg=audit(1.000:1): arch=c000003e syscall=59 success=yes pid=10 ppid=1 comm="a"
      type=EOE msg=audit(1.000:1):
      type=SYSCALL msg=audit(2.000:2): arch=c000003e syscall=59 success=yes pid=11 ppid=10 comm="b"
      type=EOE msg=audit(2.000:2):
      """)
    let parent = try #require(rows[0]["process.entity_id"])
    #expect(rows[1]["process.parent.entity_id"] == parent)
    #expect(rows[1]["process.entity_id"] != parent)
  }

  @Test("Records that come late, after time has jumped, still join their event")
  func lateness() throws {
    let rows = try rows(
      """
      type=SYSCALL msg=audit(1.000:1): arch=c000003e syscall=2 success=yes pid=1
      type=SYSCALL msg=audit(3.500:2): arch=c000003e syscall=2 success=yes pid=2
      type=CWD msg=audit(1.000:1): cwd="/tmp"
      """)
    #expect(rows.count == 2)
    #expect(rows[0]["process.working_directory"] == "/tmp")
  }

  @Test("An event without an end is given out when the log has gone on")
  func unended() throws {
    var text = "type=SYSCALL msg=audit(1.0:1): arch=c000003e syscall=2 pid=1\n"
    for serial in 2..<40 { text += "type=USER_CMD msg=audit(9.0:\(serial)): pid=1 res=success\n" }
    text += "type=SYSCALL msg=audit(9.0:40): arch=c000003e syscall=2 pid=2\n"
    let serials = try rows(text).map { $0["auditd.sequence"] ?? "" }
    #expect(serials.firstIndex(of: "1") == 31)
    #expect(serials.count == 40)
  }

  @Test("A mode that is no number is left alone")
  func brokenMode() throws {
    let row = try #require(
      try rows("type=PATH msg=audit(1.0:1): item=0 name=\"/x\" inode=1 mode=01406\u{410}\u{411}\u{412} ouid=1").first)
    #expect(row["file.mode"] == nil)
    #expect(row["file.path"] == "/x")
  }

  @Test("Socket addresses become destinations", arguments: ["", "node=web01 ", "Mar  1 10:00:00 web01 audispd: "])
  func prefixes(prefix: String) throws {
    let text = Self.connect.split(separator: "\n").map { prefix + $0 }.joined(separator: "\n")
    let row = try #require(try rows(text).first)
    #expect(row["destination.ip"] == "169.254.169.254")
    #expect(row["destination.port"] == "80")
    #expect(row["network.direction"] == "egress")
    #expect(row["event.outcome"] == "failure")
    #expect(row["auditd.data.exit"] == "EINPROGRESS")
    #expect(row["host.name"] == (prefix.isEmpty ? nil : "web01"))
  }

  @Test("The kernel's own lines are records too")
  func kernelLines() throws {
    let row = try #require(
      try rows(
        "Mar  1 10:00:00 h kernel: [ 12.3] audit: type=1400 audit(1500000000.1:7): apparmor=\"DENIED\" operation=\"open\""
      ).first)
    #expect(row["auditd.message_type"] == "avc")
    #expect(row["event.action"] == "violated-apparmor-policy")
    #expect(row["event.outcome"] == "failure")
  }

  @Test("Names that auditd added behind the separator are read")
  func enriched() throws {
    let row = try #require(
      try rows(
        "type=SYSCALL msg=audit(1.0:1): arch=c000003e syscall=59 success=yes pid=1 auid=1000 uid=0\u{1D}ARCH=x86_64 "
          + "SYSCALL=execve AUID=\"ann\" UID=\"root\""
      ).first)
    #expect(row["user.name"] == "root")
    #expect(row["user.audit.name"] == "ann")
    #expect(row["auditd.data.ARCH"] == "x86_64")
  }

  @Test("Arguments in pieces are put together over records")
  func chunkedArguments() throws {
    let row = try #require(
      try rows(
        """
        type=EXECVE msg=audit(1.0:1): argc=3 a0="sh" a1="-c" a2_len=8 a2[0]=6563
        type=EXECVE msg=audit(1.0:1): a2[1]=686F2061
        """
      ).first)
    #expect(row.values(.processArgs) == ["sh", "-c", "echo a"])
    #expect(row["process.command_line"] == "sh -c echo a")
    #expect(row["process.args_count"] == "3")
  }

  @Test("A failed login names the account, a su names both people")
  func people() throws {
    let rows = try rows(
      """
      type=USER_LOGIN msg=audit(1.0:1): pid=1 uid=0 auid=4294967295 ses=4294967295 msg='op=login \
      acct=28696E76616C6964207573657229 exe="/usr/sbin/sshd" hostname=? addr=31.207.47.36 terminal=sshd res=failed'
      type=USER_AUTH msg=audit(1.0:2): pid=2 uid=0 auid=1001 ses=1 msg='op=PAM:authentication acct="root" \
      exe="/bin/su" hostname=? addr=? terminal=/dev/pts/0 res=success'
      """)
    #expect(rows[0]["user.name"] == "(invalid user)")
    #expect(rows[0]["source.ip"] == "31.207.47.36")
    #expect(rows[0]["event.outcome"] == "failure")
    #expect(rows[1]["user.id"] == "1001")
    #expect(rows[1]["user.effective.name"] == "root")
    #expect(rows[1]["user.name"] == nil)
  }

  @Test("What is no record is reported with its line, and the rest is read")
  func malformed() throws {
    let read = try ReadEvents(
      AuditdReader.self,
      """
      garbage
      ----
      type=USER_CMD msg=audit(1.0:1): pid=1 msg='cwd="/" cmd=6C73202D6C res=success'
      type=UNKNOWN[1329] msg=?
      """)
    #expect(read.rows.map { $0["process.command_line"] } == ["ls -l"])
    #expect(read.report.counts == ["skipped malformed-record": 2])
    #expect(read.report.problems.map(\.position.record) == [1, 4])
  }

  @Test("Memory stays bounded when no event ever ends")
  func unfinished() throws {
    var text = ""
    for serial in 0..<2_000 { text += "type=SYSCALL msg=audit(1.0:\(serial)): arch=c000003e syscall=1 pid=\(serial)\n" }
    #expect(try rows(text).count == 2_000)
  }

  @Test("Reading in small pieces gives the same events")
  func pieces() throws {
    let bytes = Array((Self.connect + "\r\n" + Self.connect).utf8)
    let whole = try ReadEvents(AuditdReader.self, bytes).json
    #expect(try ReadEvents(AuditdReader.self, bytes, chunk: 7).json == whole)
    #expect(whole.count == 1)
  }
}
