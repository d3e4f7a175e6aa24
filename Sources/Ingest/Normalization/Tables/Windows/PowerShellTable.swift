extension MappingTables {
  /// PowerShell: the operational channels of both editions and the classic channel.
  ///
  /// Sources: "about_Logging_Windows", "about_Eventlogs", Microsoft Learn; Elastic's PowerShell integration for the
  /// `powershell.*` fields.
  static let powerShell = #"""
    table windows
    key winlog.provider_name winlog.event_id
    base winlog.event_data.
    extension powershell.*

    entry Microsoft-Windows-PowerShell,PowerShellCore 4103
      event process info
      event.action = "Executing Pipeline"
      process.command_line < ContextInfo | after "Host Application = " | before \n | trim
      process.args, process.args_count < /process.command_line | windows-args
      process.name < ContextInfo | after "Host Application = " | before \n | trim | basename | before " "
      powershell.command.name < ContextInfo | after "Command Name = " | before \n | trim
      powershell.command.type < ContextInfo | after "Command Type = " | before \n | trim
      powershell.command.path < ContextInfo | after "Command Path = " | before \n | trim
      powershell.command.value < Payload
      powershell.command.invocation_details < Payload
      powershell.engine.version < ContextInfo | after "Engine Version = " | before \n | trim
      powershell.runspace_id < ContextInfo | after "Runspace ID = " | before \n | trim
      powershell.pipeline_id < ContextInfo | after "Pipeline ID = " | before \n | trim
      powershell.sequence < ContextInfo | after "Sequence Number = " | before \n | trim | int
      powershell.id < ContextInfo | after "Shell ID = " | before \n | trim
      file.path < ContextInfo | after "Script Name = " | before \n | trim
      user.domain, user.name < ContextInfo | after " User = " | before \n | trim | split-user
    entry Microsoft-Windows-PowerShell,PowerShellCore 4104
      event process info
      event.action = "Execute a Remote Command"
      powershell.file.script_block_id < ScriptBlockId | guid
      powershell.file.script_block_text < ScriptBlockText
      powershell.sequence < MessageNumber
      powershell.total < MessageTotal
      file.path < Path
    entry Microsoft-Windows-PowerShell,PowerShellCore 4105
      event process start
      event.action = "Starting Command"
    entry Microsoft-Windows-PowerShell,PowerShellCore 4106
      event process end
      event.action = "Stopping Command"
    entry Microsoft-Windows-PowerShell,PowerShellCore 4105,4106
      powershell.file.script_block_id < ScriptBlockId | guid
      powershell.runspace_id < RunspaceId
    entry Microsoft-Windows-PowerShell,PowerShellCore 40961,53504
      event process start
      event.action = "PowerShell Console Startup"
    entry Microsoft-Windows-PowerShell,PowerShellCore 40962
      event process info
      event.action = "PowerShell Console Startup"
    entry Microsoft-Windows-PowerShell,PowerShellCore 8193-8197,12039,32784,32867,32868
      event process info
      event.action = "Runspace Activity"
    entry Microsoft-Windows-PowerShell,PowerShellCore *
      event.module = windows
      event.dataset = windows.powershell_operational
      event process info
      process.pid < /winlog.process.pid
      process.thread.id < /winlog.process.thread.id
      user.id < /winlog.user.identifier | sid
      file.name < /file.path | basename
      file.directory < /file.path | dirname
      file.extension < /file.path | extension | lower

    entry PowerShell 400
      event.type = start
      event.action = "Engine Lifecycle"
    entry PowerShell 403
      event.type = end
      event.action = "Engine Lifecycle"
    entry PowerShell 600
      event.type = info
      event.action = "Provider Lifecycle"
      powershell.provider.name < param1
      powershell.provider.new_state < param2
    entry PowerShell 800
      event.type = info
      event.action = "Pipeline Execution Details"
      powershell.command.value < param1
      process.command_line < param2 | after HostApplication= | before \n | trim
      user.domain, user.name < param2 | after UserId= | before \n | trim | split-user
      file.path < param2 | after ScriptName= | before \n | trim
      powershell.command.invocation_details < param3
    entry PowerShell 400,403,600
      powershell.engine.version < param3 | after EngineVersion= | before \n | trim
      powershell.process.executable_version < param3 | after HostVersion= | before \n | trim
      powershell.runspace_id < param3 | after RunspaceId= | before \n | trim
      powershell.command.name < param3 | after CommandName= | before \n | trim
      powershell.command.value < param3 | after CommandLine= | before \n | trim
      process.command_line < param3 | after HostApplication= | before \n | trim
      file.path < param3 | after ScriptName= | before \n | trim
      powershell.engine.new_state < param1
      powershell.engine.previous_state < param2
    entry PowerShell *
      event.module = windows
      event.dataset = windows.powershell
      event process info
      process.args, process.args_count < /process.command_line | windows-args
      file.name < /file.path | basename
    """#
}
