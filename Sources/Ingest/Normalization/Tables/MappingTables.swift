/// Every mapping table of the house, one line a source.
enum MappingTables {
  static let all: [String] =
    [
      windowsCommon, sysmonProcess, sysmonActivity, securityLogon, securityProcess, securityAccount, securityPolicy,
      securityObject, securityFirewall, powerShell, defender, systemChannel, taskAndWMI, remoteAccess, serverRoles,
      auditd, auditdCalls, syslog,
    ] + linuxSysmon + zeek
}
