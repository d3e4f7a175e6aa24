import Learning

/// Events that nobody sane would write: random fields, sizes, characters and times.
public enum HostileScript {
  private static let fields = [
    "event.category", "event.type", "event.code", "event.action", "event.outcome", "host.name", "user.name",
    "user.domain", "process.name", "process.executable", "process.parent.name", "process.command_line",
    "process.entity_id", "process.parent.entity_id", "process.pid", "source.ip", "winlog.event_data.LogonType",
    "winlog.event_data.TaskName", "winlog.event_data.ServiceName", "winlog.event_data.ImagePath",
    "powershell.file.script_block_text", "host.entity.id", "host.ip", "file.path", "unheard.of",
  ]

  private static let texts = [
    "", "-", "\u{0}", "\\", "/", "\"", "'", "\"\"\"", "%", "C:", "\\\\", "\\\\?\\", "\\??\\C:\\", "//", "|", " ",
    "\t\n",
    "process", "authentication", "start", "4624", "7045", "4698", "🐎", "\u{202E}exe.txt", "e\u{301}", "\u{FEFF}",
    "-9223372036854775808", "1e400", "::1", "999.1.1.1", "$", "a$", "{}", "0x", "%SystemRoot%", "{x", "=", ":", "/:",
    String(repeating: "A", count: 70_000), String(repeating: "\"", count: 5_001), String(repeating: "\\", count: 9_000),
    String(repeating: "a ", count: 9_000), String(repeating: "é", count: 3_000),
  ]

  private static let times: [Int64?] = [nil, 0, .min, .max, -1, 1, ScriptedEvent.start, .min + 1, .max - 1]

  /// So many events of a seed.
  public static func events(seed: UInt64, count: Int) -> [ScriptedEvent] {
    var generator = Xoshiro256(seed: seed)
    return (0..<count).map { _ in
      var values: [String: String] = [:]
      for field in fields where generator.next() % 3 > 0 {
        values[field] = texts[Int(generator.next() % UInt64(texts.count))]
      }
      if generator.next() % 2 == 0 { values["event.category"] = "process|authentication" }
      if generator.next() % 2 == 0 { values["event.type"] = "start" }
      return ScriptedEvent(time: times[Int(generator.next() % UInt64(times.count))], values)
    }
  }

  /// Events of which every text is new: a flood that would fill any table.
  public static func flood(seed: UInt64, count: Int) -> [ScriptedEvent] {
    var generator = Xoshiro256(seed: seed)
    return (0..<count).map { index in
      let word = { (generator: inout Xoshiro256) in "w" + String(generator.next(), radix: 36) }
      var values = ["event.category": "process|authentication", "event.type": "start", "event.code": "7045|4698"]
      for field in fields where values[field] == nil { values[field] = word(&generator) }
      values["source.ip"] = "10.\(index >> 16 & 255).\(index >> 8 & 255).\(index & 255)"
      return ScriptedEvent(second: Double(index) * 7, values)
    }
  }
}
