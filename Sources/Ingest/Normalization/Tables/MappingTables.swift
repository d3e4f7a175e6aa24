/// Every mapping table of the house, one line a source.
enum MappingTables {
  static let all: [String] =
    [
      windowsCommon, sysmonProcess, sysmonActivity, securityLogon, securityProcess, securityAccount, securityPolicy,
      securityObject, securityFirewall, powerShell, defender, systemChannel, taskAndWMI, remoteAccess, serverRoles,
      auditd, auditdCalls, syslog,
      endpointSecurity, santa, jamfAlert, jamfTelemetry, jamfWeb, osquery, eqlNormalized, journald, sentinelSyslog,
      sentinelAuditd, lanl, proxyTable, suricata, cloudTrail, okta, entraSignIn, entraAudit, gcpAudit, kubernetesAudit,
    ] + linuxSysmon + zeek
}
