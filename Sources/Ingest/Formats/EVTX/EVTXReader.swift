import Dispatch
public import ECS
import Synchronization

/// Reads Windows event logs (`.evtx`).
///
/// Chunks are read in parallel, a window of them at a time; batches arrive in the order of the file and are the same
/// whatever the number of processors. Names and templates are looked up once for each chunk, plans for the templates
/// once for each log; a record then costs a walk over its values.
///
/// Every chunk that the file has room for is looked at, whatever the file header counts: a log that was copied while in
/// use has a stale one. What cannot be read is counted in the report with chunk number and offset.
///
/// Fields are named as Elastic's Winlogbeat names them: `winlog.event_data.<Name>`, `winlog.event_data.param1` … for
/// data without names, and `winlog.user_data.<Element>` inside the element that wraps user data, whose own name is kept
/// in `winlog.user_data.xml_name`.
///
/// Source of the format: [MS-EVEN6] 2.2.12–2.2.17; J. Metz, "Windows XML Event Log (EVTX) format", libevtx documentation.
public struct EVTXReader: EventReader {
  /// `evtx`
  public static let format = "evtx"

  private let options: ReaderOptions
  private let workers: [Worker]

  /// Chunks whose events go into one batch (or more, when they exceed its limits). So few that a batch, its input and
  /// its output stay in a processor's own cache: with 16 the same log takes a third more processor time.
  static let groupSize = 4

  /// One thread's reader and the builder it fills; the lock is never contended.
  private final class Worker: Sendable {
    struct State {
      var reader: EVTXChunkReader
      var builder: BatchBuilder
    }

    let state: Mutex<State>

    init(options: ReaderOptions, seed: UInt64) {
      let builder = BatchBuilder(origin: EventOrigin(path: "", format: EVTXReader.format), limits: options.limits)
      state = Mutex(State(reader: EVTXChunkReader(options: options, seed: seed), builder: builder))
    }
  }

  /// A reader that uses as many threads as there are processors.
  public init(options: ReaderOptions) {
    self.init(options: options, threads: Self.processors)
  }

  /// A reader that uses this many threads.
  init(options: ReaderOptions, threads: Int) {
    self.options = options
    let seed = UInt64.random(in: .min ... .max)
    workers = (0..<max(threads, 1)).map { _ in Worker(options: options, seed: seed) }
  }

  private static var processors: Int {
    // Every reader keeps its plans for each thread; more threads than this do not make one file faster.
    min(max(ProcessorCount.online, 1), 16)
  }

  /// Sure of a log file, and of a single chunk of one.
  public static func confidence(in prefix: borrowing Span<UInt8>) -> Int {
    EVTXFileHeader.hasMagic(prefix) || EVTXChunkHeader.hasMagic(prefix) ? 100 : 0
  }

  /// Reads a log to its end. Throws only what the input or the sink throws.
  public mutating func read(
    _ input: inout InputBuffer, origin: EventOrigin, report: inout ReadReport, into sink: (EventBatch) throws -> Void
  ) throws {
    // A log is chunks: a part of one says nothing.
    input.isLive = false
    let start = input.offset
    defer { report.bytes += input.offset - start }
    try readFileHeader(&input, &report)
    let chunkSize = EVTXChunkHeader.chunkSize
    let window = workers.count * 2 * Self.groupSize * chunkSize
    var number = 0
    while true {
      let isWhole = try input.fill(to: window)
      let count = isWhole ? window : input.bytes.count
      if count == 0 { break }
      let place = EVTXChunkReader.Place(number: number, offset: input.offset)
      for group in readWindow(input.bytes, count, at: place, origin) {
        report.merge(group.report)
        for batch in group.batches { try sink(batch) }
      }
      input.consume(count)
      number += count / chunkSize
    }
  }

  private func readFileHeader(_ input: inout InputBuffer, _ report: inout ReadReport) throws {
    let position = RecordPosition(offset: input.offset, record: 0)
    try input.fill(to: EVTXFileHeader.blockSize)
    // A single chunk, carved from memory or a disk, can be read as well.
    if input.bytes.isEmpty || EVTXChunkHeader.hasMagic(input.bytes.span) { return }
    guard input.bytes.count >= EVTXFileHeader.blockSize else {
      report.skip("truncated-file-header", at: position, "\(input.bytes.count) bytes")
      input.consume(input.bytes.count)
      return
    }
    if !EVTXFileHeader.hasMagic(input.bytes.span) {
      report.repair("bad-file-magic", at: position, "the file does not begin with ElfFile")
    }
    let header = EVTXFileHeader(input.bytes.span)
    if header.checksumMissing {
      report.repair("missing-file-checksum", at: position)
    } else if !header.checksumMatches {
      report.repair("bad-file-checksum", at: position)
    }
    if header.isDirty { report.repair("dirty-log", at: position, "the log was in use when it was copied") }
    input.consume(EVTXFileHeader.blockSize)
  }

  // MARK: Windows

  private struct Group: Sendable {
    var batches: [EventBatch] = []
    var report = ReadReport()
  }

  private func readWindow(
    _ bytes: [UInt8], _ count: Int, at place: EVTXChunkReader.Place, _ origin: EventOrigin
  ) -> [Group] {
    let size = Self.groupSize * EVTXChunkHeader.chunkSize
    let groups = (count + size - 1) / size
    if groups == 1 {
      return [workers[0].state.withLock { Self.readGroup(0, of: bytes, count, at: place, origin, &$0) }]
    }
    let results = Mutex([Group](repeating: Group(), count: groups))
    let next = Atomic(0)
    let workers = workers
    DispatchQueue.concurrentPerform(iterations: min(workers.count, groups)) { worker in
      workers[worker].state.withLock { state in
        while true {
          let index = next.add(1, ordering: .relaxed).oldValue
          if index >= groups { return }
          let group = Self.readGroup(index, of: bytes, count, at: place, origin, &state)
          results.withLock { $0[index] = group }
        }
      }
    }
    return results.withLock { $0 }
  }

  private static func readGroup(
    _ index: Int, of bytes: [UInt8], _ count: Int, at place: EVTXChunkReader.Place, _ origin: EventOrigin,
    _ state: inout Worker.State
  ) -> Group {
    let chunkSize = EVTXChunkHeader.chunkSize
    var group = Group()
    state.builder.origin = origin
    let end = min((index + 1) * groupSize * chunkSize, count)
    var offset = index * groupSize * chunkSize
    let span = bytes.span
    while offset < end {
      let chunk = span.extracting(offset..<min(offset + chunkSize, count))
      let number = place.number + offset / chunkSize
      state.reader.read(
        chunk, at: .init(number: number, offset: place.offset + UInt64(offset)), into: &state.builder,
        report: &group.report)
      if state.builder.isFull { group.batches.append(state.builder.finish()) }
      offset += chunkSize
    }
    if state.builder.count > 0 { group.batches.append(state.builder.finish()) }
    return group
  }
}
