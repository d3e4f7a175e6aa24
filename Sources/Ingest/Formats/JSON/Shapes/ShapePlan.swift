import ECS

/// What is done with records of one shape: how members are named, which kind of record they are, where their time is,
/// and which mapping table takes them to ECS.
struct ShapePlan: Sendable {
  /// How member names become field names, as `FieldNaming` reads it.
  var naming = ""
  /// The mapping table, `nil` when the record is left as it is.
  var table: String?
  /// Where the kind of record is noted, and the rules that tell it (see `NameRules`).
  var kind: (field: String, rules: String)?
  /// Lists whose elements are decoded or joined into further fields.
  var lists: [ListCells.Rule] = []
  /// Where the event's time is, the best source first.
  var times: [EventTime.Source] = []
  /// Values that the source implies but does not write; noted as mapped where the record says nothing.
  var constants: [(field: String, value: String)] = []
  /// Whether fields get the types and the names that all Windows sources share.
  var isWindows = false
  /// Whether the record inside is recognised again after renaming.
  var isWrapper = false
}

extension RecordShape {
  /// The plan for the shape.
  var plan: ShapePlan {
    switch self {
    case .winlogbeat, .winlogbeat6, .nxlog, .windowsFlat, .windowsExport, .evtxDump, .securityEvent, .sysmonRaw:
      WindowsShapes.plan(self)
    case .eqlNormalized, .eslogger, .santa, .osquery, .osquerySnapshot, .osqueryBatch, .journald, .jamfAlert,
      .jamfAlertInput, .jamfTelemetry, .jamfWeb, .syslogTable, .auditdTable:
      EndpointShapes.plan(self)
    case .zeek, .zeekFlat, .zeekStream, .suricata, .proxyTable: NetworkShapes.plan(self)
    case .cloudtrail, .okta, .gcp, .kubernetes, .entraSignIn, .entraDiagnostic, .entraTable, .entraAudit, .lanl:
      CloudShapes.plan(self)
    case .hit: ShapePlan(naming: "_source.* -> *\n* -> elasticsearch.*", isWrapper: true)
    case .splunk: ShapePlan(naming: "result.* -> *\n* -> splunk.*", isWrapper: true)
    case .wrapped: ShapePlan(naming: "event.* -> *\n* -> wrapper.*", isWrapper: true)
    case .ecs: ShapePlan()
    case .unknown: ShapePlan(times: EventTime.commonNames)
    }
  }
}
