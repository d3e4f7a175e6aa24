import ECS

@testable import Ingest

/// The facts of a golden event, and where they stand in ours.
enum AuditGoldenFacts {
  /// What the golden document says, by fact.
  static func expected(_ event: [String: Any]) -> [String: [String]] {
    var facts: [String: [String]] = [:]
    for (path, value) in flattened(event) {
      guard let ours = translation(path) else { continue }
      facts[ours, default: []] += [value]
    }
    for (fact, values) in facts where fact != "process.args" { facts[fact] = values.sorted() }
    return facts
  }

  /// What our event says.
  static func found(_ fact: String, _ row: EventRow) -> [String] {
    if fact == "outcome" { return [row["event.outcome"].map { $0 == "failure" ? "fail" : $0 } ?? "unknown"] }
    if fact == "file.path.last" { return [row["file.path"] ?? ""] }
    if fact.hasPrefix("context.") {
      let parts = (row["auditd.data.subj"] ?? "").split(separator: ":", maxSplits: 4).map(String.init)
      let index = ["user", "role", "domain", "level", "category"].firstIndex(of: String(fact.dropFirst(8))) ?? 0
      return index < parts.count ? [parts[index]] : []
    }
    if fact.hasPrefix("id.") {
      return [row["auditd.data.\(fact.dropFirst(3))"] ?? ""]
    }
    let values = row.values(.named(fact))
    return fact == "process.args" ? values : values.sorted()
  }

  /// Where a path of the golden document stands in ours; `nil` for what is not compared (it is told in other words, as
  /// the summary is, or is a copy).
  private static func translation(_ path: String) -> String? {
    switch path {
    case "result": return "outcome"
    case "summary.action": return "event.action"
    case "process.pid": return "process.pid"
    case "process.ppid": return "process.parent.pid"
    case "process.title": return "process.title"
    case "process.name": return "process.name"
    case "process.exe": return "process.executable"
    case "process.cwd": return "process.working_directory"
    case "process.args": return "process.args"
    case "file.path": return "file.path"
    case "file.inode": return "file.inode"
    case "file.mode": return "file.mode"
    case "file.uid": return "file.uid"
    case "file.gid": return "file.gid"
    case "source.ip", "source.port", "destination.ip", "destination.port", "destination.path", "source.path":
      return path.replacingSuffix(".path", with: ".address")
    case "network.direction": return path
    case "ecs.event.category", "ecs.event.type", "ecs.event.kind": return String(path.dropFirst(4))
    case "ecs.user.effective.name", "ecs.user.effective.id", "ecs.user.target.name", "ecs.user.target.id",
      "ecs.group.name", "ecs.group.id":
      return String(path.dropFirst(4))
    case "tags": return "tags"
    case "session": return "id.ses"
    case "sequence": return "event.sequence"
    default: break
    }
    if path.hasPrefix("user.selinux.") { return "context.\(path.dropFirst(13))" }
    if path.hasPrefix("user.ids.") { return "id.\(path.dropFirst(9))" }
    if path.hasPrefix("paths.") {
      return path.hasPrefix("paths.obj_") ? nil : "auditd.paths.\(path.dropFirst(6))"
    }
    if path == "data.argc" { return "auditd.execve.argc" }
    if path.hasPrefix("data.socket_") { return "auditd.data.socket.\(path.dropFirst(12))" }
    if path.hasPrefix("data.") { return path == "data.socket.path" ? nil : "auditd.\(path)" }
    return nil
  }

  private static func flattened(_ value: Any, _ path: String = "") -> [(String, String)] {
    if let object = value as? [String: Any] {
      return object.flatMap { flattened($0.value, path.isEmpty ? $0.key : "\(path).\($0.key)") }
    }
    if let list = value as? [Any] { return list.flatMap { flattened($0, path) } }
    return [(path, "\(value)")]
  }

  /// Why a difference is meant; `nil` if it is not.
  static func reason(for difference: String) -> String? {
    for (suffix, reason) in reasons where difference.hasSuffix(suffix) { return reason }
    return nil
  }

  private static let reasons: [(String, String)] = [
    (": tags", "the fixture has lost the separator before the enriched ARCH, which go-libaudit takes for a key"),
    ("make-device: file.path", "the file that was made, not its directory"),
    ("make-device: file.inode", "the file that was made, not its directory"),
    ("make-device: file.mode", "the file that was made, not its directory"),
    ("rename syscall: file.path", "the new name, as ECS wants; the old one is file.Ext.original.path"),
    ("ANOM_ABEND SIGSEGV seg fault: auditd.data.sig", "signals have names in all records"),
    ("LOGIN success: auditd.data.old-ses", "a number that is all ones is 'unset' in all fields"),
    ("ANOM_PROMISCUOUS: event.category", "a change of an interface belongs to the network"),
    ("ANOM_PROMISCUOUS: event.type", "no value twice"),
    ("AVC_AppArmor: event.category", "denials of access control are detections by the host"),
    ("AVC_AppArmor: event.type", "denials of access control are detections by the host"),
    ("AVC_AppArmor_unlink: event.category", "denials of access control are detections by the host"),
    ("AVC_AppArmor_unlink: event.type", "denials of access control are detections by the host"),
    ("AVC_AppArmor_unlink: auditd.paths.name", "a name that the kernel did not know is kept as it was written"),
    ("NETFILTER_CFG: event.category", "a change of the firewall is configuration"),
    ("NETFILTER_CFG: event.type", "a change of the firewall is configuration"),
  ]
}

extension String {
  fileprivate func replacingSuffix(_ suffix: String, with replacement: String) -> String {
    hasSuffix(suffix) ? dropLast(suffix.count) + replacement : self
  }
}
