extension MappingTables {
  /// Scheduled tasks, WMI, BITS, the installer and crashes.
  ///
  /// Sources: "Task Scheduler" and "WMI-Activity" events as Microsoft documents them, [MC-BUP] client events, "Windows
  /// Installer event logging", Microsoft Learn.
  static let taskAndWMI = #"""
    table windows
    key winlog.provider_name winlog.event_id
    base winlog.event_data.
    extension winlog.*

    entry Microsoft-Windows-TaskScheduler 106
      event configuration creation scheduled-task-registered
      user.domain, user.name < UserContext | split-user
    entry Microsoft-Windows-TaskScheduler 140
      event configuration change scheduled-task-updated
      user.domain, user.name < UserName | split-user
    entry Microsoft-Windows-TaskScheduler 141
      event configuration deletion scheduled-task-deleted
      user.domain, user.name < UserName | split-user
    entry Microsoft-Windows-TaskScheduler 142
      event configuration change scheduled-task-disabled
    entry Microsoft-Windows-TaskScheduler 100,107-110,117-119,129,200
      event process start scheduled-task-started
      process.pid < ProcessID
      process.executable < Path
      process.executable < ActionName
      user.domain, user.name < UserContext | split-user
    entry Microsoft-Windows-TaskScheduler 102,111,201
      event process end scheduled-task-completed
      event.outcome < ResultCode | map 0=success 0x0=success *=failure
      process.executable < ActionName
      user.domain, user.name < UserContext | split-user
    entry Microsoft-Windows-TaskScheduler 101,103,104,202,203,322,332
      event process info scheduled-task-failed
      event.outcome = failure
    entry Microsoft-Windows-TaskScheduler *
      event.module = windows
      event.dataset = windows.task_scheduler
      event process info
      process.name < /process.executable | basename
      winlog.task_scheduler.task < TaskName

    entry Microsoft-Windows-WMI-Activity 5857
      event process info wmi-provider-loaded
      process.pid < /winlog.user_data.ProcessID
      process.executable < /winlog.user_data.HostProcess
      process.name < /winlog.user_data.HostProcess | basename
      dll.path < /winlog.user_data.ProviderPath
      dll.name < /winlog.user_data.ProviderPath | basename
    entry Microsoft-Windows-WMI-Activity 5858
      event process info wmi-operation-failed
      event.outcome = failure
      process.pid < /winlog.user_data.ClientProcessId
      user.id < /winlog.user_data.User | starts-with S-1-
      when /user.id
      otherwise
        user.domain, user.name < /winlog.user_data.User | split-user
      end
      source.domain < /winlog.user_data.ClientMachine
      error.code < /winlog.user_data.ResultCode
      winlog.wmi.operation < /winlog.user_data.Operation
    entry Microsoft-Windows-WMI-Activity 5859,5860
      event process info wmi-event-subscribed
      user.id < /winlog.user_data.User | starts-with S-1-
      when /user.id
      otherwise
        user.domain, user.name < /winlog.user_data.User | split-user
      end
      process.pid < /winlog.user_data.processid
      process.pid < /winlog.user_data.Processid
      winlog.wmi.operation < /winlog.user_data.Query
    entry Microsoft-Windows-WMI-Activity 5861
      event configuration creation wmi-consumer-bound
      winlog.wmi.operation < /winlog.user_data.CONSUMER
    entry Microsoft-Windows-WMI *
      event host info
    entry Microsoft-Windows-WMI-Activity *
      event.module = windows
      event.dataset = windows.wmi
      event process info

    entry Microsoft-Windows-Bits-Client 3
      event network start transfer-job-created
      process.executable < processPath
      process.pid < processId
      user.domain, user.name < string2 | split-user
    entry Microsoft-Windows-Bits-Client 4
      event network end transfer-job-completed
    entry Microsoft-Windows-Bits-Client 5
      event network end transfer-job-cancelled
    entry Microsoft-Windows-Bits-Client 59
      event network connection,start transfer-started
    entry Microsoft-Windows-Bits-Client 60
      event network connection,end transfer-stopped
      event.outcome < hr | map 0=success 0x0=success *=failure
    entry Microsoft-Windows-Bits-Client 61
      event network connection,end transfer-error
      event.outcome = failure
    entry Microsoft-Windows-Bits-Client *
      event.module = windows
      event.dataset = windows.bits_client
      event network info
      url.original < url
      url.full < url
      url.scheme, url.domain, url.port, url.path, url.query < url | url
      destination.domain < /url.domain
      destination.bytes < bytesTransferred
      file.path < LocalName
      process.name < /process.executable | basename
      user.domain, user.name < User | split-user
      user.domain, user.name < jobOwner | split-user

    entry MsiInstaller 1033,1036,1042,11707
      event.type = installation
      event.outcome = success
      event.action = package-installed
    entry MsiInstaller 1034,11724
      event.type = deletion
      event.action = package-removed
    entry MsiInstaller 1035,11728
      event.type = change
      event.action = package-reconfigured
    entry MsiInstaller 11708
      event.type = installation
      event.outcome = failure
      event.action = package-installed
    entry MsiInstaller 1040
      event.type = start
      event.action = package-transaction-started
    entry MsiInstaller 1033-1042,11707,11708,11724,11728
      event.category = package
      package.name < param1
    entry MsiInstaller *
      event package info
      user.id < /winlog.user.identifier | sid

    entry "Application Error" 1000
      event.action = application-crashed
      process.name < AppName
      process.name < param1
      process.executable < AppPath
      process.executable < param11
      dll.name < ModuleName
      dll.path < ModulePath
    entry "Application Hang" 1002
      event.action = application-hung
      process.name < param1
    entry "Windows Error Reporting" 1001
      event.action = error-reported
      process.name < P1
      process.name < param6
    entry "Application Error" *
    entry "Application Hang" *
    entry "Windows Error Reporting" *
    entry ".NET Runtime" *
      event process info
    entry ESENT 216
      event.action = database-moved
      event.type = change
    entry ESENT 325,326,327
      event.action = database-attached
      event.type = access
    entry ESENT *
      event database info
    """#
}
