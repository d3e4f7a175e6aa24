extension MappingTables {
  /// Sysmon for Linux: the events and data of Sysmon on Windows under another provider, so its entries are taken from
  /// there. What is different: paths, command lines, and the host.
  ///
  /// Source: "Sysmon for Linux", Sysinternals (the event manifest is shared with Windows).
  static let linuxSysmon: [String] =
    [
      """
      table sysmon-linux
      key winlog.provider_name winlog.event_id
      base winlog.event_data.
      missing - (null)
      extension winlog.*
      always
        @timestamp < /winlog.time_created
        @timestamp < UtcTime | date
        event.kind = event
        event.code < /winlog.event_id
        event.provider < /winlog.provider_name
        event.module = sysmon_linux
        host.name < /winlog.computer_name | lower
        host.name < /log.syslog.hostname | lower
        host.os.family = linux
        host.os.type = linux
      entry Linux-Sysmon 1
        process.args, process.args_count < CommandLine | posix-args
        process.parent.args, process.parent.args_count < ParentCommandLine | posix-args
      """
    ] + [sysmonProcess, sysmonActivity].map(forLinux)

  private static func forLinux(_ table: String) -> String {
    let lines = table.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
      let words = line.drop { $0 == " " }
      if words == "table windows" { return "table sysmon-linux" }
      guard words.hasPrefix("entry Microsoft-Windows-Sysmon ") else { return String(line) }
      return "entry Linux-Sysmon" + words.dropFirst("entry Microsoft-Windows-Sysmon".count)
    }
    return lines.joined(separator: "\n")
  }
}
