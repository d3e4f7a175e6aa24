extension MappingTables {
  /// Endpoint Security messages as `eslogger` writes them.
  ///
  /// Sources: "Endpoint Security", Apple developer documentation (ESMessage.h, message versions 1–9); names of actions
  /// as Elastic Defend gives them. A process is identified by its pid and pid version, which is new with every exec.
  static let endpointSecurity = """
    table eslogger
    key eslogger.kind
    base eslogger.
    extension eslogger.* Target.* file.Ext.*
    always
      event.kind < kind | map xp_malware_detected=alert xp_malware_remediated=alert *=event
      event.kind = event
      event.module = eslogger
      event.code < event_type
      event.sequence < global_seq_num
      host.os.type = macos
      host.os.family = darwin
      @timestamp < time | date
    entry exec
      event process start exec
      process.args < event.exec.args
      process.working_directory < event.exec.cwd.path
      process.env_vars < event.exec.env
      process.previous.executable < process.executable.path
    # Until it execs, a child runs its parent's image.
      process.parent.executable < process.executable.path
      process.parent.name < process.executable.path | basename
    \(endpointSecurityProcess("event.exec.target"))
    entry fork
      event process start fork
    \(endpointSecurityProcess("event.fork.child"))
    entry exit
      event process end end
      process.end < time | date
      process.exit_code < event.exit.stat
    \(endpointSecurityFiles)
    entry signal
      event process change signal
      Target.process.pid < event.signal.target.audit_token.pid
      Target.process.executable < event.signal.target.executable.path
    entry get_task,get_task_read,get_task_inspect,get_task_name,trace,remote_thread_create,proc_suspend_resume
      event process access
      event.action < kind
      Target.process.executable < event.get_task.target.executable.path
      Target.process.executable < event.trace.target.executable.path
      Target.process.executable < event.remote_thread_create.target.executable.path
    entry setuid,seteuid,setreuid,setgid,setegid,setregid,cs_invalidated,proc_check
      event process change
      event.action < kind
    entry mmap,mprotect
      event process change
      event.action < kind
      file.path < event.mmap.source.path
      file.name < event.mmap.source.path | basename
    entry kextload,kextunload
      event driver start
      event.action < kind
      file.name < event.kextload.identifier
      file.name < event.kextunload.identifier
    entry uipc_connect,uipc_bind,xpc_connect,iokit_open
      event process access
      event.action < kind
      file.path < event.uipc_connect.file.path
    \(endpointSecuritySessions)
    fallback
      event process info
      event.action < kind
    finally
    \(endpointSecurityProcess("process"))
    """

  /// What a process structure says, as the event's process.
  static func endpointSecurityProcess(_ path: String) -> String {
    """
      process.pid < \(path).audit_token.pid
      process.entity_id < \(path).audit_token.pid + '.' + \(path).audit_token.pidversion
      process.executable < \(path).executable.path
      process.name < \(path).executable.path | basename
      process.start < \(path).start_time | date
      process.parent.pid < \(path).ppid
      process.parent.entity_id < \(path).parent_audit_token.pid + '.' + \(path).parent_audit_token.pidversion
      process.group_leader.pid < \(path).group_id
      process.session_leader.pid < \(path).session_id
      process.code_signature.signing_id < \(path).signing_id
      process.code_signature.team_id < \(path).team_id
      process.code_signature.flags < \(path).codesigning_flags
      process.user.id < \(path).audit_token.euid
      process.real_user.id < \(path).audit_token.ruid
      process.group.id < \(path).audit_token.egid
      user.id < \(path).audit_token.euid
    """
  }

  /// A path as the event's file.
  static func posixFile(_ sources: String...) -> String {
    sources.map { source in
      """
        file.path < \(source)
        file.name < \(source) | basename
        file.extension < \(source) | extension
      """
    }.joined(separator: "\n")
  }

  private static let endpointSecurityFiles = """
    entry open
      event file access open
    \(posixFile("event.open.file.path"))
      file.inode < event.open.file.stat.st_ino | text
    entry close
      event file access close
    \(posixFile("event.close.target.path"))
    entry create
      event file creation creation
    \(posixFile("event.create.destination.existing_file.path"))
      file.path < event.create.destination.new_path.dir.path + '/' + event.create.destination.new_path.filename
      file.name < event.create.destination.new_path.filename
      file.extension < event.create.destination.new_path.filename | extension
    entry write,truncate
      event file change modification
    \(posixFile("event.write.target.path", "event.truncate.target.path"))
    entry rename
      event file change rename
    \(posixFile("event.rename.destination.existing_file.path"))
      file.path < event.rename.destination.new_path.dir.path + '/' + event.rename.destination.new_path.filename
      file.name < event.rename.destination.new_path.filename
      file.extension < event.rename.destination.new_path.filename | extension
      file.Ext.original.path < event.rename.source.path
      file.Ext.original.name < event.rename.source.path | basename
    entry unlink
      event file deletion deletion
    \(posixFile("event.unlink.target.path"))
    entry link,clone,copyfile,exchangedata
      event file creation
      event.action < kind
    \(posixFile("event.copyfile.target_file.path"))
      file.path < event.link.target_dir.path + '/' + event.link.target_filename
      file.path < event.clone.target_dir.path + '/' + event.clone.target_name
      file.path < event.copyfile.target_dir.path + '/' + event.copyfile.target_name
      file.Ext.original.path < event.link.source.path
      file.Ext.original.path < event.clone.source.path
      file.Ext.original.path < event.copyfile.source.path
    entry setmode,setowner,setflags,setacl,setextattr,deleteextattr,setattrlist,utimes
      event file change
      event.action < kind
    \(posixFile(
      "event.setmode.target.path", "event.setowner.target.path", "event.setflags.target.path",
      "event.setextattr.target.path", "event.deleteextattr.target.path", "event.setacl.target.path"))
      file.mode < event.setmode.mode | text
    entry access,stat,lookup,readdir,readlink,listextattr,getextattr,getattrlist,chdir,chroot,dup,fcntl
      event file access
      event.action < kind
      file.path < event.lookup.source_dir.path + '/' + event.lookup.relative_target
      file.name < event.lookup.relative_target | basename
    \(posixFile(
      "event.stat.target.path", "event.access.target.path", "event.readdir.target.path", "event.readlink.source.path",
      "event.chdir.target.path", "event.chroot.target.path", "event.getextattr.target.path"))
    entry mount,unmount,remount
      event host change
      event.action < kind
      file.path < event.mount.statfs.f_mntonname
      file.path < event.unmount.statfs.f_mntonname
    """

  private static let endpointSecuritySessions = """
    entry authentication
      event authentication start authentication
      event.outcome < event.authentication.success | map true=success false=failure
      user.name < event.authentication.data.od.record_name
    entry login_login,login_logout,openssh_login,openssh_logout,su,sudo
      event.category = authentication, session
      event.type < kind | map login_logout=end openssh_logout=end *=start
      event.action < kind
      event.outcome < event.login_login.success | map true=success false=failure
      event.outcome < event.openssh_login.success | map true=success false=failure
      event.outcome < event.su.success | map true=success false=failure
      event.outcome < event.sudo.success | map true=success false=failure
      user.name < event.login_login.username
      user.name < event.login_logout.username
      user.name < event.openssh_login.username
      user.name < event.openssh_logout.username
      user.name < event.su.from_username
      user.name < event.sudo.from_username
      user.effective.name < event.su.to_username
      user.effective.name < event.sudo.to_username
      source.ip < event.openssh_login.source_address | ip
      source.address < event.openssh_login.source_address
      source.ip < event.openssh_logout.source_address | ip
      process.args < event.su.argv
      process.command_line < event.sudo.command
      event.reason < event.login_login.failure_message
    entry lw_session_login,lw_session_logout,lw_session_lock,lw_session_unlock,screensharing_attach,screensharing_detach
      event.category = session
      event.type < kind | map lw_session_login=start screensharing_attach=start lw_session_unlock=start *=end
      event.action < kind
      event.outcome < event.screensharing_attach.success | map true=success false=failure
      user.name < event.lw_session_login.username
      user.name < event.lw_session_logout.username
      user.name < event.lw_session_lock.username
      user.name < event.lw_session_unlock.username
      user.name < event.screensharing_attach.session_username
      source.ip < event.screensharing_attach.source_address | ip
      source.ip < event.screensharing_detach.source_address | ip
    entry btm_launch_item_add,btm_launch_item_remove
      event.category = configuration
      event.type < kind | map btm_launch_item_add=creation *=deletion
      event.action < kind
      file.path < event.btm_launch_item_add.item.item_url
      file.path < event.btm_launch_item_remove.item.item_url
      file.name < event.btm_launch_item_add.item.item_url | basename
    entry xp_malware_detected,xp_malware_remediated
      event malware info
      event.action < kind
      rule.name < event.xp_malware_detected.malware_identifier
      file.path < event.xp_malware_detected.detected_path
      rule.name < event.xp_malware_remediated.malware_identifier
      file.path < event.xp_malware_remediated.remediated_path
    entry profile_add,profile_remove,tcc_modify,gatekeeper_user_override,authorization_petition,authorization_judgement
      event configuration change
      event.action < kind
    entry od_group_add,od_group_remove,od_group_set,od_modify_password,od_disable_user,od_enable_user
      event iam change,user
      event.action < kind
      user.name < event.od_modify_password.account_name
    entry od_create_user,od_delete_user,od_create_group,od_delete_group,od_attribute_set
      event.category = iam
      event.type < kind | map od_create_user=creation od_create_group=creation od_attribute_set=change *=deletion
      event.action < kind
      user.name < event.od_create_user.user_name
      user.name < event.od_delete_user.user_name
    """
}
