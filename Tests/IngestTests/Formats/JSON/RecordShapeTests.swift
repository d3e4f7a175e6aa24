import ECS
import Testing

@testable import Ingest

/// One small record of each shape, and what the event must say. The records are hand-written after each source's
/// documentation.
@Suite struct RecordShapeTests {
  func events(_ text: String) throws -> [EventRow] {
    let result = try readJSON(Array(text.utf8))
    #expect(result.report.skipped == 0)
    return result.batches.flatMap { batch in (0..<batch.count).map { batch[$0] } }
  }

  static let records: [(name: String, text: String, expected: [String: String])] = [
    (
      "winlogbeat",
      #"{"@timestamp":"2024-01-01T00:00:00.000Z","winlog":{"event_id":"4624","provider_name":"Microsoft-Windows-Security-Auditing","computer_name":"DC.corp","event_data":{"TargetUserName":"bob"}}}"#,
      [
        "winlog.event_id": "4624", "winlog.event_data.TargetUserName": "bob", "event.code": "4624",
        "host.name": "dc.corp",
      ]
    ),
    (
      "winlogbeat 6",
      #"{"@timestamp":"2018-01-01T00:00:00.000Z","event_id":1,"source_name":"Microsoft-Windows-Sysmon","log_name":"Microsoft-Windows-Sysmon/Operational","computer_name":"H","event_data":{"Image":"C:\\a.exe"}}"#,
      [
        "winlog.event_id": "1", "winlog.channel": "Microsoft-Windows-Sysmon/Operational",
        "process.executable": #"C:\a.exe"#,
      ]
    ),
    (
      "nxlog",
      #"{"EventID":4688,"Channel":"Security","SourceName":"Microsoft-Windows-Security-Auditing","Hostname":"W5.lab","host":"wec","port":1,"@timestamp":"2020-09-04T20:09:40.845Z","SourceModuleName":"eventlog","EventType":"AUDIT_SUCCESS","Keywords":-9214364837600034816,"ExecutionProcessID":4,"ProcessId":"0x10","NewProcessName":"C:\\b.exe","tags":["mordorDataset"]}"#,
      [
        "winlog.event_id": "4688", "winlog.computer_name": "W5.lab", "nxlog.EventType": "AUDIT_SUCCESS",
        "winlog.keywords": "0x8020000000000000", "nxlog.Keywords": "-9214364837600034816", "winlog.process.pid": "4",
        "winlog.event_data.ProcessId": "0x10", "logstash.host": "wec", "process.executable": #"C:\b.exe"#,
      ]
    ),
    (
      "flat with Source",
      #"{"Source":"Raccine","TimeCreated":"2020-10-18 03:38:05.959","Hostname":"W5","Task":"0","Channel":"Application","Message":"m","EventID":2}"#,
      ["winlog.provider_name": "Raccine", "@timestamp": "2020-10-18T03:38:05.959Z", "winlog.task": "0", "message": "m"]
    ),
    (
      "evtx_dump",
      ##"{"Event":{"#attributes":{"xmlns":"x"},"System":{"Provider":{"#attributes":{"Name":"P","Guid":"G"}},"EventID":{"#attributes":{"Qualifiers":16384},"#text":7},"TimeCreated":{"#attributes":{"SystemTime":"2026-04-17T05:24:53.092051Z"}},"Execution":{"#attributes":{"ProcessID":3,"ThreadID":4}},"Computer":"C"},"EventData":{"Data":{"#text":["a","b"]}},"UserData":{"Wrap":{"Name":"n"}}}}"##,
      [
        "winlog.event_id": "7", "winlog.event_qualifiers": "16384", "winlog.provider_name": "P",
        "winlog.event_data.param1": "a", "winlog.event_data.param2": "b", "winlog.user_data.Name": "n",
        "@timestamp": "2026-04-17T05:24:53.092051Z", "winlog.process.thread.id": "4",
      ]
    ),
    (
      "XML converted to JSON",
      ##"{"Event":{"System":{"Provider":{"@Name":"Microsoft-Windows-Sysmon"},"EventID":"1","Computer":"C"},"EventData":{"Data":[{"@Name":"Image","#text":"C:\\a.exe"},{"@Name":"User","#text":"D\\u"}]}}}"##,
      ["winlog.event_id": "1", "winlog.event_data.Image": #"C:\a.exe"#, "user.name": "u", "user.domain": "D"]
    ),
    (
      "Get-WinEvent",
      #"{"Id":4624,"ProviderName":"Microsoft-Windows-Security-Auditing","LogName":"Security","MachineName":"M","RecordId":9,"ProcessId":7,"UserId":{"Value":"S-1-5-18"},"TimeCreated":"\/Date(1600000000000)\/","Message":"An account","LevelDisplayName":"Information"}"#,
      [
        "winlog.event_id": "4624", "winlog.record_id": "9", "winlog.user.identifier": "S-1-5-18",
        "@timestamp": "2020-09-13T12:26:40.000Z",
      ]
    ),
    (
      "sysmon",
      #"{"EventId":18,"UtcTime":"2018-12-04 00:42:45.727","RuleName":null,"Image":"C:\\w.exe","PipeName":"\\srvsvc"}"#,
      [
        "winlog.event_id": "18", "winlog.provider_name": "Microsoft-Windows-Sysmon",
        "winlog.event_data.PipeName": #"\srvsvc"#, "@timestamp": "2018-12-04T00:42:45.727Z",
      ]
    ),
    (
      "elasticsearch hit",
      #"{"_index":"logs","_id":"1","_source":{"@timestamp":"2024-01-01T00:00:00Z","event":{"kind":"event"},"host":{"name":"h"}}}"#,
      ["elasticsearch._index": "logs", "host.name": "h", "event.kind": "event"]
    ),
    (
      "splunk result",
      #"{"preview":false,"offset":0,"result":{"eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"us-east-1","eventTime":"2024-01-01T00:00:00Z"}}"#,
      ["aws.cloudtrail.eventName": "GetObject", "splunk.offset": "0", "event.category": "file"]
    ),
    (
      "eslogger exec",
      #"{"schema_version":1,"version":7,"event_type":9,"time":"2023-05-07T14:25:44.366219837Z","event":{"exec":{"args":["date","+%c"],"cwd":{"path":"/tmp"},"target":{"audit_token":{"pid":14522,"pidversion":42967,"euid":501},"parent_audit_token":{"pid":14518,"pidversion":42958},"ppid":14518,"executable":{"path":"/bin/date"},"signing_id":"com.apple.date","team_id":null}}},"process":{"audit_token":{"pid":14522,"pidversion":42966},"executable":{"path":"/bin/zsh"}}}"#,
      [
        "event.category": "process", "event.action": "exec", "process.pid": "14522", "process.name": "date",
        "process.entity_id": "14522.42967", "process.parent.entity_id": "14518.42958", "process.parent.name": "zsh",
        "process.command_line": "date +%c", "process.working_directory": "/tmp",
        "@timestamp": "2023-05-07T14:25:44.366219837Z",
        "process.code_signature.signing_id": "com.apple.date", "host.os.type": "macos",
      ]
    ),
    (
      "eslogger rename",
      #"{"schema_version":1,"event_type":25,"time":"2023-05-07T14:25:44Z","event":{"rename":{"source":{"path":"/tmp/a"},"destination":{"new_path":{"dir":{"path":"/tmp"},"filename":"b.sh"}}}},"process":{"audit_token":{"pid":1,"pidversion":2},"executable":{"path":"/bin/mv"}}}"#,
      [
        "event.action": "rename", "file.path": "/tmp/b.sh", "file.extension": "sh", "file.Ext.original.path": "/tmp/a",
        "process.name": "mv",
      ]
    ),
    (
      "santa execution",
      #"{"machine_id":"m","event_time":"2024-01-01T00:00:00Z","boot_session_uuid":"b","execution":{"instigator":{"id":{"pid":1,"pidversion":2},"executable":{"path":"/bin/sh"}},"target":{"id":{"pid":3,"pidversion":4},"executable":{"path":"/bin/ls"}},"args":["bHM=","LWw="],"decision":"DECISION_DENY"}}"#,
      [
        "process.entity_id": "3.4", "process.command_line": "ls -l", "process.parent.name": "sh",
        "event.outcome": "failure", "host.id": "m",
      ]
    ),
    (
      "osquery process",
      #"{"name":"pack_x_process_events","hostIdentifier":"h1","unixTime":1678936138,"columns":{"cmdline":"ls -l","path":"/bin/ls","pid":"7","parent":"1","syscall":"execve","uid":"0"},"action":"added"}"#,
      [
        "event.category": "process", "process.pid": "7", "process.args": "ls", "process.name": "ls", "host.name": "h1",
        "@timestamp": "2023-03-16T03:08:58.000Z",
      ]
    ),
    (
      "journald",
      #"{"__REALTIME_TIMESTAMP":"1600000000000000","_HOSTNAME":"h","MESSAGE":[104,105],"_PID":"9","_EXE":"/usr/sbin/sshd","PRIORITY":"6","SYSLOG_IDENTIFIER":"sshd"}"#,
      [
        "message": "hi", "process.pid": "9", "log.level": "info", "@timestamp": "2020-09-13T12:26:40.000Z",
        "journald._PID": "9",
      ]
    ),
    (
      "zeek conn",
      #"{"ts":1588205199.82437,"uid":"C1","id.orig_h":"10.0.1.6","id.orig_p":54243,"id.resp_h":"10.0.0.4","id.resp_p":53,"proto":"udp","conn_state":"SF"}"#,
      [
        "zeek.conn.uid": "C1", "source.ip": "10.0.1.6", "destination.port": "53",
        "@timestamp": "2020-04-30T00:06:39.824370Z",
      ]
    ),
    (
      "zeek with stream names",
      #"{"@stream":"dns","@system":"s","ts":1588205199.5,"uid":"C1","id_orig_h":"10.0.1.6","id_orig_p":5,"id_resp_h":"10.0.0.4","id_resp_p":53,"query":"a.test"}"#,
      ["zeek.dns.id.orig_h": "10.0.1.6", "dns.question.name": "a.test"]
    ),
    (
      "suricata",
      #"{"timestamp":"2024-01-01T00:00:00.000000+0000","flow_id":1,"event_type":"alert","src_ip":"10.0.0.1","src_port":1,"dest_ip":"10.0.0.2","dest_port":2,"proto":"TCP","alert":{"signature":"s","signature_id":5}}"#,
      ["event.kind": "alert", "rule.name": "s", "source.ip": "10.0.0.1", "network.transport": "tcp"]
    ),
    (
      "cloudtrail",
      #"{"Records":[{"eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","awsRegion":"us-east-1","eventTime":"2024-08-02T08:53:24Z","sourceIPAddress":"1.2.3.4","userIdentity":{"type":"IAMUser","userName":"eve"},"responseElements":{"ConsoleLogin":"Failure"}}]}"#,
      [
        "event.category": "authentication", "event.outcome": "failure", "user.name": "eve", "source.ip": "1.2.3.4",
        "cloud.provider": "aws",
      ]
    ),
    (
      "okta",
      #"[{"published":"2022-03-22T14:21:53.225Z","eventType":"user.session.start","actor":{"alternateId":"a@b.c","displayName":"A"},"client":{"ipAddress":"1.1.1.1"},"outcome":{"result":"FAILURE"},"displayMessage":"login"}]"#,
      [
        "event.action": "user.session.start", "event.outcome": "failure", "user.name": "a@b.c", "source.ip": "1.1.1.1",
        "okta.actor.displayName": "A",
      ]
    ),
    (
      "entra graph",
      #"{"@odata.context":"x","value":[{"id":"1","createdDateTime":"2024-01-01T00:00:00Z","userPrincipalName":"A@B.c","appDisplayName":"App","ipAddress":"1.2.3.4","status":{"errorCode":50126}}]}"#,
      ["user.name": "a@b.c", "user.domain": "b.c", "event.outcome": "failure", "source.ip": "1.2.3.4"]
    ),
    (
      "entra diagnostic",
      #"{"records":[{"time":"2024-01-01T00:00:00Z","category":"SignInLogs","operationName":"Sign-in activity","resultType":"0","properties":{"userPrincipalName":"a@b.c","status":{"errorCode":0}}}]}"#,
      ["event.outcome": "success", "user.name": "a@b.c", "@timestamp": "2024-01-01T00:00:00.000Z"]
    ),
    (
      "gcp",
      #"{"protoPayload":{"methodName":"m","serviceName":"s","authenticationInfo":{"principalEmail":"a@b.c"},"requestMetadata":{"callerIp":"1.2.3.4"}},"insertId":"i","logName":"l","timestamp":"2023-03-08T18:52:52Z"}"#,
      ["event.action": "m", "user.email": "a@b.c", "source.ip": "1.2.3.4", "cloud.provider": "gcp"]
    ),
    (
      "anything", #"{"when":1,"time":"2024-01-01T00:00:00Z","x":{"y":[1,2]}}"#,
      ["x.y": "1", "@timestamp": "2024-01-01T00:00:00.000Z"]
    ),
  ]

  @Test(arguments: 0..<records.count)
  func mapsEachShape(index: Int) throws {
    let record = Self.records[index]
    let event = try #require(try events(record.text).first)
    for (field, value) in record.expected {
      let found = field == "@timestamp" ? event.timestamp?.iso8601 : event[field]
      #expect(found == value, "\(record.name): \(field)")
    }
  }

  @Test func recognisesEachRecordOfAMixedFile() throws {
    let texts = Self.records.map(\.text).filter { !$0.hasPrefix("[") && !$0.hasPrefix("{\"Records\"") }
    let result = try readJSON(Array((texts + texts).joined(separator: "\n").utf8))
    let half = result.events.count / 2
    #expect(Array(result.events[..<half]) == Array(result.events[half...]))
    #expect(result.report.counts["repaired json.unknown"] == 2)
  }

  @Test(arguments: [
    (
      #"{"name":"p","hostIdentifier":"h","unixTime":1,"diffResults":{"added":[{"pid":"1","path":"/a"}],"removed":[{"pid":"2","path":"/b"}]}}"#,
      ["added", "removed"]
    ),
    (
      #"{"name":"p","hostIdentifier":"h","unixTime":1,"action":"snapshot","snapshot":[{"pid":"1"},{"pid":"2"}]}"#,
      ["snapshot", "snapshot"]
    ),
  ])
  func makesAnEventOfEachRowOfABatch(text: String, actions: [String]) throws {
    let events = try events(text)
    #expect(events.map { $0["osquery.result.action"] } == actions)
    #expect(events.map { $0["osquery.result.columns.pid"] } == ["1", "2"])
    #expect(events.allSatisfy { $0["host.name"] == "h" && $0["osquery.result.name"] == "p" })
  }
}
