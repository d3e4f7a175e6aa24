/// Which member names make which shape; the first rule that fits counts, so the particular stand before the general.
///
/// Sources: the documentation of each product, and samples of its output.
enum ShapeRules {
  /// The rules, ready to be asked.
  static let shapes = NameRules(text, fallback: RecordShape.unknown) { RecordShape(rawValue: $0) }

  /// The rules as text; the form is described in `NameRules`.
  static let text = """
    # Wrappers: Elasticsearch hits, Splunk exports, records under `event` or `data`.
    hit _source.* | _index _id
    splunk result.* | preview offset lastrow
    wrapped | event.eventSource event.protoPayload.* event.published event.columns.* event.auditID ! event.kind
    # Windows event logs.
    winlogbeat winlog.event_id
    winlogbeat6 event_id source_name | log_name computer_name event_data.*
    evtx-dump | Event.System.EventID Event.System.EventID.* System.EventID System.EventID.*
    windows-export Id ProviderName LogName | MachineName RecordId LevelDisplayName
    nxlog EventID Channel SourceModuleName
    nxlog EventID SourceName SourceModuleType
    security-event EventID TimeGenerated Computer | Account SubjectUserName TargetUserName Channel
    windows-flat EventID Channel
    windows-flat EventID | SourceName ProviderName ProviderGuid ! TimeGenerated
    sysmon-raw EventId UtcTime ! Channel
    sysmon-raw EventID UtcTime ! Channel
    eql-normalized event_type unique_pid timestamp
    # macOS, Linux, osquery.
    eslogger schema_version event_type | process.audit_token.pid event.*
    santa instigator.id.pid
    santa event_time machine_id | boot_session_uuid processed_time
    jamf-alert-input input.match.event.* input.host.hostname
    jamf-alert match.event.* host.protectVersion
    jamf-alert match.event.* host.provisioningUDID
    jamf-telemetry header.event_name host_info.host_uuid
    jamf-web event.metadata.vendor event.metadata.product
    osquery-snapshot snapshot hostIdentifier
    osquery-snapshot snapshot action
    osquery-batch diffResults.added hostIdentifier
    osquery-batch diffResults.removed hostIdentifier
    osquery columns.* action name
    journald __REALTIME_TIMESTAMP
    journald _BOOT_ID MESSAGE
    syslog-table SyslogMessage Facility | SeverityLevel ProcessName
    auditd-table mssg_id | AuditdMessage EventType
    # Network.
    suricata event_type timestamp | flow_id src_ip
    zeek-stream @stream ts
    zeek _path ts
    zeek-flat ts uid id.orig_h
    zeek-flat ts | fuid uids certificate.version software_type note mac conn_uids tx_hosts host_p
    zeek-flat ts operation orig_h resp_h
    zeek-flat ts id machine
    zeek-flat ts id | certificate.serial is_exe
    zeek-flat ts ts_delta peer
    zeek-flat ts peer | mem events_proc gaps name
    zeek-flat ts node filter
    zeek-flat ts id.orig_h id.resp_h
    proxy-table DestinationHostName DestinationIP SentBytes
    # Cloud and identity.
    cloudtrail eventSource eventName awsRegion
    cloudtrail eventSource eventName | userIdentity.* sourceIPAddress
    gcp protoPayload.* | logName insertId resource.*
    kubernetes auditID | verb stage objectRef.* requestURI
    kubernetes verb | objectRef.resource objectRef.name requestURI
    okta eventType published | actor.* displayMessage
    entra-table UserPrincipalName ResultType TimeGenerated
    entra-table UserPrincipalName ResultType AppDisplayName
    entra-diagnostic category properties.* | operationName resourceId
    entra-signin userPrincipalName appDisplayName createdDateTime
    entra-audit activityDisplayName activityDateTime | initiatedBy.* targetResources
    lanl src_user dst_user src_pc dst_pc
    ecs @timestamp | ecs.version event.kind event.category event.dataset event.module event.action agent.type
    ecs @timestamp | host.name process.name data_stream.dataset
    """
}
