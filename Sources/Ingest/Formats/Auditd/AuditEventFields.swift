import ECS

/// The fields that audit events get, by name.
enum AuditFieldID {
  static let messageType = FieldID.named("auditd.message_type")
  static let sequence = FieldID.named("auditd.sequence")
  static let node = FieldID.named("auditd.node")
  static let text = FieldID.named("auditd.data.text")
  static let result = FieldID.named("auditd.data.seresult")
  static let permissions = FieldID.named("auditd.data.seperms")
  static let title = FieldID.named("auditd.data.proctitle")
  static let key = FieldID.named("auditd.data.key")
  static let argumentCount = FieldID.named("auditd.execve.argc")
  static let arguments = FieldID.named("auditd.execve.args")
  static let paths = FieldID.named("auditd.paths")
  static let socketFamily = FieldID.named("auditd.data.socket.family")
  static let socketAddress = FieldID.named("auditd.data.socket.addr")
  static let socketPort = FieldID.named("auditd.data.socket.port")
  static let socketPath = FieldID.named("auditd.data.socket.path")
  static let socketRaw = FieldID.named("auditd.data.socket.saddr")
  static let syscall = data("syscall")
  static let account = data("acct")
  static let cwd = data("cwd")

  /// The field of a value that the event's records have under this key.
  static func data(_ key: String) -> FieldID { .named("auditd.data.\(key)") }
}
