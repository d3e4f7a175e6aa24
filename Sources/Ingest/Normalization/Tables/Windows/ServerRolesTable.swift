extension MappingTables {
  /// Server roles and smaller providers: Exchange, AD FS, the directory service, certificates, netlogon, OpenSSH.
  ///
  /// Sources: the events as Microsoft documents them for Exchange ("MSExchange Management" log), AD FS auditing, Active
  /// Directory Domain Services diagnostics, CAPI2, KDC and Netlogon, and OpenSSH for Windows.
  static let serverRoles = #"""
    table windows
    key winlog.provider_name winlog.event_id
    base winlog.event_data.
    extension winlog.*

    entry "MSExchange CmdletLogs" 1
      event.type = change
      event.outcome = success
    entry "MSExchange CmdletLogs" 6
      event.type = change
      event.outcome = failure
    entry "MSExchange CmdletLogs" *
      event.module = windows
      event.dataset = windows.exchange
      event configuration info cmdlet-executed
      winlog.exchange.cmdlet < param1
      winlog.exchange.parameters < param2
      user.domain, user.name < param3 | split-user
      user.id < param4 | sid
    entry MSSQLSERVER 18456
    entry MSSQL$* 18456
      event.type = error
      event.outcome = failure
      event.action = database-logon-failed
      user.domain, user.name < param1 | split-user
      source.ip < param3 | after "CLIENT: " | before ]
    entry MSSQLSERVER *
    entry MSSQL$* *
      event database info
    entry "AD FS Auditing" 1200,1202,299,412,324
      event.type = start
      event.action = federation-token-issued
      event.outcome = success
    entry "AD FS Auditing" 1201,1203,411,342,516,1210
      event.type = start
      event.action = federation-logon-failed
      event.outcome = failure
    entry "AD FS Auditing" *
    entry AD-FS-Auditing *
      event.module = windows
      event.dataset = windows.adfs
      event authentication info
    entry "AD FS" *
      event.module = windows
      event.dataset = windows.adfs
      event host info
    entry Microsoft-Windows-ActiveDirectory_DomainService *
    entry "NTDS ISAM" *
    entry Microsoft-Windows-DirectoryServices-Deployment *
    entry "DFS Replication" *
    entry DFSR *
      event iam info
    entry Microsoft-Windows-ActiveDirectory_DomainService 2889,1644
      event iam info directory-queried
    entry Microsoft-Windows-Kerberos-Key-Distribution-Center *
    entry NETLOGON *
    entry LsaSrv *
    entry Microsoft-Windows-Security-Kerberos *
    entry Microsoft-Windows-LSA *
    entry Microsoft-Windows-Authentication *
    entry Microsoft-Windows-AAD *
      event authentication info
    entry "Microsoft-Windows-User Profiles Service" 1,2,3,4,67
      event.category = session
      event.type < /winlog.event_id | map 1=start 2=start 67=start 3=end 4=end
      event.action = user-profile-loaded
      user.id < /winlog.user.identifier | sid
    entry "Microsoft-Windows-User Profiles Service" *
    entry "Microsoft-Windows-User Profile Service" *
      event session info
      user.id < /winlog.user.identifier | sid
    entry Microsoft-Windows-CertificationAuthority *
    entry Microsoft-Windows-CertificateServicesClient *
    entry Microsoft-Windows-CertificateServicesClient-AutoEnrollment *
    entry Microsoft-Windows-CertificateServicesClient-CertEnroll *
    entry Microsoft-Windows-CertificateServicesClient-Lifecycle-System *
    entry Microsoft-Windows-CertificateServicesClient-Lifecycle-User *
    entry Microsoft-Windows-CAPI2 *
    entry Microsoft-Windows-Crypto-DPAPI *
    entry Microsoft-Windows-Crypto-NCrypt *
      event configuration info
    entry Microsoft-Windows-WindowsUpdateClient 19
      event.type = installation
      event.action = update-installed
      event.outcome = success
      package.name < updateTitle
    entry Microsoft-Windows-WindowsUpdateClient 20
      event.type = installation
      event.action = update-installed
      event.outcome = failure
      package.name < updateTitle
    entry Microsoft-Windows-WindowsUpdateClient *
    entry Microsoft-Windows-Servicing *
    entry Microsoft-Windows-AppXDeployment-Server *
    entry Microsoft-Windows-AppXDeployment *
    entry Microsoft-Windows-AppxPackagingOM *
    entry Microsoft-Windows-AppReadiness *
    entry Microsoft-Windows-Store *
    entry Microsoft-Windows-Install-Agent *
      event package info
      package.name < PackageFullName
      package.name < PackageMoniker
    entry Microsoft-Windows-DHCPv6-Client *
    entry Microsoft-Windows-Dhcp-Client *
    entry Microsoft-Windows-NetworkProfile *
    entry Microsoft-Windows-NCSI *
    entry Microsoft-Windows-WLAN-AutoConfig *
    entry Microsoft-Windows-WebIO *
    entry Microsoft-Windows-WinINet *
    entry Microsoft-Windows-Winsock-AFD *
    entry Microsoft-Windows-RPC *
    entry Microsoft-Windows-Iphlpsvc *
    entry Tcpip *
    entry Microsoft-Windows-Windows-Firewall-Client *
    entry Microsoft-Windows-WFP *
      event network info
    entry Microsoft-Windows-Shell-Core 9705-9708
      event.category = process
      event.type < /winlog.event_id | map 9705=info 9706=info 9707=start 9708=end
      event.action = run-key-command
      process.command_line < Command
      process.pid < PID
    entry Microsoft-Windows-Shell-Core 28115
      event configuration creation shortcut-added
    entry Microsoft-Windows-Diagnosis-Scripted 100-101
      event process start diagnostic-package-started
      file.path < PackagePath
    entry Microsoft-Windows-Security-Mitigations *
      event process info exploit-mitigation
      process.executable < ProcessPath
      process.name < ProcessPath | basename
      process.command_line < ProcessCommandLine
    entry OpenSSH *
      event authentication info
    """#
}
