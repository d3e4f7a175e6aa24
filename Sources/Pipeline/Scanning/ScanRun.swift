import Dispatch
import Foundation
public import Ingest
public import Scanning
import Synchronization

/// Scans files and trees of files: in parallel, with archives as directories, and with a memory of what did not change.
public struct ScanRun: Sendable {
  /// What a scan is told.
  public struct Options: Sendable {
    /// What looks at each file.
    public var scanner = FileScanner()
    /// Larger files are not looked into, and counted as unreadable.
    public var largestFile = 512 << 20
    /// Bytes of files that are held at once.
    public var memory = 1 << 30
    /// How many files are scanned at once.
    public var jobs = max(1, ProcessInfo.processInfo.activeProcessorCount)
    /// Bounds against hostile archives.
    public var walker = InputWalker.Options()
    /// What the lists in the scanner come from, so that remembered results end when a list changes.
    public var listsFingerprint = ""
    /// The file that keeps results between scans; nil for none.
    public var rememberedPath: String?

    /// The defaults.
    public init() { walker.unquestionedBytes = 256 << 20 }
  }

  private let options: Options
  private let gate: ByteGate

  /// A scan.
  public init(_ options: Options) {
    self.options = options
    gate = ByteGate(limit: options.memory)
  }

  /// Scans everything at and below paths.
  ///
  /// - Parameters:
  ///   - progress: is told how many files of how many are done.
  ///   - body: is given what came of each file, in the order of the paths and then of names. It is called by one thread at a
  ///     time, not always the same.
  public func run(
    _ paths: [String], progress: @Sendable @escaping (Int, Int) -> Void = { _, _ in },
    into body: @Sendable @escaping (ScanOutcome) -> Void
  ) throws -> ScanSummary {
    let start = ContinuousClock().now
    let walk = FileWalk(paths)
    let files = walk.files
    let memory = try options.rememberedPath.map { try ScanMemory(path: $0, of: options) }
    let collector = ScanCollector(count: files.count, progress: progress, body: body)
    for problem in walk.problems { collector.fail(problem) }
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: min(options.jobs, max(files.count, 1))) { _ in
      do {
        let workspace = try FileScanner.Workspace(options.scanner)
        while let index = collector.next() {
          collector.take(scan(files[index], memory, workspace), at: index)
        }
      } catch {
        failure.withLock { $0 = error }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    try memory?.save()
    var summary = collector.summary
    let elapsed = (ContinuousClock().now - start).components
    summary.elapsed = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
    return summary
  }

  private func scan(_ path: String, _ memory: ScanMemory?, _ workspace: FileScanner.Workspace) -> ScanOutcome {
    var outcome = ScanOutcome(path: path)
    do throws(FileProblem) {
      let file = try FileContents.Open(path)
      if let known = memory?.recall(path, file.identity) { return known }
      try scan(file, &outcome, workspace)
      // What could not be read is read again the next time.
      if outcome.problems.isEmpty, outcome.reports.allSatisfy(\.problems.isEmpty) {
        memory?.keep(outcome, file.identity)
      }
    } catch {
      outcome.problems.append(error)
    }
    return outcome
  }

  private func scan(
    _ file: borrowing FileContents.Open, _ outcome: inout ScanOutcome, _ workspace: FileScanner.Workspace
  ) throws(FileProblem) {
    let size = Int(clamping: file.identity.size)
    let prefix = try file.read(min(size, InputWalker.prefixLength))
    if InputWalker.opens(prefix.span) {
      outcome.bytes = file.identity.size
      return ArchiveScan(options, gate, workspace).scan(file.path, into: &outcome)
    }
    guard options.scanner.looksIntoAllFiles || ExecutableFormat(prefix: prefix.span) != nil else {
      outcome.others += 1
      return
    }
    guard size <= options.largestFile else {
      throw FileProblem(path: file.path, reason: "has \(size) bytes, more than --max-size allows; it was not scanned")
    }
    gate.enter(size)
    defer { gate.leave(size) }
    let bytes = try file.read(size)
    outcome.bytes = Int64(bytes.count)
    if let report = options.scanner.scan(bytes, path: file.path, using: workspace) {
      outcome.reports.append(report)
    } else {
      outcome.others += 1
    }
  }
}
