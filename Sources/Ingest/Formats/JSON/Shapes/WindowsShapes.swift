/// Windows events as other programs write them. All end in the `winlog.*` names that the EVTX reader gives.
enum WindowsShapes {
  static func plan(_ shape: RecordShape) -> ShapePlan {
    var plan = ShapePlan(table: windowsTable, times: times, isWindows: true)
    switch shape {
    case .winlogbeat6: plan.naming = winlogbeat6
    case .nxlog: plan.naming = nxlog + flat
    case .windowsFlat: plan.naming = flat
    case .windowsExport: plan.naming = export
    case .evtxDump: plan.naming = evtxDump
    case .securityEvent:
      plan.naming = securityEvent
      plan.constants = [
        ("winlog.provider_name", "Microsoft-Windows-Security-Auditing"), ("winlog.channel", "Security"),
      ]
    case .sysmonRaw:
      plan.naming = "keep @timestamp\nRuleName -> winlog.event_data.RuleName\n" + flat
      plan.constants = [
        ("winlog.provider_name", "Microsoft-Windows-Sysmon"),
        ("winlog.channel", "Microsoft-Windows-Sysmon/Operational"),
      ]
    default: break
    }
    return plan
  }

  /// The one table for all Windows sources.
  static let windowsTable = "windows"

  /// Only where the record has no `@timestamp` and mapping found no better time.
  private static let times: [EventTime.Source] = [
    .init("winlog.time_created", .text), .init("sentinel.TimeGenerated", .text),
    .init("winlog.event_data.UtcTime", .text), .init("nxlog.EventTime", .local),
    .init("nxlog.EventReceivedTime", .local),
  ]

  /// Winlogbeat before version 7.
  private static let winlogbeat6 = """
    event_id -> winlog.event_id
    log_name -> winlog.channel
    source_name -> winlog.provider_name
    provider_guid -> winlog.provider_guid
    computer_name -> winlog.computer_name
    record_number -> winlog.record_id
    process_id -> winlog.process.pid
    thread_id -> winlog.process.thread.id
    activity_id -> winlog.activity_id
    related_activity_id -> winlog.related_activity_id
    task -> winlog.task
    opcode -> winlog.opcode
    keywords -> winlog.keywords
    version -> winlog.version
    level -> log.level
    type -> winlog.api
    event_data.* -> winlog.event_data.*
    user_data.* -> winlog.user_data.*
    user.* -> winlog.user.*
    """

  /// What NXLog and its Logstash pipeline add. `EventType` is sorted out by value, see `WindowsCells`.
  private static let nxlog = """
    EventTime -> nxlog.EventTime
    EventReceivedTime -> nxlog.EventReceivedTime
    EventTypeOrignal -> nxlog.EventTypeOrignal
    Severity -> nxlog.Severity
    SeverityValue -> nxlog.SeverityValue
    SourceModuleName -> nxlog.SourceModuleName
    SourceModuleType -> nxlog.SourceModuleType
    Category -> nxlog.Category
    Opcode -> nxlog.Opcode
    OpcodeValue -> winlog.opcode
    ERROR_EVT_UNRESOLVED -> nxlog.ERROR_EVT_UNRESOLVED
    ExecutionProcessID -> winlog.process.pid
    ThreadID -> winlog.process.thread.id
    AccountName -> winlog.user.name
    AccountType -> winlog.user.type
    Domain -> winlog.user.domain
    UserID -> winlog.user.identifier

    """

  /// The fields of the System element and the values of EventData side by side.
  private static let flat = """
    Channel -> winlog.channel
    LogName -> winlog.channel
    EventID -> winlog.event_id
    EventId -> winlog.event_id
    Hostname -> winlog.computer_name
    Computer -> winlog.computer_name
    ComputerName -> winlog.computer_name
    SourceName -> winlog.provider_name
    ProviderName -> winlog.provider_name
    ProviderGuid -> winlog.provider_guid
    Message -> message
    Level -> winlog.level
    Task -> winlog.task
    Opcode -> winlog.opcode
    Keywords -> winlog.keywords
    Version -> winlog.version
    RecordNumber -> winlog.record_id
    EventRecordID -> winlog.record_id
    ActivityID -> winlog.activity_id
    RelatedActivityID -> winlog.related_activity_id
    TimeCreated -> winlog.time_created
    host -> logstash.host
    port -> logstash.port
    keep @timestamp @version @metadata.* tags message ecs.* host.* agent.* event.* log.* winlog.* nxlog.* logstash.*
    * -> winlog.event_data.*
    """

