extension MappingTables {
  /// Jamf Protect's alerts.
  ///
  /// Source: "Jamf Protect data model", Jamf's documentation and its published samples.
  static let jamfAlert = """
    table jamf-alert
    key jamf.kind
    base jamf.
    extension jamf.*
    always
      event.kind = alert
      event.module = jamf_protect
      event.provider = Jamf Protect
      event.id < match.uuid
      event.severity < match.severity
      host.name < host.hostname
      host.hostname < host.hostname
      host.id < host.provisioningUDID
      host.ip < host.ips | ip
      host.os.full < host.os
      host.os.type = macos
      host.os.family = darwin
      rule.name < match.facts.name
      rule.description < match.facts.human
      message < match.facts.human
      tags < match.tags
      process.pid < match.event.pid
      user.name < related.users.name
      related.user <+ related.users.name
    entry execution
      event malware,process info
      event.action < match.event.matchType
      process.pid < match.event.process.pid
      process.name < match.event.process.name
      process.executable < match.event.process.path
      process.args < match.event.process.args
      process.parent.pid < match.event.process.ppid
      process.entity_id < match.event.process.uuid
      process.code_signature.signing_id < match.event.process.signingInfo.appid
      process.code_signature.team_id < match.event.process.signingInfo.teamid
    entry file
      event file info
    \(posixFile("match.event.path"))
    entry process,click
      event process info
      process.name < related.processes.name
      process.executable < related.processes.path
    entry log
      event host info
      message <! match.event.composedMessage
      process.executable < match.event.processImagePath
      process.pid < match.event.processIdentifier
    fallback
      event host info
    finally
      file.hash.sha256 < related.files.sha256hex
      file.hash.sha1 < related.files.sha1hex
    """

  /// Jamf Protect's telemetry of the first generation: OpenBSM audit records.
  ///
  /// Sources: Jamf's published samples; OpenBSM's audit events (`/etc/security/audit_event`).
  static let jamfTelemetry = """
    table jamf-telemetry
    key jamf.telemetry.header.event_name
    base jamf.telemetry.
    extension jamf.*
    always
      event.kind = event
      event.module = jamf_protect
      event.code < header.event_id
      event.action < header.event_name
      event.outcome < return.error | map 0=success *=failure
      host.name < host_info.host_name
      host.hostname < host_info.host_name
      host.id < host_info.host_uuid
      host.mac < host_info.primary_mac_address
      host.os.full < host_info.osversion
      host.os.type = macos
      host.os.family = darwin
      process.pid < subject.process_id
      process.executable < subject.process_name
      process.name < subject.process_name | basename
      process.hash.sha1 < subject.process_hash | lower
      process.code_signature.signing_id < identity.signer_id
      process.code_signature.team_id < identity.team_id
      user.id < subject.audit_id
      user.name < subject.audit_user_name
      user.effective.id < subject.effective_user_id
      user.effective.name < subject.effective_user_name
    entry AUE_EXECVE,AUE_POSIX_SPAWN
      event process start
      process.parent.pid < exec_chain_child.parent_pid
      process.parent.executable < exec_chain_child.parent_path
      process.parent.name < exec_chain_child.parent_path | basename
    entry AUE_FORK,AUE_EXIT,AUE_KILL,AUE_PTRACE,AUE_TASKFORPID,AUE_PIDFORTASK,AUE_TASKNAMEFORPID,AUE_WAIT4
      event.category = process
      event.type < header.event_name | map AUE_FORK=start AUE_EXIT=end *=info
    entry AUE_CONNECT,AUE_ACCEPT,AUE_BIND,AUE_LISTEN,AUE_SOCKETPAIR,AUE_SETSOCKOPT
      event network info
      destination.ip < socket_inet.ip_address | ip
      destination.port < socket_inet.port | port
    entry AUE_auth_user,AUE_ssauthorize,AUE_ssauthint,AUE_ssauthmech,AUE_lw_login,AUE_logout
      event.category = authentication
      event.type < header.event_name | map AUE_logout=end AUE_lw_login=start *=info
      message < texts
    entry AUE_SESSION_START,AUE_SESSION_END,AUE_SESSION_CLOSE,AUE_SESSION_UPDATE
      event.category = session
      event.type < header.event_name | map AUE_SESSION_START=start AUE_SESSION_UPDATE=info *=end
    entry AUE_REMOVE_FROM_GROUP
      event iam group,change
    fallback
      event host info
    """

  /// Streams of Jamf's web protection.
  ///
  /// Source: "Data streams", Jamf Security Cloud documentation and samples.
  static let jamfWeb = """
    table jamf-web
    base jamf.web.event.
    extension jamf.*
    always
      event.kind = alert
      event.module = jamf_protect
      event network info
      event.id < alertId
      event.action < eventType.name
      event.severity < severity
      message < eventType.description
      host.id < device.deviceId
      host.name < device.deviceName
      host.os.full < device.os
      user.email < user.email
      user.full_name < user.name
      source.ip < source.ip | ip
      source.port < source.port | port
      destination.ip < destination.ip | ip
      destination.port < destination.port | port
      destination.domain < destination.name
    """
}
