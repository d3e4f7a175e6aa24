/// Records of endpoint sensors on macOS and Linux, osquery, and tables exported from log analytics.
enum EndpointShapes {
  static func plan(_ shape: RecordShape) -> ShapePlan {
    switch shape {
    case .eslogger:
      ShapePlan(
        naming: "keep @timestamp host.* agent.* ecs.*\n* -> eslogger.*", table: "eslogger",
        kind: ("eslogger.kind", esloggerKinds),
        lists: [.init("eslogger.event.exec.args", joined: "process.command_line")],
        times: [.init("eslogger.time", .text)])
    case .santa:
      ShapePlan(
        naming: "keep @timestamp\n" + santaNaming, table: "santa", kind: ("santa.kind", santaKinds),
        lists: [
          .init("santa.args", decoded: "process.args"), .init("process.args", joined: "process.command_line"),
          .init("santa.envs", decoded: "process.env_vars"),
        ],
        times: [.init("santa.event_time", .text), .init("santa.processed_time", .text)])
    case .osquery, .osquerySnapshot, .osqueryBatch:
      ShapePlan(
        naming: "keep @timestamp\n* -> osquery.result.*", table: "osquery", kind: ("osquery.kind", osqueryKinds),
        times: [
          .init("osquery.result.columns.time", .seconds), .init("osquery.result.unixTime", .seconds),
          .init("osquery.result.calendarTime", .text),
        ])
    case .journald:
      ShapePlan(
        naming: "keep @timestamp\nMESSAGE -> message\n* -> journald.*", table: "journald",
        times: [
          .init("journald._SOURCE_REALTIME_TIMESTAMP", .microseconds),
          .init("journald.__REALTIME_TIMESTAMP", .microseconds),
        ])
    case .jamfAlert:
      ShapePlan(
        naming: "keep @timestamp\n* -> jamf.*", table: "jamf-alert", kind: ("jamf.kind", jamfKinds),
        lists: [.init("jamf.match.event.process.args", joined: "process.command_line")],
        times: [.init("jamf.match.event.timestamp", .seconds)])
    case .jamfAlertInput:
      ShapePlan(naming: "input.* -> *\n* -> wrapper.*", isWrapper: true)
    case .jamfTelemetry:
      ShapePlan(
        naming: "keep @timestamp\n* -> jamf.telemetry.*", table: "jamf-telemetry",
        lists: [.init("jamf.telemetry.exec_args.args", joined: "process.command_line")],
        times: [.init("jamf.telemetry.header.time_seconds_epoch", .seconds)])
    case .jamfWeb:
      ShapePlan(
        naming: "keep @timestamp\n* -> jamf.web.*", table: "jamf-web",
        times: [.init("jamf.web.event.timestamp", .text), .init("jamf.web.event.receiptTime", .text)])
    case .eqlNormalized:
      ShapePlan(
        naming: "keep @timestamp\n* -> eql.*", table: "eql-normalized", times: [.init("eql.timestamp", .fileTime)])
    case .syslogTable:
      ShapePlan(
        naming: "keep @timestamp column1\nSyslogMessage -> message\n* -> sentinel.*", table: "sentinel-syslog",
        times: [.init("sentinel.EventTime", .local), .init("sentinel.TimeGenerated", .text)])
    case .auditdTable:
      ShapePlan(
        naming: "keep @timestamp column1\n* -> sentinel.*", table: "sentinel-auditd",
        times: [.init("sentinel.TimeGenerated", .text)])
    default: ShapePlan()
    }
  }