  /// `Get-WinEvent | ConvertTo-Json`.
  private static let export = """
    Id -> winlog.event_id
    ProviderName -> winlog.provider_name
    ProviderId -> winlog.provider_guid
    LogName -> winlog.channel
    MachineName -> winlog.computer_name
    RecordId -> winlog.record_id
    ProcessId -> winlog.process.pid
    ThreadId -> winlog.process.thread.id
    UserId -> winlog.user.identifier
    UserId.Value -> winlog.user.identifier
    ActivityId -> winlog.activity_id
    RelatedActivityId -> winlog.related_activity_id
    Version -> winlog.version
    Level -> winlog.level
    Task -> winlog.task
    Opcode -> winlog.opcode
    Keywords -> winlog.keywords
    TimeCreated -> winlog.time_created
    TimeCreated.DateTime -> winlog.time_created_text
    TimeCreated.value -> winlog.time_created
    Message -> message
    keep @timestamp
    * -> winlog.*
    """

  /// evtx_dump, the PyPI and npm evtx readers, and XML converted to JSON: `#attributes` and `@` are attributes, also
  /// as `X_attributes`; with or without the outer `Event`.
  private static let evtxDump: String = {
    var lines: [String] = []
    for outer in ["Event.", ""] {
      let system = outer + "System."
      for (element, attribute, field) in [
        ("Provider", "Name", "provider_name"), ("Provider", "Guid", "provider_guid"),
        ("Provider", "EventSourceName", "event_source_name"), ("EventID", "Qualifiers", "event_qualifiers"),
        ("TimeCreated", "SystemTime", "time_created"), ("Correlation", "ActivityID", "activity_id"),
        ("Correlation", "RelatedActivityID", "related_activity_id"), ("Execution", "ProcessID", "process.pid"),
        ("Execution", "ThreadID", "process.thread.id"), ("Security", "UserID", "user.identifier"),
      ] {
        for form in [".#attributes.", ".@", "_attributes.", ".", "._"] {
          lines.append("\(system)\(element)\(form)\(attribute) -> winlog.\(field)")
        }
      }
      for (element, field) in [
        ("EventID", "event_id"), ("Version", "version"), ("Level", "level"), ("Task", "task"), ("Opcode", "opcode"),
        ("Keywords", "keywords"), ("EventRecordID", "record_id"), ("Channel", "channel"), ("Computer", "computer_name"),
      ] {
        lines.append("\(system)\(element) -> winlog.\(field)")
        lines.append("\(system)\(element).#text -> winlog.\(field)")
        lines.append("\(system)\(element).$t -> winlog.\(field)")
      }
      lines.append("\(system)* -> winlog.system.*")
      lines.append("\(outer)EventData.Data.#text -> winlog.event_data.Data")
      lines.append("\(outer)EventData.* -> winlog.event_data.*")
      // The wrapper's own name is dropped, as the EVTX reader does.
      lines.append("inside \(outer)UserData.* -> winlog.user_data.*")
      lines.append("\(outer)RenderingInfo.Message -> message")
      lines.append("\(outer)RenderingInfo.* -> winlog.rendering_info.*")
    }
    lines.append("Event.#attributes.xmlns -> winlog.xmlns")
    lines.append("Event.@xmlns -> winlog.xmlns")
    return lines.joined(separator: "\n")
  }()

  /// Rows of Microsoft Sentinel's SecurityEvent table, as JSON or CSV.
  private static let securityEvent = """
    EventID -> winlog.event_id
    Channel -> winlog.channel
    EventSourceName -> winlog.provider_name
    Computer -> winlog.computer_name
    Level -> winlog.level
    Task -> winlog.task
    EventRecordId -> winlog.record_id
    TimeCreatedUtc -> winlog.time_created
    TimeCollected -> sentinel.TimeCollected
    TimeGenerated -> sentinel.TimeGenerated
    Account -> sentinel.Account
    AccountType -> sentinel.AccountType
    Activity -> sentinel.Activity
    TenantId -> sentinel.TenantId
    SourceSystem -> sentinel.SourceSystem
    SourceComputerId -> sentinel.SourceComputerId
    ManagementGroupName -> sentinel.ManagementGroupName
    MG -> sentinel.MG
    Type -> sentinel.Type
    _ResourceId -> sentinel.ResourceId
    EventData -> winlog.event_data_xml
    keep @timestamp column1 winlog.*
    * -> winlog.event_data.*
    """
}
