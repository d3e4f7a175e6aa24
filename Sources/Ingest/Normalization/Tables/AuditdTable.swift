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
      event process start executed
    entry user_cmd *
      event process start ran-command
      process.command_line < cmd
      process.args < cmd | posix-args
    entry user_login *
      event authentication start logged-in
    entry user_logout *
      event authentication end logged-out
    entry login *
      event authentication start changed-login-id-to
    entry user_auth *
      event authentication info authenticated
    entry user_acct *
      event authentication info was-authorized
    entry cred_acq *
      event authentication info acquired-credentials
    entry cred_refr *
      event authentication info refreshed-credentials
    entry cred_disp *
      event authentication info disposed-credentials
    entry user_err *
      event authentication info error
    entry grp_auth *
      event authentication info authenticated-to-group
    entry user_start *
      event session start started-session
    entry user_end *
      event session end ended-session
    entry user_role_change *
      event iam change changed-role-to
    entry user_chauthtok *
      event iam user,change changed-password
    entry grp_chauthtok *
      event iam group,change changed-group-password
    entry add_user *
      event iam user,creation added-user-account
    entry del_user *
      event iam user,deletion deleted-user-account
    entry user_mgmt,chuser_id,acct_lock,acct_unlock,role_assign,role_remove *
      event iam user,change
      event.action < op
      event.action = modified-user-account
    entry add_group *
      event iam group,creation added-group-account-to
    entry del_group *
      event iam group,deletion deleted-group-account-from
    entry grp_mgmt,chgrp_id *
      event iam group,change modified-group-account
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
      event process info
    entry service_start *
      event process start started-service
      service.name < unit
    entry service_stop *
      event process end stopped-service
      service.name < unit
    entry kern_module *
      event driver start loaded-kernel-module
      file.name < name
    entry system_boot *
      event host start booted-system
    entry system_shutdown *
      event host end shutdown-system
    entry system_runlevel *
      event host change changed-to-runlevel
    entry time_injoffset,time_adjntpval *
      event host change changed-system-time
    entry usys_config *
      event configuration change changed-configuration
    entry config_change *
      event process,configuration change changed-audit-configuration
    entry netfilter_cfg *
      event configuration change loaded-firewall-rule-to
    entry mac_policy_load,user_mac_policy_load *
      event configuration change loaded-mac-policy
    entry mac_status,mac_config_change,user_mac_config_change *
      event configuration change changed-mac-configuration
    entry daemon_start *
      event process start started-audit
    entry daemon_end,daemon_abort *
      event process end shutdown-audit
    entry daemon_config,daemon_reconfig,daemon_rotate,daemon_resume,daemon_accept,daemon_close,daemon_err *
      event process,configuration change changed-auditd-configuration
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
      event intrusion_detection,process info violated-seccomp-policy
      event.outcome = failure
    entry anom_abend *
      event.kind <! 'alert'
      event process,intrusion_detection end,info crashed-program
    entry anom_promiscuous *
      event.kind <! 'alert'
      event network,intrusion_detection info changed-promiscuous-mode-on-device
      network.name < dev
    entry anom_link,anom_creat *
      event.kind <! 'alert'
      event file,intrusion_detection access,info used-suspicious-link
    entry anom_login_failures *
      event.kind <! 'alert'
      event authentication,intrusion_detection info
      event.outcome = failure
      event.action = failed-log-in-too-many-times-to
    entry anom_exec,anom_mk_exec,anom_root_trans,anom_add_acct,anom_del_acct,anom_mod_acct,anom_access_fs,anom_login_acct,anom_login_location,anom_login_time,anom_login_sessions *
      event.kind <! 'alert'
      event intrusion_detection info
      event.action < /auditd.message_type
    entry tty,user_tty *
      event process info typed
      process.io.text < data
    entry software_update *
      event package installation
      event.action < op
      package.name < sw
    entry bpf *
      event process info used-bpf
    fallback
      event process info
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
