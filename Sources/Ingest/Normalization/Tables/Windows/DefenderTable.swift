extension MappingTables {
  /// Microsoft Defender Antivirus, application control, code integrity and error reporting.
  ///
  /// Sources: "Review event logs and error codes to troubleshoot issues with Microsoft Defender Antivirus", "Using Event
  /// Viewer with AppLocker", "Understanding App Control events", Microsoft Learn.
  static let defender = #"""
    table windows
    key winlog.provider_name winlog.event_id
    base winlog.event_data.
    extension winlog.*

    entry "Microsoft-Windows-Windows Defender" 1006,1015,1116
      event.kind <! 'alert'
      event malware,intrusion_detection info malware-detected
    entry "Microsoft-Windows-Windows Defender" 1007,1117
      event.kind <! 'alert'
      event malware,intrusion_detection info malware-action-taken
      event.outcome = success
    entry "Microsoft-Windows-Windows Defender" 1008,1118,1119
      event.kind <! 'alert'
      event malware,intrusion_detection info malware-action-failed
      event.outcome = failure
    entry "Microsoft-Windows-Windows Defender" 1009,1010
      event malware info malware-restored-from-quarantine
    entry "Microsoft-Windows-Windows Defender" 1011,1012
      event malware info malware-deleted-from-quarantine
    entry "Microsoft-Windows-Windows Defender" 1013
      event malware info malware-history-deleted
    entry "Microsoft-Windows-Windows Defender" 1006-1012,1015,1116-1119
      rule.name < "Threat Name"
      rule.id < "Threat ID"
      rule.category < "Category Name"
      file.path < Path | strip-prefix file:_ | strip-prefix containerfile:_ | before ;
      file.name < /file.path | basename
      process.executable < "Process Name"
      process.name < "Process Name" | basename
      user.domain, user.name < "Detection User" | split-user
      user.domain, user.name < User | split-user
      event.severity < "Severity ID"
      winlog.defender.action < "Action Name"
    entry "Microsoft-Windows-Windows Defender" 1121,1129,1123,1125,1127
      event intrusion_detection denied attack-surface-reduction-blocked
      event.outcome = success
    entry "Microsoft-Windows-Windows Defender" 1122,1124,1126,1128
      event intrusion_detection info attack-surface-reduction-audited
    entry "Microsoft-Windows-Windows Defender" 1121-1129
      rule.id < ID | guid
      file.path < Path
      file.name < Path | basename
      process.executable < "Process Name"
      process.name < "Process Name" | basename
      process.parent.command_line < "Parent Commandline"
      user.domain, user.name < User | split-user
    entry "Microsoft-Windows-Windows Defender" 5001,5010,5012
      event configuration change protection-disabled
    entry "Microsoft-Windows-Windows Defender" 5000,5009,5011
      event configuration change protection-enabled
    entry "Microsoft-Windows-Windows Defender" 5004,5007
      event configuration change configuration-changed
      registry.path < "New Value" | before " = "
      registry.value < "New Value" | before " = " | after-last \
      registry.data.strings < "New Value" | after " = "
    entry "Microsoft-Windows-Windows Defender" 5013
      event configuration change tamper-protection-blocked
      event.outcome = failure
    entry "Microsoft-Windows-Windows Defender" 5008
      event host info engine-failed
    entry "Microsoft-Windows-Windows Defender" 1000,1001,1002,1005
      event malware info scan
      event.outcome < /winlog.event_id | map 1002=failure 1005=failure *=success
      user.domain, user.name < User | split-user
    entry "Microsoft-Windows-Windows Defender" 2000-2099
      event package change definitions-updated
      event.outcome < /winlog.event_id | map 2001=failure 2003=failure 2004=failure 2006=failure 2012=failure *=success
    entry "Microsoft-Windows-Windows Defender" 1150,1151,1160
      event host info protection-health
    entry "Microsoft-Windows-Windows Defender" *
      event.module = windows
      event.dataset = windows.windows_defender
      event host info

    entry Microsoft-Windows-AppLocker 8002,8005,8020,8023
      event.type = allowed, start
      event.action = application-allowed
      event.outcome = success
    entry Microsoft-Windows-AppLocker 8003,8006,8021,8024
      event.type = allowed, start
      event.action = application-audited
      event.outcome = success
    entry Microsoft-Windows-AppLocker 8004,8007,8022,8025
      event.type = denied, start
      event.action = application-blocked
      event.outcome = failure
    entry Microsoft-Windows-AppLocker 8002-8007,8020-8025
      event.category = process, intrusion_detection
      process.pid < /winlog.user_data.TargetProcessId
      process.executable < /winlog.user_data.FullFilePath
      file.path < /winlog.user_data.FullFilePath
      file.path < /winlog.user_data.FilePath
      file.hash.sha256 < /winlog.user_data.FileHash | lower
      user.id < /winlog.user_data.TargetUser | sid
      rule.name < /winlog.user_data.RuleName
      rule.id < /winlog.user_data.RuleId | guid
      rule.ruleset < /winlog.user_data.PolicyName
    entry Microsoft-Windows-AppLocker 8000,8001
      event configuration change policy-applied
    entry Microsoft-Windows-AppLocker *
      event.module = windows
      event.dataset = windows.applocker
      file.name < /file.path | basename
      process.name < /process.executable | basename

    entry Microsoft-Windows-CodeIntegrity 3001-3004,3010,3021-3024,3033,3036,3063-3065,3068,3077,3089,3099
      file.path < "File Name"
      file.path < FileNameBuffer
      process.executable < "Process Name"
      process.executable < ProcessNameBuffer
      file.name < /file.path | basename
      process.name < /process.executable | basename
      file.hash.sha256 < "SHA256 Hash" | lower
      file.hash.sha1 < "SHA1 Hash" | lower
      file.pe.original_file_name < OriginalFileName
    entry Microsoft-Windows-CodeIntegrity 3004,3033,3077
      event driver,process start code-integrity-blocked
      event.outcome = failure
    entry Microsoft-Windows-CodeIntegrity 3001-3003,3010,3021-3024,3036,3063-3065,3068,3076
      event driver,process info code-integrity-audited
    entry Microsoft-Windows-CodeIntegrity 3089
      event process info code-integrity-signature
    entry Microsoft-Windows-CodeIntegrity 3099
      event configuration change policy-applied
    entry Microsoft-Windows-CodeIntegrity *
      event.module = windows
      event.dataset = windows.code_integrity
      event host info
    """#
}
