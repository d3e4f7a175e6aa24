extension MappingTables {
  /// osquery's results and snapshots, by the table that a row came from.
  ///
  /// Source: osquery's schema (osquery.io/schema) and "Logging", osquery documentation.
  static let osquery = """
    table osquery
    key osquery.kind
    base osquery.result.columns.
    extension osquery.*
    always
      event.kind < /osquery.result.action | map snapshot=state *=event
      event.module = osquery
      event.dataset = osquery.result
      event.action < /osquery.result.action
      event.provider < /osquery.kind
      rule.name < /osquery.result.name
      host.hostname < /osquery.result.hostIdentifier
      host.name < /osquery.result.decorations.hostname
      host.name < /osquery.result.hostIdentifier
      host.id < /osquery.result.decorations.host_uuid
      host.os.platform < /osquery.result.decorations.platform
    entry process_events,es_process_events,bpf_process_events
      event.category = process
      event.type < event_type | map exit=end *=start
      event.type = start
      process.parent.pid < parent
      process.working_directory < cwd
      process.code_signature.signing_id < signing_id
      process.code_signature.team_id < team_id
    entry processes
      event process info
      process.parent.command_line < pcmdline
      process.parent.pid < parent
      process.name < name
    entry socket_events,process_open_sockets,listening_ports
      event network info
      source.ip < local_address | ip
      source.port < local_port | port
      destination.ip < remote_address | ip
      destination.port < remote_port | port
      server.port < port | port
      network.iana_number < protocol
    entry file_events,yara_events
      event.category = file
      event.type < action | map CREATED=creation DELETED=deletion ACCESSED=access OPENED=access *=change
      event.action <! action
      file.path < target_path
      file.name < target_path | basename
      file.extension < target_path | extension
      file.hash.md5 < md5
      file.hash.sha1 < sha1
      file.hash.sha256 < sha256
      file.size < size
    entry user_events,logged_in_users,last
      event authentication info
      user.name < user
      source.address < host
      source.ip < address | ip
      message < message
    entry shell_history
      event process info
      process.command_line < command
    entry crontab,services
      event configuration info
      process.command_line < command
      service.name < name
      process.executable < path
    entry users
      event iam user,info
      user.full_name < description
      user.group.id < gid
    entry windows_events
      event host info
      event.code < eventid
      event.provider <! provider_name
    fallback
      event host info
    finally
      process.pid < pid
      process.command_line < cmdline
      process.args < cmdline | posix-args
      process.executable < path
      process.name < path | basename
      user.id < uid
      user.name < username
      user.effective.id < euid
    """

  /// The EQL schema of Endgame's `eqllib`: events normalized for EQL before ECS was.
  ///
  /// Source: eqllib's "Security" domain schema.
  static let eqlNormalized = """
    table eql-normalized
    key eql.event_type
    base eql.
    extension eql.*
    always
      event.kind = event
      host.os.type = windows
      host.os.family = windows
      process.pid < pid
      process.entity_id < unique_pid | guid
      process.name < process_name
      process.executable < process_path
      process.command_line < command_line
      process.args, process.args_count < command_line | windows-args
      process.parent.pid < ppid
      process.parent.entity_id < unique_ppid | guid
      process.parent.name < parent_process_name
      process.parent.executable < parent_process_path
      process.parent.command_line < parent_command_line
      user.name < user_name
      user.domain < user_domain
      host.name < hostname
    entry process
      event.category = process
      event.type < subtype | map create=start terminate=end *=info
      event.action < subtype
    entry file
      event.category = file
      event.type < subtype | map create=creation delete=deletion *=change
      event.action < subtype
      file.path < file_path
      file.name < file_name
    entry registry
      event registry change
      registry.path < registry_path
      registry.key < registry_key
      registry.value < registry_value
      registry.data.strings < registry_data
    entry image_load
      event library start
      dll.path < image_path
      dll.name < image_name
    entry network
      event network connection
      event.action < subtype
      source.ip < source_address | ip
      source.port < source_port | port
      destination.ip < destination_address | ip
      destination.port < destination_port | port
      network.transport < protocol | lower
    fallback
      event host info
    """

  /// Entries of the systemd journal as `journalctl -o json` writes them.
  ///
  /// Source: systemd.journal-fields(7).
  static let journald = """
    table journald
    base journald.
    extension journald.*
    always
      event.kind = event
      event.module = journald
      event.provider < SYSLOG_IDENTIFIER
      host.hostname < _HOSTNAME
      host.name < _HOSTNAME
      host.id < _MACHINE_ID
      host.boot.id < _BOOT_ID
      host.os.type = linux
      process.pid < _PID
      process.name < _COMM
      process.executable < _EXE
      process.command_line < _CMDLINE
      process.args < _CMDLINE | posix-args
      process.name < SYSLOG_IDENTIFIER
      user.id < _UID
      user.group.id < _GID
      service.name < _SYSTEMD_UNIT
      log.syslog.appname < SYSLOG_IDENTIFIER
      log.syslog.priority < PRIORITY
      log.syslog.severity.code < PRIORITY
      log.syslog.facility.code < SYSLOG_FACILITY
      log.level < PRIORITY | map 0=emergency 1=alert 2=critical 3=error 4=warning 5=notice 6=info 7=debug
    """
}
