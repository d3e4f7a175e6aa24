public import ECS

/// The fields that name the entities of an event. Resolved identifiers (`host.entity.id`, `user.entity.id`) are not in
/// ECS 9; normalization adds them.
public enum EntityFields {
  /// The resolved host.
  public static let hostEntityID = FieldID.named("host.entity.id")
  /// The resolved user.
  public static let userEntityID = FieldID.named("user.entity.id")
  /// The logon session as Winlogbeat names it.
  public static let logonID = FieldID.named("winlog.logon.id")
  static let targetLogonID = FieldID.named("winlog.event_data.TargetLogonId")
  static let subjectLogonID = FieldID.named("winlog.event_data.SubjectLogonId")
  static let sysmonLogonID = FieldID.named("winlog.event_data.LogonId")

  /// All fields that `EntityColumns` reads.
  public static let all: [FieldID] = [
    hostEntityID, .hostId, .hostName, userEntityID, .userDomain, .userName, .userId, .processEntityId, logonID,
    targetLogonID, subjectLogonID, sysmonLogonID, .sourceIp, .destinationIp, .processHashSha256, .fileHashSha256,
    .filePath, .serviceName, .dnsQuestionName,
  ]
}
