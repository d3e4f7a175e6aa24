/// The kinds of records that JSON and CSV telemetry comes in.
enum RecordShape: String, Sendable, CaseIterable {
  // Windows events.
  case winlogbeat, winlogbeat6, nxlog
  case windowsFlat = "windows-flat"
  case windowsExport = "windows-export"
  case evtxDump = "evtx-dump"
  case securityEvent = "security-event"
  case sysmonRaw = "sysmon-raw"
  case eqlNormalized = "eql-normalized"
  // macOS and Linux.
  case eslogger, santa, osquery, journald
  case osquerySnapshot = "osquery-snapshot"
  case osqueryBatch = "osquery-batch"
  case jamfAlert = "jamf-alert"
  case jamfAlertInput = "jamf-alert-input"
  case jamfTelemetry = "jamf-telemetry"
  case jamfWeb = "jamf-web"
  case syslogTable = "syslog-table"
  case auditdTable = "auditd-table"
  // Network.
  case zeek, zeekFlat = "zeek-flat", zeekStream = "zeek-stream"
  case suricata
  case proxyTable = "proxy-table"
  // Cloud and identity.
  case cloudtrail, okta, gcp, kubernetes
  case entraSignIn = "entra-signin"
  case entraDiagnostic = "entra-diagnostic"
  case entraTable = "entra-table"
  case entraAudit = "entra-audit"
  case lanl
  // Wrappers around one record of another shape.
  case hit, splunk, wrapped
  /// A document in ECS, kept as it is.
  case ecs
  /// Anything else.
  case unknown
}
