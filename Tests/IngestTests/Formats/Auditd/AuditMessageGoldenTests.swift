import ECS
import Foundation
import Testing

@testable import Ingest

/// Single audit records, held to what go-libaudit makes of them.
@Suite("Audit records against go-libaudit", .enabled(if: SharedData.isAvailable, "needs ../shared/data"))
struct AuditMessageGoldenTests {
  private static let logs = [
    "audit-rhel6", "audit-rhel7", "audit-ubuntu14", "audit-ubuntu16", "audit-ubuntu17", "test2", "test3",
  ]

  @Test("Every value of every golden record is read")
  func values() throws {
    var compared = 0
    var differences: [String] = []
    try SharedData.withUnpacked("linux/go-libaudit-testdata.tar.xz") { folder in
      for log in Self.logs {
        let path = folder.appendingPathComponent("auparse/testdata/\(log).log")
        let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n").map(String.init)
        let golden = try JSONSerialization.jsonObject(with: Data(contentsOf: path.appendingPathExtension("golden")))
        for (line, entry) in zip(lines, golden as? [[String: Any]] ?? []) {
          guard let expected = entry["data"] as? [String: String] else { continue }
          var options = ReaderOptions()
          options.normalizes = false
          let row = try #require(try ReadEvents(AuditdReader.self, line, options: options).rows.first)
          #expect(row["auditd.message_type"] == entry["record_type"] as? String)
          #expect(row["auditd.sequence"] == (entry["sequence"] as? Int).map(String.init))
          #expect(row.timestamp == (entry["@timestamp"] as? String).flatMap { Timestamp(iso8601: $0) })
          for (key, value) in expected {
            compared += 1
            let found = Self.value(key, row)
            if found != value { differences.append("\(log) \(key): \(value), read as \(found ?? "nothing")") }
          }
        }
      }
    }
    #expect(compared == 450)
    #expect(differences.sorted() == Self.deliberate)
  }

  /// Early kernels write the login that is set over an unset one as `old auid=4294967295`; "unset" everywhere here.
  private static let deliberate = ["test2 old_auid: 4294967295, read as unset"]

  /// What is read for go-libaudit's name of a value.
  private static func value(_ key: String, _ row: EventRow) -> String? {
    switch key {
    case "result":
      let raw = row["auditd.data.success"] ?? row["auditd.data.res"]
      return raw.map { ["yes", "success", "1"].contains($0) ? "success" : "fail" }
    case "new_auid": return row["auditd.data.new-auid"]
    case "old_auid": return row["auditd.data.old-auid"]
    case "argc": return row["auditd.execve.argc"]
    default: break
    }
    if row["auditd.message_type"] == "execve", let index = Int(key.dropFirst()) {
      let arguments = row.values(.named("auditd.execve.args"))
      return index < arguments.count ? arguments[index] : nil
    }
    if row["auditd.message_type"] == "sockaddr" { return row["auditd.data.socket.\(key)"] }
    for (prefix, field) in [("subj_", "subj"), ("obj_", "obj")] where key.hasPrefix(prefix) {
      let context = row["auditd.data.\(field)"] ?? row["auditd.paths.\(field)"]
      return context.flatMap { part(String(key.dropFirst(prefix.count)), of: $0) }
    }
    return row["auditd.data.\(key)"] ?? row["auditd.paths.\(key)"]
  }

  /// A part of a security context `user:role:domain:level:category`.
  private static func part(_ name: String, of context: String) -> String? {
    let parts = context.split(separator: ":", maxSplits: 4).map(String.init)
    guard let index = ["user", "role", "domain", "level", "category"].firstIndex(of: name) else { return nil }
    return index < parts.count ? parts[index] : nil
  }
}
