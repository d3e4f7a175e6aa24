import Ingest
import TestSupport
import Testing

/// A reader and an input in its format.
struct ReaderSample: Sendable, CustomTestStringConvertible {
  var type: any EventReader.Type
  var bytes: [UInt8]
  /// Events in it.
  var count: Int
  /// Whether a cut end leaves the events before it readable one by one; a binary format may lose a whole block.
  var isLineByLine = true

  var testDescription: String { type.format }

  init(_ type: any EventReader.Type, count: Int, _ text: String) {
    self.type = type
    self.count = count
    bytes = Array(text.utf8)
  }
}

extension ReaderSample {
  /// Samples of every format; that of EVTX comes from the shared data.
  static let all: [ReaderSample] = [zeek, auditd, windowsXML, syslog, json, csv]

  private static let zeek = ReaderSample(
    ZeekReader.self, count: 3,
    """
    #separator \\x09
    #set_separator\t,
    #empty_field\t(empty)
    #unset_field\t-
    #path\tconn
    #open\t2026-01-01-00-00-00
    #fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes
    #types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount
    1767225600.000001\tCa1\t10.0.0.1\t50000\t10.0.0.2\t443\ttcp\tssl\t1.5\t100
    1767225601.5\tCa2\t10.0.0.1\t50001\t2001:db8::1\t53\tudp\tdns\t-\t-
    1767225602.25\tCa3\t10.0.0.3\t50002\t10.0.0.2\t80\ttcp\t(empty)\t0.1\t0
    #close\t2026-01-01-01-00-00

    """)

  private static let auditd = ReaderSample(
    AuditdReader.self, count: 2,
    """
    type=SYSCALL msg=audit(1767225600.123:101): arch=c000003e syscall=59 success=yes exit=0 a0=1 a1=2 a2=3 a3=4 items=2 \
    ppid=10 pid=11 auid=1000 uid=0 gid=0 euid=0 tty=pts0 ses=3 comm="cat" exe="/usr/bin/cat" key="exec"
    type=EXECVE msg=audit(1767225600.123:101): argc=2 a0="cat" a1=2F6574632F706173737764
    type=CWD msg=audit(1767225600.123:101): cwd="/root"
    type=PATH msg=audit(1767225600.123:101): item=0 name="/usr/bin/cat" inode=5 mode=0100755 ouid=0 ogid=0
    type=EOE msg=audit(1767225600.123:101):
    type=USER_LOGIN msg=audit(1767225601.000:102): pid=12 uid=0 auid=1000 ses=4 msg='op=login acct="ann" \
    exe="/usr/sbin/sshd" hostname=h addr=10.0.0.9 terminal=ssh res=success'

    """)

  private static func eventXML(_ record: Int) -> String {
    """
    <Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>\
    <Provider Name="Microsoft-Windows-Security-Auditing" Guid="{54849625-5478-4994-A5BA-3E3B0328C30D}"/>\
    <EventID>4688</EventID><Version>2</Version><Level>0</Level><Task>13312</Task><Opcode>0</Opcode>\
    <Keywords>0x8020000000000000</Keywords><TimeCreated SystemTime="2026-01-01T00:00:0\(record).1234567Z"/>\
    <EventRecordID>\(record)</EventRecordID><Execution ProcessID="4" ThreadID="5"/><Channel>Security</Channel>\
    <Computer>WS1.corp.example</Computer></System><EventData><Data Name="NewProcessName">C:\\a&amp;b.exe</Data>\
    <Data Name="CommandLine">a &lt;b&gt; "ž"</Data></EventData></Event>

    """
  }

  private static let windowsXML = ReaderSample(
    WindowsXMLReader.self, count: 3, eventXML(1) + eventXML(2) + eventXML(3))

  private static let syslog = ReaderSample(
    SyslogReader.self, count: 3,
    """
    Jan  1 00:00:01 web1 sshd[812]: Accepted password for ann from 10.0.0.9 port 50122 ssh2
    Jan  1 00:00:02 web1 sudo: ann : TTY=pts/0 ; PWD=/home/ann ; USER=root ; COMMAND=/bin/cat /etc/shadow
    Jan  1 00:00:03 web1 CRON[901]: (root) CMD (run-parts /etc/cron.hourly)

    """)

  private static let json = ReaderSample(
    JSONReader.self, count: 3,
    """
    {"@timestamp":"2026-01-01T00:00:00Z","event":{"code":"1"},"host":{"name":"ws1"},"n":1.5e3,"l":["a",null,"b"]}
    {"@timestamp":"2026-01-01T00:00:01Z","event":{"code":"2"},"host":{"name":"ž🐎"},"deep":{"a":{"b":[{"c":1}]}}}
    {"@timestamp":"2026-01-01T00:00:02Z","event":{"code":"3"},"text":"a\\"b\\\\c\\u00e9"}

    """)

  private static let csv = ReaderSample(
    CSVReader.self, count: 3,
    """
    EventID,TimeGenerated,Computer,TargetUserName,TargetDomainName,LogonType,IpAddress
    4624,2026-01-01 00:00:01.500,WS1,ann,CORP,2,127.0.0.1
    4624,2026-01-01 00:00:02.000,WS1,"bob ""b"", jr",CORP,3,10.0.0.9
    4625,2026-01-01 00:00:03.000,WS2,eve,CORP,3,10.0.0.9

    """)
}
