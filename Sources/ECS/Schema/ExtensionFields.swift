/// Types of fields that are not in ECS but that Shrike's sources use, where the type is not `keyword`.
///
/// Source: the field lists of Elastic's Winlogbeat (`winlog.*`), Auditbeat (`auditd.*`) and Zeek integrations.
enum ExtensionFields {
  static let types: [String: FieldType] = [
    "winlog.record_id": .long,
    "winlog.process.pid": .long,
    "winlog.process.thread.id": .long,
    "winlog.version": .long,
    "winlog.time_created": .date,
    "process.Ext.token.elevation": .boolean,
    "process.parent.Ext.real.pid": .long,
    "dns.Ext.options": .long,
    "powershell.total": .long,
    "powershell.sequence": .long,
  ]
}
