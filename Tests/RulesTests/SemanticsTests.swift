import Testing

@testable import Rules

/// The meaning of EQL as Elasticsearch documents it.
@Suite struct SemanticsTests {
  static let event = #"""
    {"event":{"category":"process","type":["start","info"]},
     "process":{"name":"CMD.exe","pid":4242,"command_line":"cmd.exe /c \"C:\\Users\\x\\a.bat\" --flag=value",
       "args":["cmd.exe","/c","A.bat"],"parent":{"name":"cmd.EXE","pid":12}},
     "user":{"name":"Žofie"},"source":{"ip":"10.1.2.3","port":443},"destination":{"ip":"2001:db8::5"},
     "file":{"size":1048576},"@timestamp":"2024-05-06T07:08:09Z","process.exit_code":0,
     "host":{"name":"pc1"},"network":{"bytes":7}}
    """#

  @Test(arguments: [
    // Equality is exact, `:` and the forms with `~` are not.
    (#"process.name == "CMD.exe""#, true), (#"process.name == "cmd.exe""#, false),
    (#"process.name != "cmd.exe""#, true), (#"process.name : "cmd.exe""#, true),
    (#"process.name : "CMD*""#, true), (#"process.name == "CMD*""#, false),
    (#"process.name in ("a", "CMD.exe")"#, true), (#"process.name in ("a", "cmd.exe")"#, false),
    (#"process.name in~ ("a", "cmd.exe")"#, true), (#"process.name not in ("a", "CMD.exe")"#, false),
    (#"process.name not in~ ("a", "b")"#, true), (#"process.name like "CM?.exe""#, true),
    (#"process.name like "cm?.exe""#, false), (#"process.name like~ ("x*", "cm?.EXE")"#, true),
    (#"process.name : ("x", "cmd.?x?")"#, true), (#"user.name : "žOFI?""#, true), (#"user.name like "?ofie""#, true),
    (#"user.name like "??ofie""#, false), (#"process.name regex "[A-Z]{3}\\.e.e""#, true),
    (#"process.name regex "[a-z]+\\.exe""#, false), (#"process.name regex~ "[a-z]+\\.exe""#, true),
    (#"process.name regex "CMD""#, false), (#"process.name regex~ ("x", "c.*")"#, true),
    (#"process.command_line : "*C:\\Users\\*""#, true), (#"process.command_line : """*"C:\Users\*"*""""#, true),
    // A backslash before a star is a backslash: Windows paths need no escaping beyond the string's own.
    (#"process.command_line like """*C:\Users\x\a.bat*""" "#, true),
    // Lists match if any value does; negation means that none does.
    (#"process.args == "A.bat""#, true), (#"process.args != "A.bat""#, false), (#"process.args : "a.BAT""#, true),
    (#"event.type == "info" and event.type == "start""#, true), (#"not process.args : "/d""#, true),
    (#"process.args in ("zzz", "/c")"#, true), (#"length(process.args) == 2"#, true),
    // Numbers, addresses, times.
    ("process.pid == 4242", true), ("process.pid != 4242", false), ("process.pid >= 4242 and process.pid < 4243", true),
    ("4242 == process.pid", true), ("4243 > process.pid", true), ("process.pid : 4242", true),
    ("process.pid in (1, 4242)", true), ("source.port == 443.0", true), ("process.pid == process.parent.pid", false),
    ("process.pid + 1 == 4243", true), ("process.pid % 10 == 2", true), ("process.pid / 10 == 424", true),
    ("file.size / 1024.0 == 1024", true), ("-process.parent.pid == -12", true), ("process.pid - 2 * 21 == 4200", true),
    ("(process.pid - 2) * 2 == 8480", true), ("divide(process.pid, 0) == 1", false),
    ("divide(process.pid, 0) == null", true), (#"source.ip == "10.1.2.3""#, true),
    (#"cidrMatch(source.ip, "10.0.0.0/8")"#, true), (#"cidrMatch(source.ip, "192.168.0.0/16", "10.1.2.0/24")"#, true),
    (#"not cidrMatch(source.ip, "10.0.0.0/8")"#, false), (#"cidrMatch(destination.ip, "2001:db8::/32")"#, true),
    (#"source.ip : "10.1.*""#, true), (#"@timestamp > "2024-05-06T00:00:00Z""#, true),
    (#"@timestamp > "2024-05-07T00:00:00Z""#, false),
    // One field with another.
    ("process.name == process.parent.name", false), ("process.name : process.parent.name", true),
    ("process.name != process.parent.name", true), ("process.parent.pid < process.pid", true),
    // Functions.
    (#"startsWith(process.name, "CMD")"#, true), (#"startsWith(process.name, "cmd")"#, false),
    (#"startsWith~(process.name, "cmd")"#, true),
    (#"startswith~(process.name, "cmd")"#, true), (#"endsWith~(process.name, ".EXE")"#, true),
    (#"stringContains(process.command_line, "--flag")"#, true), (#"stringContains~(process.name, "D.E")"#, true),
    (#"endsWith(process.name, process.name)"#, true), (#"endsWith~(process.parent.name, process.name)"#, true),
    ("length(process.name) == 7", true), ("length(user.name) == 5", true),
    (#"between(process.command_line, "--flag=", "e") == "valu""#, true),
    (#"between(process.command_line, "c", "e", true) == "md.exe /c \"C:\\Users\\x\\a.bat\" --flag=valu""#, true),
    (#"between~(process.name, "cm", ".E") == "D""#, true), (#"between(process.name, "zz", "e") == """#, true),
    (#"indexOf(process.name, "exe") == 4"#, true), (#"indexOf(process.name, "zz") == null"#, true),
    (#"indexOf(process.command_line, "exe", 5) == null"#, true), (#"substring(process.name, -4) == ".exe""#, true),
    (#"substring(process.name, 0, 3) == "CMD""#, true), (#"substring(process.name, 3, 1) == """#, true),
    (#"concat(process.name, ":", process.pid) == "CMD.exe:4242""#, true), (#"string(process.pid) == "4242""#, true),
    (#"number("0x10") == 16"#, true), (#"number("ff", 16) == 255"#, true), (#"number("x") == null"#, true),
    (#"wildcard(process.name, "x*", "CMD*")"#, true), (#"match~(process.name, "c.d.*")"#, true),
    (#"arrayContains(process.args, "A.bat", "q")"#, true), ("add(1, 2) == 3 and modulo(7, 4) == 3", true),
    // Precedence: `not` binds closer than `and`, `and` closer than `or`.
    ("true or false and false", true), ("(true or false) and false", false), ("not false and false", false),
    (#"not process.name == "x" and process.pid == 4242"#, true),
  ])
  func means(condition: String, expected: Bool) throws {
    #expect(try QueryHarness.matches(condition, Self.event) == expected, "\(condition)")
  }

  @Test(arguments: [
    ("host.ip", #""10.0.0.1""#), ("process.title", #""x""#), ("process.thread.id", "1"),
    ("process.end", #""2024-01-01""#),
    ("process.interactive", "true"), ("?no.such.field", #""x""#),
  ])
  func missingFieldsAreNull(field: String, value: String) throws {
    for (condition, expected) in [
      ("\(field) == \(value)", false), ("\(field) != \(value)", false), ("not \(field) == \(value)", false),
      ("\(field) == null", true), ("\(field) != null", false), ("not \(field) == null", false),
      ("\(field) == \(value) or true", true), ("not (\(field) == \(value) and false)", true),
      ("not (\(field) == \(value) or false)", false), ("\(field) in (\(value))", false),
      ("not \(field) in (\(value))", false), ("\(field) < \(value)", false), ("\(field) : \"*\"", false),
      ("not \(field) : \"*\"", false),
    ] {
      #expect(try QueryHarness.matches(condition, Self.event) == expected, "\(condition)")
    }
  }

  @Test func categoryIsPartOfTheQuery() throws {
    let events = [
      #"{"event.category":"process","process.pid":1}"#, #"{"event.category":["file","process"],"process.pid":1}"#,
      #"{"event.category":"network","process.pid":1}"#, #"{"process.pid":1}"#,
    ]
    #expect(try QueryHarness.rows("process where process.pid == 1", events) == [0, 1])
    #expect(try QueryHarness.rows("any where process.pid == 1", events) == [0, 1, 2, 3])
    #expect(try QueryHarness.rows(#""network" where true"#, events) == [2])
  }

  /// Kleene's tables, through terms that are true, false and null on the event.
  @Test func threeValuedLogic() throws {
    let terms: [(String, Bool?)] = [
      ("process.pid == 4242", true), ("process.pid == 1", false), ("process.title == \"x\"", nil),
      ("process.name == process.parent.name", false), ("process.name == process.title", nil),
    ]
    for (left, a) in terms {
      for (right, b) in terms {
        let and = ThreeValued.and([a, b])
        let or = ThreeValued.or([a, b])
        for (condition, truth) in [("(\(left) and \(right))", and), ("(\(left) or \(right))", or)] {
          #expect(try QueryHarness.matches(condition, Self.event) == (truth == true), "\(condition)")
          #expect(try QueryHarness.matches("not \(condition)", Self.event) == (truth == false), "not \(condition)")
        }
      }
    }
  }
}
