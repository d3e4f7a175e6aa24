extension MappingTables {
  /// The filtering platform and the firewall in the security channel, and the firewall's own channel.
  ///
  /// Sources: the pages of each event on Microsoft Learn ("Audit Filtering Platform Connection", "Audit Filtering
  /// Platform Packet Drop", "Audit MPSSVC Rule-Level Policy Change", "Audit Other System Events"); IANA protocol numbers.
  static let securityFirewall = #"""
    table windows
    key winlog.provider_name winlog.event_id
    base winlog.event_data.
    extension winlog.*

    entry Microsoft-Windows-Security-Auditing 5156
      event.action = windows-firewall-connection
      event.type = connection, start, allowed
    entry Microsoft-Windows-Security-Auditing 5158
      event.action = windows-firewall-bind
      event.type = connection, start, allowed
    entry Microsoft-Windows-Security-Auditing 5154
      event.action = windows-firewall-listen
      event.type = connection, start, allowed
    entry Microsoft-Windows-Security-Auditing 5157
      event.action = windows-firewall-connection
      event.type = connection, denied
    entry Microsoft-Windows-Security-Auditing 5155
      event.action = windows-firewall-listen
      event.type = connection, denied
    entry Microsoft-Windows-Security-Auditing 5159
      event.action = windows-firewall-bind
      event.type = connection, denied
    entry Microsoft-Windows-Security-Auditing 5031
      event.action = windows-firewall-application-blocked
      event.type = connection, denied
    entry Microsoft-Windows-Security-Auditing 5150-5153
      event.action = windows-firewall-packet-block
      event.type = denied
    entry Microsoft-Windows-Security-Auditing 5031,5150-5159
      event.category = network
      process.pid < ProcessID
      process.executable < Application
      process.name < Application | basename
      network.direction < Direction | map %%14592=ingress %%14593=egress
      network.transport < Protocol | map 1=icmp 2=igmp 6=tcp 17=udp 58=ipv6-icmp
      network.iana_number < Protocol
      source.ip < SourceAddress
      source.port < SourcePort
      destination.ip < DestAddress
      destination.port < DestPort
      rule.id < FilterRTID

    entry Microsoft-Windows-Security-Auditing 4946
      event.action = firewall-rule-added
      event.type = creation
    entry Microsoft-Windows-Security-Auditing 4947
      event.action = firewall-rule-modified
      event.type = change
    entry Microsoft-Windows-Security-Auditing 4948
      event.action = firewall-rule-deleted
      event.type = deletion
    entry Microsoft-Windows-Security-Auditing 4944,4945
      event.action = firewall-policy-at-start
      event.type = info
    entry Microsoft-Windows-Security-Auditing 4949-4958
      event.action = firewall-setting-changed
      event.type = change
    entry Microsoft-Windows-Security-Auditing 4944-4958
      event.category = configuration
      rule.id < RuleId
      rule.name < RuleName
    entry Microsoft-Windows-Security-Auditing 5024,5033
      event.action = firewall-started
      event.type = start
    entry Microsoft-Windows-Security-Auditing 5025,5034
      event.action = firewall-stopped
      event.type = end
    entry Microsoft-Windows-Security-Auditing 5027-5030,5032,5035,5037
      event.action = firewall-failure
      event.type = info
      event.outcome = failure
    entry Microsoft-Windows-Security-Auditing 5024,5025,5027-5030,5032-5035,5037
      event.category = host
    entry Microsoft-Windows-Security-Auditing 4709-4712,5040-5049,5440-5453,5456-5468
      event configuration change filtering-platform-policy-changed

    entry "Microsoft-Windows-Windows Firewall With Advanced Security" 2004,2071,2097
      event.action = firewall-rule-added
      event.type = creation
    entry "Microsoft-Windows-Windows Firewall With Advanced Security" 2005,2073,2099
      event.action = firewall-rule-modified
      event.type = change
    entry "Microsoft-Windows-Windows Firewall With Advanced Security" 2006,2033,2052,2059
      event.action = firewall-rule-deleted
      event.type = deletion
    entry "Microsoft-Windows-Windows Firewall With Advanced Security" 2002,2003,2008,2010,2082
      event.action = firewall-setting-changed
      event.type = change
    entry "Microsoft-Windows-Windows Firewall With Advanced Security" *
      event.module = windows
      event.dataset = windows.firewall
      event configuration change
      rule.id < RuleId
      rule.name < RuleName
      process.executable < ModifyingApplication
      process.name < ModifyingApplication | basename
      user.id < ModifyingUser | sid
      network.direction < Direction | map 1=ingress 2=egress
    """#
}
