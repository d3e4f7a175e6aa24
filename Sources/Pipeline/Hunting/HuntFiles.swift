import Evidence
import Foundation
import Ingest
import Scanning

/// Scans the files among a hunt's inputs that are no telemetry, and turns what is found into signals. One thread uses it.
final class HuntFiles {
  /// Who says it.
  static let detector = DetectorID(name: "scan", version: "1")
  /// What it looks for, in one sentence.
  static let purpose = "Executables and other files that models, YARA rules or lists find."

  private let options: ScanRun.Options
  private let workspace: FileScanner.Workspace
  private let now: Int64
  /// What was found since the last time somebody took it.
  private var signals: [Signal] = []
  /// How many signals there were in all.
  private(set) var count = 0

  init(_ options: ScanRun.Options, now: Int64) throws(HuntError) {
    self.options = options
    self.now = now
    do {
      workspace = try FileScanner.Workspace(options.scanner)
    } catch {
      throw HuntError("\(error)")
    }
  }

  /// Whether a scan can find anything.
  static func canFind(_ options: ScanRun.Options) -> Bool {
    !options.scanner.models.isEmpty || options.scanner.looksIntoAllFiles
  }

  /// Takes the signals.
  func take() -> [Signal] {
    defer { signals = [] }
    return signals
  }

  /// Scans a file that no reader of telemetry recognised; nil when it is nothing to scan.
  func visit(_ member: inout InputWalker.Member) throws -> HuntResult.Input? {
    let scanner = options.scanner
    let format = ExecutableFormat(prefix: member.buffer.bytes.span)
    guard scanner.looksIntoAllFiles || format != nil else { return nil }
    let name = format?.rawValue ?? "file"
    let isTooLarge = try member.buffer.fill(to: options.largestFile + 1)
    let bytes = member.buffer.take()
    guard !isTooLarge else {
      return HuntResult.Input(
        path: member.path, format: nil, bytes: UInt64(bytes.count), records: 0,
        failure: "larger than --max-size allows; it was not scanned")
    }
    guard let report = scanner.scan(bytes, path: member.path, using: workspace) else {
      guard format == nil else { return nil }
      return HuntResult.Input(path: member.path, format: name, bytes: UInt64(bytes.count), records: 0)
    }
    let found = FileEvidence.signals(report, time: Self.time(member.path) ?? now)
    signals += found
    count += found.count
    return HuntResult.Input(
      path: member.path, format: name, bytes: UInt64(bytes.count), records: 0,
      failure: report.problems.isEmpty ? nil : report.problems.joined(separator: "; "))
  }

  /// When a file on disk was changed last, in nanoseconds since 1970.
  private static func time(_ path: String) -> Int64? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard let date = attributes?[.modificationDate] as? Date else { return nil }
    return Int64(exactly: (date.timeIntervalSince1970 * 1e9).rounded())
  }
}
