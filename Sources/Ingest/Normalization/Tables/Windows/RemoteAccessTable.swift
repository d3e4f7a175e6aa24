extension MappingTables {
  /// Remote desktop, remote management, file sharing, NTLM, names and printing.
  ///
  /// Sources: the events as Microsoft documents them for Terminal Services, WinRM, SMB, NTLM auditing, the DNS client and
  /// PrintService; [MS-ERREF] for statuses.
  static let remoteAccess = #"""
    table windows
    key winlog.provider_name winlog.event_id
    base winlog.event_data.
    extension winlog.*

    entry Microsoft-Windows-TerminalServices-LocalSessionManager 21
      event.type = start
      event.action = session-logged-on
    entry Microsoft-Windows-TerminalServices-LocalSessionManager 22
      event.type = start
      event.action = session-shell-started
    entry Microsoft-Windows-TerminalServices-LocalSessionManager 23
      event.type = end
      event.action = session-logged-off
    entry Microsoft-Windows-TerminalServices-LocalSessionManager 24,39,40
      event.type = end
      event.action = session-disconnected
    entry Microsoft-Windows-TerminalServices-LocalSessionManager 25
      event.type = start
      event.action = session-reconnected
    entry Microsoft-Windows-TerminalServices-LocalSessionManager 21-25
      event.category = authentication, session
      event.outcome = success
    entry Microsoft-Windows-TerminalServices-LocalSessionManager 39,40
      event.category = session
    entry Microsoft-Windows-TerminalServices-LocalSessionManager *
      event.module = windows
      event.dataset = windows.terminal_services
      event session info
      network.protocol = rdp
      user.domain, user.name < /winlog.user_data.User | split-user
      source.ip < /winlog.user_data.Address
      winlog.session.id < /winlog.user_data.SessionID
      winlog.session.id < /winlog.user_data.Session
    entry Microsoft-Windows-TerminalServices-RemoteConnectionManager 1149
      event authentication,session start rdp-user-authenticated
      event.outcome = success
      user.name < /winlog.user_data.Param1
      user.domain < /winlog.user_data.Param2
      source.ip < /winlog.user_data.Param3
    entry Microsoft-Windows-TerminalServices-RemoteConnectionManager 261
      event network connection,start rdp-connection-received
    entry Microsoft-Windows-TerminalServices-RemoteConnectionManager *
      event.module = windows
      event.dataset = windows.terminal_services
      event session info
      network.protocol = rdp
    entry Microsoft-Windows-RemoteDesktopServices-RdpCoreTS 131
      event network connection,start rdp-connection-accepted
      source.ip, source.port < ClientIP | host-port
      network.transport < ConnType | lower
    entry Microsoft-Windows-RemoteDesktopServices-RdpCoreTS 140
      event authentication start rdp-logon-failed
      event.outcome = failure
      source.ip < IPString
    entry Microsoft-Windows-RemoteDesktopServices-RdpCoreTS 98,102,103,148
      event network connection,info
    entry Microsoft-Windows-RemoteDesktopServices-RdpCoreTS *
      event.module = windows
      event.dataset = windows.terminal_services
      event network info
      network.protocol = rdp
    entry Microsoft-Windows-TerminalServices-ClientActiveXCore 1024,1102
      event network connection,start rdp-connection-requested
      network.direction = egress
      destination.ip < Value
      destination.domain < Value
    entry Microsoft-Windows-TerminalServices-ClientActiveXCore *
      event network connection,info
      network.protocol = rdp

    entry Microsoft-Windows-WinRM 6
      event network connection,start remote-shell-session-created
      network.direction = egress
      destination.domain < connection | domain
    entry Microsoft-Windows-WinRM 8,15,16,33
      event network connection,end remote-shell-session-closed
    entry Microsoft-Windows-WinRM 91
      event session start remote-shell-created
    entry Microsoft-Windows-WinRM 168,169
      event authentication start remote-management-authenticated
      event.outcome = success
      user.domain, user.name < username | split-user
    entry Microsoft-Windows-WinRM 161,192,193
      event authentication start remote-management-denied
      event.outcome = failure
    entry Microsoft-Windows-WinRM *
      event.module = windows
      event.dataset = windows.winrm
      event network info
      network.protocol = winrm
      user.id < /winlog.user.identifier | sid

    entry Microsoft-Windows-SMBServer 551,1006,1007,1009,31010
      event authentication start smb-authentication-failed
      event.outcome = failure
      user.name < /winlog.user_data.UserName
    entry Microsoft-Windows-SMBServer 3000
      event network access smb1-accessed
    entry Microsoft-Windows-SMBServer,Microsoft-Windows-SMBClient,Microsoft-Windows-SMBWitnessClient *
      event.module = windows
      event.dataset = windows.smb
      event network info
      network.protocol = smb
      source.ip < /winlog.user_data.ClientAddress
      source.domain < /winlog.user_data.ClientName
      winlog.share.name < /winlog.user_data.ShareName
      winlog.share.name < ShareName
      destination.domain < ServerName | strip-prefix \
      user.name < UserName

    entry Microsoft-Windows-NTLM 8001
      event.action = ntlm-outgoing-audited
      network.direction = egress
      destination.domain < TargetName | after-last /
      user.name < UserName
      user.domain < DomainName
      process.pid < ProcessId
      process.pid < CallerPID
      process.name < ProcessName | basename
    entry Microsoft-Windows-NTLM 8002,8003
      event.action = ntlm-incoming-audited
      network.direction = ingress
      user.name < UserName
      user.domain < DomainName
      source.domain < WorkstationName
      source.domain < Workstation
      process.pid < CallerPID
      process.name < ProcessName | basename
    entry Microsoft-Windows-NTLM 8004
      event.action = ntlm-domain-audited
      user.name < UserName
      user.domain < DomainName
      source.domain < WorkstationName
      destination.domain < SChannelName
    entry Microsoft-Windows-NTLM 4001-4012
      event.action = ntlm-blocked
      event.outcome = failure
    entry Microsoft-Windows-NTLM *
      event.module = windows
      event.dataset = windows.ntlm
      event authentication info

    entry Microsoft-Windows-DNS-Client 3006,3008,3009,3010,3011,3016,3018,3019,3020
      event network protocol,info dns-query
      dns.question.name < QueryName
      dns.question.type < QueryType | map \#(recordTypes)
      dns.response_code < QueryStatus | map 0=NOERROR 9002=SERVFAIL 9003=NXDOMAIN 9005=REFUSED
      dns.response_code < Status | map 0=NOERROR 9002=SERVFAIL 9003=NXDOMAIN 9005=REFUSED
      dns.resolved_ip < QueryResults | split ;
      dns.answers.data < QueryResults | split ;
      related.hosts <+ QueryName
      process.pid < ClientPID
      process.pid < /winlog.process.pid
    entry Microsoft-Windows-DNS-Client *
      event.module = windows
      event.dataset = windows.dns_client
      event network info
      network.protocol = dns
      dns.question.name < QueryName
    entry Microsoft-Windows-DNS-Server-Service,Microsoft-Windows-DNSServer 256-286,541
      event network protocol,info
      dns.question.name < QNAME
      dns.question.type < QTYPE | map \#(recordTypes)
      source.ip < Source
      source.port < Port
    entry Microsoft-Windows-DNS-Server-Service,Microsoft-Windows-DNSServer *
      event network info
      network.protocol = dns

    entry Microsoft-Windows-PrintService 307
      event file access document-printed
      file.name < /winlog.user_data.Param2
      user.name < /winlog.user_data.Param3
      source.domain < /winlog.user_data.Param4 | strip-prefix \\
    entry Microsoft-Windows-PrintService 316,808,811,823,354,301
      event configuration,driver change printer-driver-changed
      file.path < /winlog.user_data.Param1
      dll.path < /winlog.user_data.PluginDllName
      dll.name < /winlog.user_data.PluginDllName | basename
    entry Microsoft-Windows-PrintService *
      event.module = windows
      event.dataset = windows.print_service
      event host info
    """#

  /// DNS record types by number (IANA DNS parameters).
  private static let recordTypes = """
    1=A 2=NS 5=CNAME 6=SOA 12=PTR 15=MX 16=TXT 28=AAAA 33=SRV 64=SVCB 65=HTTPS 252=AXFR 255=ANY
    """
}
