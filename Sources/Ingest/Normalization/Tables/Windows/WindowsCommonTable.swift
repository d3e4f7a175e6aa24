extension MappingTables {
  /// What every Windows event says, whatever its provider.
  ///
  /// Sources: "Windows event schema", Microsoft Learn, for levels and keywords; the field conventions that Elastic
  /// publishes for Winlogbeat and its Windows integrations.
  static let windowsCommon = """
    table windows
    key winlog.provider_name winlog.event_id
    base winlog.event_data.
    missing - (null)
    extension winlog.*
    before
      winlog.provider_name < /winlog.channel | map \(providers)
    always
      @timestamp < /winlog.time_created
      event.kind = event
      event.code < /winlog.event_id
      event.provider < /winlog.provider_name
      host.name < /winlog.computer_name | lower
      host.os.family = windows
      host.os.type = windows
      log.level < /winlog.level | map 0=information 1=critical 2=error 3=warning 4=information 5=verbose
    finally
      related.hosts <+ /host.name
      related.ip <+ /source.ip
      related.ip <+ /destination.ip
      related.ip <+ /dns.resolved_ip
      related.user <+ /user.name
      related.user <+ /user.target.name
      related.user <+ /user.effective.name
      related.hash <+ /process.hash.sha256
      related.hash <+ /process.hash.md5
      related.hash <+ /file.hash.sha256
      related.hash <+ /dll.hash.sha256
    """

  /// Providers of channels that have one, for exports that name only the channel.
  private static let providers = """
    Security=Microsoft-Windows-Security-Auditing Microsoft-Windows-Sysmon/Operational=Microsoft-Windows-Sysmon \
    Microsoft-Windows-PowerShell/Operational=Microsoft-Windows-PowerShell PowerShellCore/Operational=PowerShellCore \
    "Windows PowerShell=PowerShell" Microsoft-Windows-WMI-Activity/Operational=Microsoft-Windows-WMI-Activity \
    Microsoft-Windows-TaskScheduler/Operational=Microsoft-Windows-TaskScheduler \
    Microsoft-Windows-Bits-Client/Operational=Microsoft-Windows-Bits-Client \
    Microsoft-Windows-NTLM/Operational=Microsoft-Windows-NTLM \
    "Microsoft-Windows-Windows Defender/Operational=Microsoft-Windows-Windows Defender" \
    Microsoft-Windows-WinRM/Operational=Microsoft-Windows-WinRM \
    Microsoft-Windows-DNS-Client/Operational=Microsoft-Windows-DNS-Client
    """
}
