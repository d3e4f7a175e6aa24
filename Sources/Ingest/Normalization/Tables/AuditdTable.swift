extension MappingTables {
  /// Events of the Linux audit system, by record type and, for `SYSCALL` events, system call. Users and groups are the
  /// reader's doing: which field means whom depends on the type of record.
  ///
  /// Sources: record types of audit-userspace's `msg_typetab`, section 2 of the Linux manual for what the calls do.
  static let auditd = """
    table auditd
    key auditd.message_type auditd.data.syscall
    base auditd.data.
    missing ? unset (null) (none)
    extension file.Ext.* user.audit.* user.saved.* user.filesystem.*
    always
      event.kind = event
      event.sequence < /auditd.sequence
      host.os.type = linux
      host.os.family = linux
      host.name < /auditd.node | lower
      host.hostname < /auditd.node
      process.pid < pid | int
      process.parent.pid < ppid | int
      process.name < comm
      process.executable < exe
      process.name < exe | basename
      process.title < proctitle
      process.command_line < proctitle
      process.working_directory < cwd
      process.tty.char_device.major < major | int
      process.tty.char_device.minor < minor | int
      event.outcome < success | map yes=success no=failure
      event.outcome < res | map success=success 1=success yes=success failed=failure failure=failure fail=failure 0=failure no=failure
      tags <+ key | strip-prefix key=
    entry execve *
      event.category = process
      event.type = start
      event.action = executed
    entry user_cmd *
      event.category = process
      event.type = start
      event.action = ran-command
      process.command_line < cmd
      process.args < cmd | posix-args
    entry user_login *
      event.category = authentication
      event.type = start
      event.action = logged-in
    entry user_logout *
      event.category = authentication
      event.type = end
      event.action = logged-out
    entry login *
      event.category = authentication
      event.type = start
      event.action = changed-login-id-to
    entry user_auth *
      event.category = authentication
      event.type = info
      event.action = authenticated
    entry user_acct *
      event.category = authentication
      event.type = info
      event.action = was-authorized
    entry cred_acq *
      event.category = authentication
      event.type = info
      event.action = acquired-credentials
    entry cred_refr *
      event.category = authentication
      event.type = info
      event.action = refreshed-credentials
    entry cred_disp *
      event.category = authentication
      event.type = info
      event.action = disposed-credentials
    entry user_err *
      event.category = authentication
      event.type = info
      event.action = error
    entry grp_auth *
      event.category = authentication
      event.type = info
      event.action = authenticated-to-group
    entry user_start *
      event.category = session
      event.type = start
      event.action = started-session
    entry user_end *
      event.category = session
      event.type = end
      event.action = ended-session
    entry user_role_change *
      event.category = iam
      event.type = change
      event.action = changed-role-to
    entry user_chauthtok *
      event.category = iam
      event.type = user, change
      event.action = changed-password
    entry grp_chauthtok *
      event.category = iam
      event.type = group, change
      event.action = changed-group-password
    entry add_user *
      event.category = iam
      event.type = user, creation
      event.action = added-user-account
    entry del_user *
      event.category = iam
      event.type = user, deletion
      event.action = deleted-user-account
    entry user_mgmt,chuser_id,acct_lock,acct_unlock,role_assign,role_remove *
      event.category = iam
      event.type = user, change
      event.action < op
      event.action = modified-user-account
    entry add_group *
      event.category = iam
      event.type = group, creation
      event.action = added-group-account-to
    entry del_group *
      event.category = iam
      event.type = group, deletion
      event.action = deleted-group-account-from
    entry grp_mgmt,chgrp_id *
      event.category = iam
      event.type = group, change
      event.action = modified-group-account
    entry user_login,user_logout,user_auth,user_acct,cred_acq,cred_disp,cred_refr,user_start,user_end,user_err,user_chauthtok,crypto_session,crypto_key_user,grp_auth,anom_login_failures,user_role_change *
      source.ip < addr | ip
      source.address < addr
      source.ip < hostname | ip
      network.direction < addr | ip | map *=ingress
      source.domain < hostname | domain
      source.port < rport | port
    entry crypto_session *
      destination.ip < laddr | ip
      destination.port < lport | port
      event.action = started-crypto-session
    entry crypto_key_user *
      event.action = negotiated-crypto-key
    entry crypto_session,crypto_key_user,crypto_login,crypto_logout,crypto_ike_sa,crypto_ipsec_sa *
      event.category = process
      event.type = info
    entry service_start *
      event.category = process
      event.type = start
      event.action = started-service
      service.name < unit
    entry service_stop *
      event.category = process
      event.type = end
      event.action = stopped-service
      service.name < unit
    entry kern_module *
      event.category = driver
      event.type = start
      event.action = loaded-kernel-module
      file.name < name
    entry system_boot *
      event.category = host
      event.type = start
      event.action = booted-system
    entry system_shutdown *
      event.category = host
      event.type = end
      event.action = shutdown-system
    entry system_runlevel *
      event.category = host
      event.type = change
      event.action = changed-to-runlevel
    entry time_injoffset,time_adjntpval *
      event.category = host
      event.type = change
      event.action = changed-system-time
    entry usys_config *
      event.category = configuration
      event.type = change
      event.action = changed-configuration
    entry config_change *
      event.category = process, configuration
      event.type = change
      event.action = changed-audit-configuration
    entry netfilter_cfg *
      event.category = configuration
      event.type = change
      event.action = loaded-firewall-rule-to
    entry mac_policy_load,user_mac_policy_load *
      event.category = configuration
      event.type = change
      event.action = loaded-mac-policy
    entry mac_status,mac_config_change,user_mac_config_change *
      event.category = configuration
      event.type = change
      event.action = changed-mac-configuration
    entry daemon_start *
      event.category = process
      event.type = start
      event.action = started-audit
    entry daemon_end,daemon_abort *
      event.category = process
      event.type = end
      event.action = shutdown-audit
    entry daemon_config,daemon_reconfig,daemon_rotate,daemon_resume,daemon_accept,daemon_close,daemon_err *
      event.category = process, configuration
      event.type = change
      event.action = changed-auditd-configuration
    entry avc,user_avc,selinux_err,user_selinux_err *
      event.category = intrusion_detection
      event.type < seresult | map denied=denied granted=allowed
      event.type < apparmor | map DENIED=denied ALLOWED=allowed AUDIT=info STATUS=info
      event.type = info
      event.action < apparmor | map *=violated-apparmor-policy
      event.action = violated-selinux-policy
      event.outcome < seresult | map denied=failure granted=success
      event.outcome < apparmor | map DENIED=failure ALLOWED=success
      rule.name < profile
      file.path < path
      file.path < name
    entry apparmor,apparmor_audit,apparmor_allowed,apparmor_denied,apparmor_status,apparmor_error,apparmor_kill *
      event.category = intrusion_detection
      event.type < apparmor | map DENIED=denied ALLOWED=allowed
      event.type = info
      event.action = violated-apparmor-policy
      event.outcome < apparmor | map DENIED=failure ALLOWED=success
      rule.name < profile
      file.path < name
    entry seccomp *
      event.category = intrusion_detection, process
      event.type = info
      event.action = violated-seccomp-policy
      event.outcome = failure
    entry anom_abend *
      event.kind <! 'alert'
      event.category = process, intrusion_detection
      event.type = end, info
      event.action = crashed-program
    entry anom_promiscuous *
      event.kind <! 'alert'
      event.category = network, intrusion_detection
      event.type = info
      event.action = changed-promiscuous-mode-on-device
      network.name < dev
    entry anom_link,anom_creat *
      event.kind <! 'alert'
      event.category = file, intrusion_detection
      event.type = access, info
      event.action = used-suspicious-link
    entry anom_login_failures *
      event.kind <! 'alert'
      event.category = authentication, intrusion_detection
      event.type = info
      event.outcome = failure
      event.action = failed-log-in-too-many-times-to
    entry anom_exec,anom_mk_exec,anom_root_trans,anom_add_acct,anom_del_acct,anom_mod_acct,anom_access_fs,anom_login_acct,anom_login_location,anom_login_time,anom_login_sessions *
      event.kind <! 'alert'
      event.category = intrusion_detection
      event.type = info
      event.action < /auditd.message_type
    entry tty,user_tty *
      event.category = process
      event.type = info
      event.action = typed
      process.io.text < data
    entry software_update *
      event.category = package
      event.type = installation
      event.action < op
      package.name < sw
    entry bpf *
      event.category = process
      event.type = info
      event.action = used-bpf
    fallback
      event.category = process
      event.type = info
      event.action < /auditd.message_type
    finally
      file.name < /file.path | basename
      file.directory < /file.path | dirname
      file.extension < /file.path | extension
      related.ip <+ /source.ip
      related.ip <+ /destination.ip
      related.user <+ /user.name
      related.user <+ /user.effective.name
      related.user <+ /user.target.name
    """
}
