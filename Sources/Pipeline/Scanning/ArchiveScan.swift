import Ingest
import Scanning

/// Scans what is in an archive or behind a compression, each member as a file of its own. One thread uses it.
final class ArchiveScan {
  private let options: ScanRun.Options
  private let gate: ByteGate
  private let workspace: FileScanner.Workspace
  private var outcome = ScanOutcome(path: "")

  init(_ options: ScanRun.Options, _ gate: ByteGate, _ workspace: FileScanner.Workspace) {
    self.options = options
    self.gate = gate
    self.workspace = workspace
  }

  /// Scans the members of a file on disk.
  func scan(_ path: String, into result: inout ScanOutcome) {
    outcome = result
    let walker = InputWalker(options: options.walker) { error in
      self.fail(error)
    } visit: { member in
      try self.visit(&member)
    }
    do {
      try walker.walk(path)
    } catch {
      outcome.problems.append(FileProblem(path: path, reason: "\(error)"))
    }
    result = outcome
  }

  private func fail(_ error: InputError) {
    let reason = error.offset == 0 ? error.message : "at byte \(error.offset): \(error.message)"
    outcome.problems.append(FileProblem(path: error.path, reason: reason))
  }

  private func visit(_ member: inout InputWalker.Member) throws {
    let path = member.path
    guard options.scanner.looksIntoAllFiles || ExecutableFormat(prefix: member.buffer.bytes.span) != nil else {
      outcome.others += 1
      return
    }
    // How large a member is shows only when it is read; what others may hold meanwhile is reserved step by step.
    var reserved = 0
    defer { gate.leave(reserved) }
    var want = 1 << 20
    while try member.buffer.fill(to: want) {
      guard want <= options.largestFile else {
        throw InputError(
          path: path, offset: UInt64(want), message: "is larger than --max-size allows; it was not scanned")
      }
      gate.add(want)
      reserved += want
      want = min(want * 2, options.largestFile + 1)
    }
    let bytes = member.buffer.take()
    if let report = options.scanner.scan(bytes, path: path, using: workspace) {
      outcome.reports.append(report)
    } else {
      outcome.others += 1
    }
  }
}
