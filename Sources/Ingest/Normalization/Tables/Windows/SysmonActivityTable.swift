extension MappingTables {
  /// Sysmon's events about files, registry, network, names, pipes, WMI and itself.
  ///
  /// Sources: "Sysmon", Microsoft Learn (Sysinternals), for the events; "System Error Codes (9000-11999)" for DNS
  /// statuses; Elastic's Sysmon integration for the names of actions.
  static let sysmonActivity = #"""
    table windows
    key winlog.provider_name winlog.event_id
    base winlog.event_data.

    entry Microsoft-Windows-Sysmon 2
      event file change
      event.action = "File creation time changed (rule: FileCreateTime)"
      file.created < CreationUtcTime | date
    entry Microsoft-Windows-Sysmon 11
      event file creation
      event.action = "File created (rule: FileCreate)"
      file.created < CreationUtcTime | date
    entry Microsoft-Windows-Sysmon 15
      event file access
      event.action = "File stream created (rule: FileCreateStreamHash)"
      file.hash.md5, file.hash.sha1, file.hash.sha256, file.pe.imphash < Hash | split-hashes
      file.created < CreationUtcTime | date
    entry Microsoft-Windows-Sysmon 23
      event file deletion
      event.action = "File Delete archived (rule: FileDelete)"
    entry Microsoft-Windows-Sysmon 26
      event file deletion
      event.action = "File Delete logged (rule: FileDeleteDetected)"
    entry Microsoft-Windows-Sysmon 27
      event file creation
      event.action = "File Block Executable (rule: FileBlockExecutable)"
      event.outcome = failure
    entry Microsoft-Windows-Sysmon 28
      event file change
      event.action = "File Block Shredding (rule: FileBlockShredding)"
      event.outcome = failure
    entry Microsoft-Windows-Sysmon 29
      event file creation
      event.action = "File Executable Detected (rule: FileExecutableDetected)"
    entry Microsoft-Windows-Sysmon 2,11,15,23,26-29
      file.path < TargetFilename
      file.name < TargetFilename | basename
      file.directory < TargetFilename | dirname
      file.extension < TargetFilename | extension | lower
      file.hash.md5, file.hash.sha1, file.hash.sha256, file.pe.imphash < Hashes | split-hashes

    entry Microsoft-Windows-Sysmon 12
      event.category = configuration, registry
      when EventType CreateKey CreateValue
        event.type = creation
      end
      when EventType DeleteKey DeleteValue
        event.type = deletion
      end
      when EventType
        event.type = change
      end
      event.action = "Registry object added or deleted (rule: RegistryEvent)"
      when EventType CreateValue DeleteValue
        registry.value < TargetObject | after-last \
        registry.key < TargetObject | after \ | before-last \
      otherwise
        registry.key < TargetObject | after \
      end
    entry Microsoft-Windows-Sysmon 13
      event configuration,registry change
      event.action = "Registry value set (rule: RegistryEvent)"
      registry.key < TargetObject | after \ | before-last \
      registry.value < TargetObject | after-last \
      registry.data.type < Details | before " " | map DWORD=REG_DWORD QWORD=REG_QWORD Binary=REG_BINARY *=REG_SZ
      registry.data.strings < Details | starts-with "DWORD (" "QWORD (" | after-last ( | before )
      registry.data.strings < Details
    entry Microsoft-Windows-Sysmon 14
      event configuration,registry change
      event.action = "Registry object renamed (rule: RegistryEvent)"
      registry.key < TargetObject | after \
    entry Microsoft-Windows-Sysmon 12-14
      registry.path < TargetObject
      registry.hive < TargetObject | before \

    entry Microsoft-Windows-Sysmon 3
      event network start,connection,protocol
      event.action = "Network connection detected (rule: NetworkConnect)"
      network.direction < Initiated | map true=egress false=ingress 1=egress 0=ingress
      network.transport < Protocol | lower
      network.type < SourceIsIpv6 | map false=ipv4 true=ipv6 0=ipv4 1=ipv6
      network.protocol < DestinationPortName | lower
      source.ip < SourceIp
      source.port < SourcePort
      source.domain < SourceHostname
      destination.ip < DestinationIp
      destination.port < DestinationPort
      destination.domain < DestinationHostname
    entry Microsoft-Windows-Sysmon 22
      event network connection,protocol,info
      event.action = "Dns query (rule: DnsQuery)"
      network.protocol = dns
      dns.question.name < QueryName
      dns.resolved_ip < QueryResults | split ;
      dns.answers.data < QueryResults | split ;
      dns.response_code < QueryStatus | map 0=NOERROR 9001=FORMERR 9002=SERVFAIL 9003=NXDOMAIN 9004=NOTIMP 9005=REFUSED
      event.outcome < QueryStatus | map 0=success *=failure
      related.hosts <+ QueryName

    entry Microsoft-Windows-Sysmon 17
      event file creation
      event.action = "Pipe Created (rule: PipeEvent)"
    entry Microsoft-Windows-Sysmon 18
      event file access
      event.action = "Pipe Connected (rule: PipeEvent)"
    entry Microsoft-Windows-Sysmon 17,18
      file.name < PipeName

    entry Microsoft-Windows-Sysmon 9
      event file access
      event.action = "RawAccessRead detected (rule: RawAccessRead)"
      file.path < Device
      file.device < Device
    entry Microsoft-Windows-Sysmon 19
      event.action = "WmiEventFilter activity detected (rule: WmiEvent)"
    entry Microsoft-Windows-Sysmon 20
      event.action = "WmiEventConsumer activity detected (rule: WmiEvent)"
    entry Microsoft-Windows-Sysmon 21
      event.action = "WmiEventConsumerToFilter activity detected (rule: WmiEvent)"
    entry Microsoft-Windows-Sysmon 19-21
      event.category = configuration
      event.type < Operation | map Created=creation Modified=change Deleted=deletion *=info

    entry Microsoft-Windows-Sysmon 4
      event.category = host
      event.type < State | map Started=start Stopped=end *=change
      event.action = "Sysmon service state changed"
      service.name = Sysmon
      service.state < State
    entry Microsoft-Windows-Sysmon 16
      event configuration change
      event.action = "Sysmon config state changed"
    entry Microsoft-Windows-Sysmon 255
      event host info
      event.action = "Error report"
      error.code < ID
      error.message < Description
    """#
}
