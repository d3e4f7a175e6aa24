extension MappingTables {
  /// Sysmon's events about processes, and what all its events have in common.
  ///
  /// Sources: "Sysmon", Microsoft Learn (Sysinternals), for the events; Elastic's Sysmon integration for the names of
  /// actions and data sets.
  static let sysmonProcess = #"""
    table windows
    key winlog.provider_name winlog.event_id
    base winlog.event_data.
    extension winlog.*
    extension Target.*

    entry Microsoft-Windows-Sysmon 1
      event process start
      event.action = "Process Create (rule: ProcessCreate)"
      process.start < UtcTime | date
      process.command_line < CommandLine
      process.args, process.args_count < CommandLine | windows-args
      process.working_directory < CurrentDirectory
      process.hash.md5, process.hash.sha1, process.hash.sha256, process.pe.imphash < Hashes | split-hashes
      process.pe.file_version < FileVersion
      process.pe.description < Description
      process.pe.product < Product
      process.pe.company < Company
      process.pe.original_file_name < OriginalFileName
      process.parent.entity_id < ParentProcessGuid | guid
      process.parent.pid < ParentProcessId
      process.parent.executable < ParentImage
      process.parent.name < ParentImage | basename
      process.parent.command_line < ParentCommandLine
      process.parent.args, process.parent.args_count < ParentCommandLine | windows-args
      winlog.logon.id < LogonId
      winlog.process.integrity_level < IntegrityLevel
    entry Microsoft-Windows-Sysmon 5
      event process end
      event.action = "Process terminated (rule: ProcessTerminate)"
      process.end < UtcTime | date
    entry Microsoft-Windows-Sysmon 6
      event driver start
      event.action = "Driver loaded (rule: DriverLoad)"
    entry Microsoft-Windows-Sysmon 7
      event library,process change
      event.action = "Image loaded (rule: ImageLoad)"
    entry Microsoft-Windows-Sysmon 6,7
      file.path < ImageLoaded
      file.name < ImageLoaded | basename
      file.directory < ImageLoaded | dirname
      file.extension < ImageLoaded | extension | lower
      file.hash.md5, file.hash.sha1, file.hash.sha256, file.pe.imphash < Hashes | split-hashes
      file.pe.file_version < FileVersion
      file.pe.description < Description
      file.pe.product < Product
      file.pe.company < Company
      file.pe.original_file_name < OriginalFileName
      file.code_signature.exists < Signed
      file.code_signature.subject_name < Signature
      file.code_signature.status < SignatureStatus
      file.code_signature.valid < SignatureStatus | map Valid=true *=false
      dll.path < ImageLoaded
      dll.name < ImageLoaded | basename
      dll.hash.md5, dll.hash.sha1, dll.hash.sha256, dll.pe.imphash < Hashes | split-hashes
      dll.pe.original_file_name < OriginalFileName
      dll.pe.company < Company
      dll.code_signature.exists < Signed
      dll.code_signature.subject_name < Signature
      dll.code_signature.status < SignatureStatus
      dll.code_signature.valid < SignatureStatus | map Valid=true *=false
    entry Microsoft-Windows-Sysmon 8
      event process change
      event.action = "CreateRemoteThread detected (rule: CreateRemoteThread)"
      Target.process.thread.id < NewThreadId
    entry Microsoft-Windows-Sysmon 10
      event process access
      event.action = "Process accessed (rule: ProcessAccess)"
      process.thread.id < SourceThreadId
    entry Microsoft-Windows-Sysmon 8,10
      process.entity_id < SourceProcessGuid | guid
      process.entity_id < SourceProcessGUID | guid
      process.pid < SourceProcessId
      process.executable < SourceImage
      process.name < SourceImage | basename
      user.domain, user.name < SourceUser | split-user
      user.target.domain, user.target.name < TargetUser | split-user
      Target.process.entity_id < TargetProcessGuid | guid
      Target.process.entity_id < TargetProcessGUID | guid
      Target.process.pid < TargetProcessId | int
      Target.process.executable < TargetImage
      Target.process.name < TargetImage | basename
    entry Microsoft-Windows-Sysmon 24
      event process access
      event.action = "Clipboard changed (rule: ClipboardChange)"
      file.hash.md5, file.hash.sha1, file.hash.sha256 < Hashes | split-hashes
    entry Microsoft-Windows-Sysmon 25
      event process change
      event.action = "Process Tampering (rule: ProcessTampering)"

    entry Microsoft-Windows-Sysmon *
      event.module = sysmon
      event.dataset = windows.sysmon_operational
      rule.name < RuleName
      process.entity_id < ProcessGuid | guid
      process.pid < ProcessId
      process.executable < Image
      process.name < Image | basename
      user.domain, user.name < User | split-user
    """#
}
