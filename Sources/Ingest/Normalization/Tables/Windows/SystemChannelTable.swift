extension MappingTables {
  /// The system channel: services, start and stop, time, power, and accounts of the event log itself.
  ///
  /// Sources: the event messages that Microsoft documents for the Service Control Manager, EventLog, Kernel-General,
  /// Kernel-Power, Kernel-Boot, User32 and Time-Service.
  static let systemChannel = #"""
    table windows
    key winlog.provider_name winlog.event_id
    base winlog.event_data.

    entry "Service Control Manager" 7045
      event configuration creation service-installed
      service.name < ServiceName
      service.type < ServiceType
      process.executable < ImagePath
      process.command_line < ImagePath
      user.effective.domain, user.effective.name < AccountName | split-user
      user.id < /winlog.user.identifier | sid
    entry "Service Control Manager" 7036
      event.category = host
      event.type < param2 | map running=start stopped=end *=change
      event.action = service-state-changed
      service.name < param1
      service.state < param2
    entry "Service Control Manager" 7035
      event host change service-control-sent
      service.name < param1
    entry "Service Control Manager" 7040
      event configuration change service-start-type-changed
      service.name < param4
      service.name < param1
      user.id < /winlog.user.identifier | sid
    entry "Service Control Manager" 7000,7001,7009,7011,7022-7024,7026,7030-7032,7034,7038,7041,7043
      event host info service-failed
      event.outcome = failure
      service.name < param1
    entry "Service Control Manager" 7042
      event host end service-stopped
      service.name < param1
    entry "Service Control Manager" *
      event.module = system
      event.dataset = system.system
      event host info

    entry EventLog 6005,6009
      event.type = start
      event.action = system-started
    entry EventLog 6006,6008
      event.type = end
      event.action = system-stopped
    entry EventLog *
      event.module = system
      event.dataset = system.system
      event host info
    entry User32 1074,1073,1075,1076
      event host end system-shutdown-initiated
      process.executable < param1 | before " ("
      process.name < param1 | before " (" | basename
      event.reason < param3
      user.domain, user.name < param7 | split-user
    entry User32 *
      event.module = system
      event.dataset = system.system
    entry Microsoft-Windows-Kernel-General 12
      event.type = start
      event.action = system-started
    entry Microsoft-Windows-Kernel-General 13
      event.type = end
      event.action = system-stopped
    entry Microsoft-Windows-Kernel-General 1
      event.type = change
      event.action = system-time-changed
    entry Microsoft-Windows-Kernel-General 15,16
      event.type = change
      event.action = registry-hive-history-cleared
      registry.path < HiveName
    entry Microsoft-Windows-Kernel-General *
      event.module = system
      event.dataset = system.system
      event host info
    entry Microsoft-Windows-Kernel-Power 41
      event.type = end
      event.action = system-rebooted-without-shutdown
    entry Microsoft-Windows-Kernel-Power 42,109
      event.type = end
      event.action = system-stopped
    entry Microsoft-Windows-Kernel-Power 107
      event.type = start
      event.action = system-resumed
    entry Microsoft-Windows-Kernel-Power,Microsoft-Windows-Kernel-Boot *
      event.module = system
      event.dataset = system.system
      event host info
    entry Microsoft-Windows-Kernel-Processor-Power,Microsoft-Windows-Kernel-PnP,Microsoft-Windows-Kernel-IO,Microsoft-Windows-Kernel-StoreMgr,Microsoft-Windows-Kernel-Cache,Microsoft-Windows-Kernel-WHEA,Microsoft-Windows-Kernel-ShimEngine,Microsoft-Windows-Power-Troubleshooter,Microsoft-Windows-Power-Meter-Polling,Microsoft-Windows-Time-Service,Microsoft-Windows-Winlogon,Microsoft-Windows-FilterManager,Microsoft-Windows-Hyper-V-Hypervisor,Microsoft-Windows-UserPnp,Microsoft-Windows-DriverFrameworks-UserMode,Microsoft-Windows-Resource-Exhaustion-Detector,Microsoft-Windows-Directory-Services-SAM,Microsoft-Windows-GroupPolicy,Microsoft-Windows-Eventlog-ForwardingPlugin,Microsoft-Windows-Ntfs,Ntfs,Microsoft-Windows-StorageSpaces-Driver,Microsoft-Windows-Storage-Storport,disk,volmgr,volsnap,partmgr,Microsoft-Windows-Partition,Microsoft-Windows-VolumeSnapshot-Driver,Microsoft-Windows-Wininit *
      event host info
    entry Microsoft-Windows-FilterManager 1,6
      event.action = filter-driver-changed
      file.name < DeviceName
      service.name < FinalStatus
    entry Microsoft-Windows-DriverFrameworks-UserMode 2003,2004,2006,2010,2100-2102,2105,2106
      event.action = device-connected
    entry Microsoft-Windows-Winlogon 7001
      event session start user-logged-on
      user.id < UserSid | sid
    entry Microsoft-Windows-Winlogon 7002
      event session end user-logged-off
      user.id < UserSid | sid
    """#
}
