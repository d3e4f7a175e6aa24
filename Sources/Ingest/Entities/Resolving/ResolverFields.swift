import ECS

/// The fields that entity resolution reads, and those that it adds beside ECS.
enum ResolverFields {
  static let logonID = FieldID.named("winlog.logon.id")
  static let logonType = FieldID.named("winlog.logon.type")
  static let scriptBlockID = FieldID.named("powershell.file.script_block_id")
  static let scriptBlockText = FieldID.named("powershell.file.script_block_text")
  static let scriptPart = FieldID.named("powershell.sequence")
  static let scriptTotal = FieldID.named("powershell.total")

  /// `host/0x3e8a1`: the logon session of the event.
  static let sessionID = FieldID.named("shrike.session.id")
  /// The address from which the session was opened.
  static let sessionSource = FieldID.named("shrike.session.source_ip")
  /// How the session was opened, by name (`RemoteInteractive`).
  static let sessionType = FieldID.named("shrike.session.logon_type")
  /// The identifier of the user who opened the session.
  static let sessionUser = FieldID.named("shrike.session.user_id")
  /// `domain`, `local`, `machine`, `well-known`, `unknown`.
  static let userKind = FieldID.named("user.entity.sub_type")
  static let hostEntity = FieldID.named("host.entity.id")
  static let userEntity = FieldID.named("user.entity.id")
  static let userTargetEntity = FieldID.named("user.target.entity.id")
  static let userEffectiveEntity = FieldID.named("user.effective.entity.id")

  static let selection = FieldSelection([
    .timestamp, .eventCategory, .eventType, .hostName, .hostId, .hostHostname, .agentId, .tags, .userId, .userName,
    .userDomain,
    .userTargetId, .userTargetName, .userTargetDomain, .userEffectiveId, .userEffectiveName, .userEffectiveDomain,
    .processPid, .processEntityId, .processName, .processExecutable, .processCommandLine, .processStart,
    .processParentPid, .processParentEntityId, .processParentName, .processParentExecutable,
    .processParentCommandLine, .sourceIp, hostEntity, userEntity, logonID, logonType, scriptBlockID,
    scriptPart, scriptTotal,
  ])
}
