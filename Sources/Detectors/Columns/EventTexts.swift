import ECS
import Evidence

/// The texts that rarity is about, read from the columns of a batch; each distinct value is prepared once.
struct EventTexts {
  private static let logonType = FieldID.named("winlog.logon.type")
  private static let logonTypeNumber = FieldID.named("winlog.event_data.LogonType")
  private static let workstation = FieldID.named("winlog.event_data.WorkstationName")
  private static let taskName = FieldID.named("winlog.event_data.TaskName")
  private static let serviceName = FieldID.named("winlog.event_data.ServiceName")
  private static let imagePath = FieldID.named("winlog.event_data.ImagePath")
  private static let serviceFile = FieldID.named("winlog.event_data.ServiceFileName")
  private static let scriptText = FieldID.named("powershell.file.script_block_text")
  private static let scriptBlock = FieldID.named("winlog.event_data.ScriptBlockText")

  /// What `EventTexts` reads.
  static let fields: [FieldID] = [
    EntityFields.hostEntityID, .hostName, EntityFields.userEntityID, .userName, .userDomain, .processName,
    .processExecutable, .processParentName, .processParentExecutable, .processCommandLine, .sourceIp, .sourceDomain,
    logonType, logonTypeNumber, workstation, taskName, .serviceName, serviceName, imagePath, serviceFile, scriptText,
    scriptBlock, .timestamp,
  ]

  private var hostID: TextColumn
  private var hostName: TextColumn
  private var userID: TextColumn
  private var userName: TextColumn
  private var userDomain: TextColumn
  private var sourceName: TextColumns
  private var logonTypes: TextColumns
  private let addresses: ScalarColumn<IPAddress>?
  /// The running program's name.
  var process: TextColumns
  /// The parent program's name.
  var parent: TextColumns
  /// The class of the folder that the program lies in.
  var folder: TextColumn
  /// The shape of the command line.
  var command: TextColumn
  /// A scheduled task's name without what is random in it.
  var task: TextColumn
  /// The shape of a script.
  var script: TextColumns
  private var service: TextColumns
  private var serviceImage: TextColumns

  init(_ columns: ColumnSet) {
    let base: @Sendable (String) -> String? = { PathText.base($0.lowercased()) }
    hostID = TextColumn(columns, EntityFields.hostEntityID)
    hostName = TextColumn(columns, .hostName)
    userID = TextColumn(columns, EntityFields.userEntityID)
    userName = TextColumn(columns, .userName)
    userDomain = TextColumn(columns, .userDomain)
    sourceName = TextColumns(TextColumn(columns, .sourceDomain), TextColumn(columns, Self.workstation))
    logonTypes = TextColumns(
      TextColumn(columns, Self.logonType), TextColumn(columns, Self.logonTypeNumber, Self.logonTypeName))
    addresses = columns.addresses(.sourceIp)
    process = TextColumns(TextColumn(columns, .processName), TextColumn(columns, .processExecutable, base))
    parent = TextColumns(TextColumn(columns, .processParentName), TextColumn(columns, .processParentExecutable, base))
    folder = TextColumn(columns, .processExecutable) { path in
      let folder = PathText.folder(path.lowercased())
      return folder.isEmpty ? nil : FolderClass.name(of: folder)
    }
    command = TextColumn(columns, .processCommandLine, CommandShape.of)
    task = TextColumn(columns, Self.taskName, Self.taskShape)
    script = TextColumns(
      TextColumn(columns, Self.scriptText, ScriptShape.of), TextColumn(columns, Self.scriptBlock, ScriptShape.of))
    service = TextColumns(
      TextColumn(columns, .serviceName, Self.serviceShape), TextColumn(columns, Self.serviceName, Self.serviceShape))
    serviceImage = TextColumns(
      TextColumn(columns, Self.imagePath, CommandShape.of), TextColumn(columns, Self.serviceFile, CommandShape.of))
  }

  /// The host: counted by its resolved identifier, shown by its name.
  mutating func host(row: Int) -> TextKey? {
    guard let name = hostName.key(row: row) else { return hostID.key(row: row) }
    return hostID.key(row: row).map { TextKey(shown: name.text, countedAs: $0.hash) } ?? name
  }

  /// The user, likewise.
  mutating func user(row: Int) -> TextKey? {
    guard let name = userName.key(row: row) else { return userID.key(row: row) }
    let full = userDomain.key(row: row).map { TextKey($0, "\\", name) } ?? name
    return userID.key(row: row).map { TextKey(shown: full.text, countedAs: $0.hash) } ?? full
  }

  /// How and from where somebody logged on: `network from 10.0.0.7`.
  mutating func logon(row: Int) -> TextKey? {
    let type = logonTypes.key(row: row) ?? TextKey("logon")
    guard let source = source(row: row) else { return type }
    return TextKey(type, " from ", source)
  }

  /// A service by name and program, both without what is random in them.
  mutating func installedService(row: Int) -> TextKey? {
    guard let name = service.key(row: row) else { return nil }
    return serviceImage.key(row: row).map { TextKey(name, " = ", $0) } ?? name
  }

  private mutating func source(row: Int) -> TextKey? {
    if let address = addresses?[row] {
      let isLoopback = address.isV4 ? UInt8(truncatingIfNeeded: address.bits >> 24) == 127 : address.bits <= 1
      if !isLoopback { return TextKey(address.description) }
    }
    return sourceName.key(row: row)
  }

  /// Windows logon types by number; source: Microsoft, "4624(S): An account was successfully logged on".
  private static let logonTypeNames = [
    "2": "interactive", "3": "network", "4": "batch", "5": "service", "7": "unlock", "8": "network cleartext",
    "9": "new credentials", "10": "remote interactive", "11": "cached interactive",
  ]

  private static let logonTypeName: @Sendable (String) -> String? = { logonTypeNames[$0] ?? "type " + $0 }

  private static let serviceShape: @Sendable (String) -> String? = { name in
    // Per-user services have the session's number behind an underscore: `cbdhsvc_4a1f2`.
    let lower = name.lowercased()
    guard let cut = lower.lastIndex(of: "_") else { return lower }
    let tail = lower[lower.index(after: cut)...].utf8
    return (4...8).contains(tail.count) && tail.allSatisfy(TokenClass.isHex) ? String(lower[..<cut]) + "_*" : lower
  }

  private static let taskShape: @Sendable (String) -> String? = { name in
    let parts = name.lowercased().split(whereSeparator: { " \\/-_".contains($0) }).map { part in
      TokenClass.name(of: String(part), original: String(part)) ?? String(part)
    }
    return parts.joined(separator: " ")
  }
}
