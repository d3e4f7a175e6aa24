extension MappingTables {
  /// Santa's telemetry in JSON: whole messages, or the record inside one.
  ///
  /// Source: Santa's protocol definition (santa.proto), for what the members mean.
  static let santa = """
    table santa
    key santa.kind
    base santa.
    extension santa.* file.Ext.*
    always
      event.kind = event
      event.module = santa
      event.action < kind
      host.id < machine_id
      host.os.type = macos
      host.os.family = darwin
      @timestamp < event_time | date
    entry execution
      event process start
      event.outcome < decision | map DECISION_ALLOW=success DECISION_ALLOW_COMPILER=success DECISION_DENY=failure
      event.reason < reason
      process.working_directory < working_directory.path
      process.hash.sha256 < target.executable.hash.hash
      process.parent.executable < instigator.executable.path
      process.parent.name < instigator.executable.path | basename
    \(santaProcess("target"))
    entry fork
      event process start
    \(santaProcess("child"))
    entry exit
      event process end
      process.exit_code < exited.exit_status
    entry close,rename,unlink,link,exchangedata,clone,copyfile
      event.category = file
      event.type < kind | map unlink=deletion link=creation clone=creation *=change
    \(posixFile("target.path", "target", "file1.path"))
      file.Ext.original.path < source.path
    entry file_access
      event file access
    \(posixFile("target.path"))
      rule.name < policy_name
      event.reason < policy_decision
    entry authentication
      event authentication start
      event.outcome < success | map true=success false=failure
      user.name < authentication_od.record_name
      user.name < authentication_touch_id.user.name
    entry login_login,login_logout,login_window_session,open_ssh,screen_sharing
      event authentication,session info
      event.outcome < login.result | map RESULT_AUTH_SUCCESS=success *=failure
      event.outcome < login.success | map true=success false=failure
      user.name < login.user.name
      source.ip < login.source.address | ip
    entry launch_item
      event.category = configuration
      event.type < action | map ACTION_ADD=creation ACTION_REMOVE=deletion *=change
    \(posixFile("item_path"))
      process.executable < executable_path
    entry tcc_modification,gatekeeper_override
      event configuration change
    entry xprotect
      event malware info
      rule.name < detected.malware_identifier
      file.path < detected.detected_path
      file.path < remediated.remediated_path
    fallback
      event host info
    finally
    \(santaProcess("instigator"))
    """

  private static func santaProcess(_ path: String) -> String {
    """
      process.pid < \(path).id.pid
      process.entity_id < \(path).id.pid + '.' + \(path).id.pidversion
      process.executable < \(path).executable.path
      process.name < \(path).executable.path | basename
      process.parent.pid < \(path).parent_id.pid
      process.parent.entity_id < \(path).parent_id.pid + '.' + \(path).parent_id.pidversion
      process.group_leader.pid < \(path).group_id
      process.session_leader.pid < \(path).session_id
      process.start < \(path).start_time | date
      process.code_signature.signing_id < \(path).code_signature.signing_id
      process.code_signature.team_id < \(path).code_signature.team_id
      process.user.id < \(path).effective_user.uid
      process.user.name < \(path).effective_user.name
      process.real_user.id < \(path).real_user.uid
      process.real_user.name < \(path).real_user.name
      user.id < \(path).effective_user.uid
      user.name < \(path).effective_user.name
    """
  }
}
