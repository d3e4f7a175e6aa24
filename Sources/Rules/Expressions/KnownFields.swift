import ECS

/// Which field names a rule may use without a warning.
enum KnownFields {
  /// Prefixes under which sources name fields of their own, beside ECS: what the source said, losslessly.
  static let sourcePrefixes = [
    "auditd.", "aws.", "azure.", "cloudtrail.", "eslogger.", "gcp.", "github.", "google_workspace.", "jamf.",
    "journald.",
    "kubernetes.", "labels.", "network_traffic.", "o365.", "okta.", "osquery.", "powershell.", "santa.", "sysmon.",
    "syslog.", "system.", "winlog.", "zeek.",
  ]

  /// Whether the schema itself defines a field.
  static func isInSchema(_ field: FieldID) -> Bool { field.index < FieldTable.shared.schemaFieldCount }

  static func contains(_ path: String) -> Bool {
    if let field = FieldTable.shared.lookup(path), field.index < FieldTable.shared.schemaFieldCount { return true }
    if sourcePrefixes.contains(where: path.hasPrefix) { return true }
    // Elastic Defend's own sub-objects (`process.Ext`, `dll.Ext`, …) and the flattened containers of ECS.
    return path.contains(".Ext.") || path.hasPrefix("Target.") || path.hasPrefix("Effective_process.")
  }
}