  /// One kind an event member of Endpoint Security (`event.exec`, `event.fork`, …): its name is the kind.
  private static let esloggerKinds = """
    exec fork exit open close create write rename unlink link clone copyfile exchangedata truncate signal mmap mprotect
    mount unmount remount kextload kextunload get_task get_task_read get_task_name get_task_inspect trace
    proc_suspend_resume remote_thread_create cs_invalidated setuid seteuid setreuid setgid setegid setregid setmode
    setowner setflags setacl setextattr deleteextattr listextattr getextattr setattrlist getattrlist utimes access chdir
    chroot fchdir fcntl lookup readdir readlink stat dup uipc_bind uipc_connect iokit_open settime
    authentication login_login login_logout lw_session_login lw_session_logout lw_session_lock lw_session_unlock
    openssh_login openssh_logout screensharing_attach screensharing_detach su sudo btm_launch_item_add
    btm_launch_item_remove xp_malware_detected xp_malware_remediated profile_add profile_remove authorization_petition
    authorization_judgement od_group_add od_group_remove od_group_set od_modify_password od_disable_user od_enable_user
    od_attribute_value_add od_attribute_value_remove od_attribute_set od_create_user od_create_group od_delete_user
    od_delete_group xpc_connect gatekeeper_user_override tcc_modify pty_grant pty_close proc_check file_provider_update
    file_provider_materialize searchfs
    """.split(whereSeparator: { $0 == " " || $0 == "\n" }).map { "\($0) event.\($0).*" }.joined(separator: "\n")

  private static let santaEvents = """
    execution fork exit close rename unlink link exchangedata disk bundle allowlist file_access codesigning_invalidated
    login_window_session login_logout screen_sharing open_ssh authentication clone copyfile gatekeeper_override
    launch_item tcc_modification xprotect proc_suspend_resume network_activity
    """.split(whereSeparator: { $0 == " " || $0 == "\n" })

  /// The member that a message is about is its kind; the records inside are also met alone.
  private static let santaNaming =
    santaEvents.map { "\($0).* -> santa.*" }.joined(separator: "\n") + "\n* -> santa.*"

  /// Santa's records by the member they stand in, or by the members that only they have.
  private static let santaKinds =
    santaEvents.map { "\($0) \($0).*" }.joined(separator: "\n") + """

      execution decision target.executable.path | args reason
      fork child.id.pid
      exit exited.exit_status
      exit | exited.* exited
      close modified target.path
      rename source.path target_existed ! mode
      copyfile source.path target_existed mode
      exchangedata file1.path file2.path
      tcc_modification service identity_type
      launch_item action item_path
      file_access policy_name access_type
      proc_suspend_resume type instigator.id.pid ! target.path
      login_login | login.result login.failure_message
      """

  /// The osquery table that a row came from, as far as its columns tell.
  private static let osqueryKinds = """
    process_events columns.pid columns.path | columns.syscall columns.cmdline_size columns.overflows
    es_process_events columns.pid columns.cdhash | columns.signing_id columns.codesigning_flags columns.event_type
    bpf_process_events columns.pid columns.probe_error columns.syscall
    socket_events columns.remote_address | columns.action columns.success columns.fd
    file_events columns.target_path columns.action
    yara_events columns.target_path columns.matches
    user_events columns.pid columns.type columns.message columns.auid
    logged_in_users columns.user columns.tty columns.host
    last columns.username columns.tty columns.type columns.host
    listening_ports columns.port columns.protocol columns.address columns.pid
    process_open_sockets columns.remote_address columns.pid columns.local_port
    shell_history columns.command columns.history_file
    shell_history columns.command ! columns.pid columns.event columns.minute
    crontab columns.command columns.minute
    crontab columns.command columns.event
    processes columns.pid columns.name columns.path
    processes columns.pid columns.cmdline
    users columns.username columns.uid columns.shell
    services columns.name columns.service_type columns.path
    windows_events columns.eventid columns.provider_name columns.data
    """

  /// What a Jamf Protect alert is about, by its match.
  private static let jamfKinds = """
    usb match.event.device.*
    execution match.event.process.* | match.event.blocked match.event.matchType
    file match.event.iNode
    file match.event.path match.event.eventID
    log match.event.composedMessage
    click match.event.clickType
    process match.event.pid match.event.subType
    mount match.event.eventType
    file match.event.path
    """
}
