import Executables
import Foundation
import Learning
import Scanning
import Signatures
import Yara

/// Results of earlier scans in a file: a file that did not change is not scanned again by the same models, rules and lists.
///
/// A file is unchanged when size, times of modification and of status change, inode and device are what they were. The time
/// of status change cannot be set by ordinary means, so that setting the time of modification back does not help. Results are
/// believed for a week, because certificates and lists end.
final class ScanMemory: Sendable {
  private struct Entry: Sendable {
    var identity: FileContents.Identity
    var time: Int64
    var bytes: Int64
    var others: Int
    /// The reports as JSON, with paths behind that of the file.
    var reports: [UInt8]
  }

  private static let tag = "shrike.scan-memory"
  private static let version: UInt64 = 1
  private static let life: Int64 = 7 * 86_400
  /// The file has at most so many entries, and is at most so large.
  private static let most = (entries: 4_000_000, bytes: 2 << 30)

  private let path: String
  private let fingerprint: String
  private let now: Int64
  private let lock = NSLock()
  // Only touched while the lock is held.
  nonisolated(unsafe) private var entries: [String: Entry] = [:]
  nonisolated(unsafe) private var isChanged = false

  /// Opens a memory; one of other models, rules or lists, or that is damaged, is forgotten.
  init(path: String, of options: ScanRun.Options) throws(FileProblem) {
    self.path = path
    fingerprint = Self.fingerprint(options)
    now = options.scanner.now
    guard unsafe access(path, F_OK) == 0 else { return }
    let file = try FileContents.Open(path)
    guard file.identity.size <= Self.most.bytes else { return }
    try? unsafe entries = Self.entries(in: file.read(Int(file.identity.size)), fingerprint)
  }

  /// What everything that decides about a result hashes to.
  private static func fingerprint(_ options: ScanRun.Options) -> String {
    let scanner = options.scanner
    var text = "\(ShrikeVersion.current)\n\(options.largestFile)\n"
    text += scanner.hashes.map(\.rawValue).sorted().joined(separator: ",") + "\n"
    for model in scanner.models { text += "\(model.sha256) \(model.name) \(model.threshold)\n" }
    for file in scanner.yaraRules?.files ?? [] {
      let bytes = (try? Data(contentsOf: URL(filePath: file))).map { [UInt8]($0) } ?? []
      text += "\(file) \(Hexadecimal.text(PESignature.Digest.sha256.hash(bytes)))\n"
    }
    text += options.listsFingerprint
    return Hexadecimal.text(PESignature.Digest.sha256.hash(Array(text.utf8)))
  }

  private static func entries(in bytes: [UInt8], _ fingerprint: String) throws -> [String: Entry] {
    var reader = try StateReader(bytes, tag: tag, version: version)
    guard try reader.string() == fingerprint else { return [:] }
    var result: [String: Entry] = [:]
    let count = try reader.count()
    result.reserveCapacity(count)
    for _ in 0..<count {
      let path = try reader.string()
      let identity = FileContents.Identity(
        size: try reader.signed(), modified: try reader.signed(), changed: try reader.signed(),
        inode: try reader.number(), device: try reader.number())
      result[path] = Entry(
        identity: identity, time: try reader.signed(), bytes: try reader.signed(),
        others: try reader.integer(in: 0...Int.max), reports: try reader.data())
    }
    return result
  }

  /// What came of a file that is as it was; nil when it is not known or is changed.
  func recall(_ path: String, _ identity: FileContents.Identity) -> ScanOutcome? {
    let known = lock.withLock { unsafe entries[Self.key(path)] }
    guard let known, known.identity == identity, now - known.time < Self.life, now >= known.time else { return nil }
    var outcome = ScanOutcome(path: path, others: known.others, bytes: known.bytes, isRemembered: true)
    guard !known.reports.isEmpty else { return outcome }
    guard let reports = try? JSONDecoder().decode([ScanReport].self, from: Data(known.reports)) else { return nil }
    outcome.reports = reports.map { report in
      var report = report
      report.path = path + report.path
      return report
    }
    return outcome
  }

  /// Keeps what came of a file.
  func keep(_ outcome: ScanOutcome, _ identity: FileContents.Identity) {
    var json: [UInt8] = []
    if !outcome.reports.isEmpty {
      let reports = outcome.reports.map { report in
        var report = report
        report.path = String(report.path.dropFirst(outcome.path.count))
        return report
      }
      guard let data = try? JSONEncoder().encode(reports) else { return }
      json = [UInt8](data)
    }
    let entry = Entry(identity: identity, time: now, bytes: outcome.bytes, others: outcome.others, reports: json)
    lock.withLock {
      guard unsafe entries.count < Self.most.entries else { return }
      unsafe entries[Self.key(outcome.path)] = entry
      unsafe isChanged = true
    }
  }

  /// Writes the memory beside its old self and then in its place, readable by its owner only.
  func save() throws(FileProblem) {
    let current: [String: Entry]? = lock.withLock { unsafe isChanged ? entries : nil }
    guard let current else { return }
    var writer = StateWriter(tag: Self.tag, version: Self.version)
    writer.append(fingerprint)
    writer.append(count: current.count)
    for (path, entry) in current {
      writer.append(path)
      writer.append(signed: entry.identity.size)
      writer.append(signed: entry.identity.modified)
      writer.append(signed: entry.identity.changed)
      writer.append(entry.identity.inode)
      writer.append(entry.identity.device)
      writer.append(signed: entry.time)
      writer.append(signed: entry.bytes)
      writer.append(count: entry.others)
      writer.append(entry.reports)
    }
    let url = URL(filePath: path)
    do {
      try Data(writer.bytes).write(to: url, options: .atomic)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    } catch {
      throw FileProblem(path: path, reason: "the results cannot be kept: \(error.localizedDescription)")
    }
  }

  /// Paths are known from everywhere.
  private static func key(_ path: String) -> String { path.hasPrefix("/") ? path : URL(filePath: path).path() }
}
