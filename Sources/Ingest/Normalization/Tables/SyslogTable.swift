extension MappingTables {
  /// Lines of a Unix system log. The reader names the form of a message in `event.action` and puts its values into
  /// `syslog.*`, which serve this table only.
  static let syslog = """
    table syslog
    key event.action
    base syslog.
    missing - ? unknown
    always
      event.kind = event
      host.name < /log.syslog.hostname | lower
      host.hostname < /log.syslog.hostname
      process.name < /log.syslog.appname | basename
      process.pid < /log.syslog.procid | int
      log.level < /log.syslog.severity.code | map 0=emergency 1=alert 2=critical 3=error 4=warning 5=notice 6=information 7=debug
    entry ssh-login
      event authentication,session start
      event.outcome = success
    entry ssh-login-failed
      event authentication start
      event.outcome = failure
    entry ssh-login-attempts-exceeded,ssh-invalid-user,ssh-user-not-allowed,ssh-invalid-user-request
      event authentication info
      event.outcome = failure
      event.reason < reason
    entry ssh-login,ssh-login-failed,ssh-login-attempts-exceeded,ssh-invalid-user,ssh-user-not-allowed,ssh-invalid-user-request
      user.name < user
      source.domain < domain
    entry ssh-connection-closed,ssh-connection-reset,ssh-disconnected
      event network connection,end
      event.reason < reason
      user.name < user
    entry ssh-connected
      event network connection,start
    entry ssh-no-identification,ssh-bad-protocol,ssh-name-mismatch,ssh-negotiation-failed
      event network connection,info
      event.reason < reason
      source.domain < domain
    entry ssh-listening
      event network start
    entry ssh-login,ssh-login-failed,ssh-login-attempts-exceeded,ssh-invalid-user,ssh-connection-closed,ssh-connection-reset,ssh-disconnected,ssh-connected,ssh-no-identification,ssh-bad-protocol,ssh-name-mismatch,ssh-negotiation-failed
      source.address < address
      source.ip < address | ip
      source.port < port | port
      network.protocol = ssh
      network.transport = tcp
    entry ssh-connected,ssh-listening
      destination.ip < local_address | ip
      destination.port < local_port | port
    entry sudo,pkexec
      event process start
      event.outcome = success
    entry sudo-refused,pkexec-refused
      event process info
      event.outcome = failure
      event.reason < reason
    entry sudo,pkexec,sudo-refused,pkexec-refused
      user.name < user
      user.effective.name < target
      user.effective.group.name < target_group
      process.command_line < command
      process.args < command | posix-args
      process.working_directory < directory
    entry polkit-authorized,polkit-refused
      event authentication info
      user.name < user
      user.effective.name < target
      process.command_line < command
    entry polkit-authorized
      event.outcome = success
    entry polkit-refused
      event.outcome = failure
    entry su,su-failed
      event authentication start
      user.name < user
      user.effective.name < target
    entry su
      event.outcome = success
    entry su-failed
      event.outcome = failure
    entry cron-command
      event process start
      user.name < user
      process.command_line < command
      process.args < command | posix-args
    entry crontab-changed,crontab-deleted,crontab-loaded
      event.category = configuration
      user.name < user
      user.target.name < owner
      file.path < path
    entry crontab-changed
      event.type = change
    entry crontab-deleted
      event.type = deletion
    entry crontab-loaded
      event.type = info
    entry added-user,add-user-failed
      event iam user,creation
    entry added-user,changed-password
      event.outcome = success
    entry add-user-failed,change-password-failed
      event.outcome = failure
    entry added-group,added-group-file
      event iam group,creation
      event.outcome = success
    entry deleted-user
      event iam user,deletion
      event.outcome = success
    entry deleted-group
      event iam group,deletion
      event.outcome = success
    entry added-to-group,removed-from-group
      event iam group,change
      event.outcome = success
    entry renamed-user,locked-user,unlocked-user,changed-user,changed-password,change-password-failed
      event iam user,change
    entry added-user,add-user-failed,added-group,added-group-file,deleted-user,deleted-group,added-to-group,removed-from-group,renamed-user,locked-user,unlocked-user,changed-user,changed-password,change-password-failed
      user.name < user
      user.target.name < name
      user.target.id < id
      user.changes.name < new_name
      group.name < group
      group.id < gid
    entry session-opened
      event session start
      event.outcome = success
    entry session-closed,session-removed,session-logged-out
      event session end
    entry session-opened,session-closed
      user.effective.name < target
      user.effective.id < target_id
      user.name < user
      user.name < target
      service.name < service
    entry authentication-failed,authentication-failures,unknown-user
      event authentication start
      event.outcome = failure
      user.name < user
      source.address < address
      source.ip < address | ip
      service.name < service
    entry service-started
      event host start
      service.name < unit
    entry service-stopped
      event host end
      service.name < unit
    entry service-failed
      event host info
      event.outcome = failure
      service.name < unit
      event.reason < reason
    entry promiscuous-mode
      event network,intrusion_detection info
      network.name < interface
    entry program-crashed
      event process end
      process.name <! name
      process.pid <! pid | int
    entry packet-logged
      event network connection
      source.ip < address | ip
      source.port < port | port
      destination.ip < local_address | ip
      destination.port < local_port | port
      network.transport < protocol | lower
      rule.name < rule | trim
    """
}
