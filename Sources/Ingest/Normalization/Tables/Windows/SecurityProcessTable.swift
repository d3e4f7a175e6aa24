extension MappingTables {
  /// Processes, services, tasks, system state, and what all events of the security channel have in common.
  ///
  /// Sources: the pages of each event on Microsoft Learn ("Advanced security audit policy settings"); keyword bits from
  /// "Windows event schema".
  static let securityProcess = #"""
    table windows
    key winlog.provider_name winlog.event_id
    base winlog.event_data.
    extension winlog.*
    extension Target.*

    entry Microsoft-Windows-Security-Auditing 4688
      event process start created-process
      process.entity_id < /host.name + '|' + NewProcessId + '|' + /winlog.time_created | hash
      process.pid < NewProcessId
      process.executable < NewProcessName
      process.name < NewProcessName | basename
      process.start < /winlog.time_created
      process.command_line < CommandLine
      process.args, process.args_count < CommandLine | windows-args
      process.parent.pid < ProcessId
      process.parent.executable < ParentProcessName
      process.parent.name < ParentProcessName | basename
      user.effective.id < TargetUserSid | sid | unless S-1-0-0
      user.effective.name < TargetUserName
      user.effective.domain < TargetDomainName
      winlog.logon.id < SubjectLogonId
      winlog.process.token_elevation < TokenElevationType | percent-codes
      winlog.process.integrity_level < MandatoryLabel | map S-1-16-0=Untrusted S-1-16-4096=Low S-1-16-8192=Medium S-1-16-8448=MediumPlus S-1-16-12288=High S-1-16-16384=System S-1-16-20480=Protected
    entry Microsoft-Windows-Security-Auditing 4689
      event process end exited-process
      process.end < /winlog.time_created
      process.exit_code < Status | int
    entry Microsoft-Windows-Security-Auditing 4696
      event process change assigned-primary-token
      user.effective.name < TargetUserName
      user.effective.domain < TargetDomainName
      Target.process.pid < TargetProcessId | int
      Target.process.executable < TargetProcessName
      Target.process.name < TargetProcessName | basename
    entry Microsoft-Windows-Security-Auditing 4703
      event iam change,user user-right-adjusted
      user.target.id < TargetUserSid | sid
      user.target.name < TargetUserName
      user.target.domain < TargetDomainName

    entry Microsoft-Windows-Security-Auditing 4697
      event configuration,iam creation,admin,change service-installed
      service.name < ServiceName
      service.type < ServiceType
      process.executable < ServiceFileName
      process.command_line < ServiceFileName
      user.effective.name < ServiceAccount
    entry Microsoft-Windows-Security-Auditing 4698
      event.action = scheduled-task-created
      event.type = creation, admin
    entry Microsoft-Windows-Security-Auditing 4699
      event.action = scheduled-task-deleted
      event.type = deletion, admin
    entry Microsoft-Windows-Security-Auditing 4700
      event.action = scheduled-task-enabled
      event.type = change, admin
    entry Microsoft-Windows-Security-Auditing 4701
      event.action = scheduled-task-disabled
      event.type = change, admin
    entry Microsoft-Windows-Security-Auditing 4702
      event.action = scheduled-task-updated
      event.type = change, admin
    entry Microsoft-Windows-Security-Auditing 4698-4702
      event.category = configuration, iam
      process.pid < ClientProcessId

    entry Microsoft-Windows-Security-Auditing 4608
      event host start windows-starting
    entry Microsoft-Windows-Security-Auditing 4609
      event host end windows-shutting-down
    entry Microsoft-Windows-Security-Auditing 4610
      event.action = authentication-package-loaded
    entry Microsoft-Windows-Security-Auditing 4611
      event.action = trusted-logon-process-registered
    entry Microsoft-Windows-Security-Auditing 4614
      event.action = notification-package-loaded
    entry Microsoft-Windows-Security-Auditing 4622
      event.action = security-package-loaded
    entry Microsoft-Windows-Security-Auditing 4610,4611,4614,4622
      event configuration change
    entry Microsoft-Windows-Security-Auditing 4612
      event host info audit-events-lost
    entry Microsoft-Windows-Security-Auditing 4616
      event configuration change system-time-changed
    entry Microsoft-Windows-Security-Auditing 4618,4621
      event host info system-monitored
    entry Microsoft-Windows-Security-Auditing 4673
      event iam admin privileged-service-called
      winlog.logon.privileges < PrivilegeList | split \n
    entry Microsoft-Windows-Security-Auditing 4674
      event iam admin privileged-operation
      winlog.logon.privileges < PrivilegeList | split \n
    entry Microsoft-Windows-Security-Auditing 4826
      event configuration info boot-configuration-loaded
    entry Microsoft-Windows-Security-Auditing 5056-5071
      event host info cryptographic-operation
      process.pid < ClientProcessId
    entry Microsoft-Windows-Security-Auditing 5712
      event network connection rpc-attempted
    entry Microsoft-Windows-Security-Auditing 6416
      event host change external-device-recognized
    entry Microsoft-Windows-Security-Auditing 6419-6424
      event host change device-installation

    entry Microsoft-Windows-Security-Auditing *
      event.module = system
      event.dataset = system.security
      user.id < SubjectUserSid | sid | unless S-1-0-0
      user.name < SubjectUserName
      user.domain < SubjectDomainName
      winlog.logon.id < SubjectLogonId
      process.pid < ProcessId | unless 0x0
      process.executable < ProcessName
      process.name < ProcessName | basename
      event.outcome < /winlog.keywords | map \#(auditKeywords)
    entry Microsoft-Windows-Eventlog *
      event.module = system
      user.id < /winlog.user_data.SubjectUserSid | sid
      user.name < /winlog.user_data.SubjectUserName
      user.domain < /winlog.user_data.SubjectDomainName
      winlog.logon.id < /winlog.user_data.SubjectLogonId
      user.id < /winlog.user_data.LogFileCleared.SubjectUserSid | sid
      user.name < /winlog.user_data.LogFileCleared.SubjectUserName
      user.domain < /winlog.user_data.LogFileCleared.SubjectDomainName
    entry Microsoft-Windows-Eventlog 1100
      event host end logging-service-shutdown
      event.dataset = system.security
    entry Microsoft-Windows-Eventlog 1101,1108
      event host info logging-processing-error
      event.dataset = system.security
    entry Microsoft-Windows-Eventlog 1102
    entry Microsoft-Windows-Security-Auditing 1102
      event iam admin,change audit-log-cleared
      event.dataset = system.security
    entry Microsoft-Windows-Eventlog 104
      event iam admin,change event-log-cleared
      event.dataset = system.system
    entry Microsoft-Windows-Eventlog 1104,1105
      event host info logging-full
      event.dataset = system.security
    """#

  /// Bit 53 of the keywords is "Audit Success", bit 52 "Audit Failure"; bit 63 marks the channel. As hexadecimal, as
  /// signed numbers (NXLog), and as words (Winlogbeat).
  private static let auditKeywords = """
    0x8020000000000000=success 0x8010000000000000=failure 0x4020000000000000=success 0x4010000000000000=failure \
    -9214364837600034816=success -9218868437227405312=failure 9232379236109516800=success \
    9227875636482146304=failure "Audit Success=success" "Audit Failure=failure"
    """
}
