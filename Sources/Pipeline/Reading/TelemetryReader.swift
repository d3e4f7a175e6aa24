public import ECS
public import Ingest

/// Reads any mix of telemetry: walks the paths, recognises each file by its content, and hands over normalized batches.
public struct TelemetryReader: Sendable {
  /// What readers are told.
  public var readerOptions = ReaderOptions()
  /// Bounds against hostile archives.
  public var walkerOptions = InputWalker.Options()

  /// A reader with the defaults.
  public init() {}

  /// Reads everything below `paths`, in the order given and then of names.
  ///
  /// - Parameters:
  ///   - paths: Files and directories; `-` is standard input.
  ///   - progress: Called before each file and after each batch with what is being read.
  ///   - foreign: Called with every file that is no telemetry; what it returns is what became of the file, nil when it does
  ///     not want it.
  ///   - sink: Called with every batch, in order. What it throws ends the reading.
  /// - Returns: What became of every input, those that could not be read included.
  public func read(
    _ paths: [String], progress: @escaping (ReadingProgress) -> Void = { _ in },
    foreign: ((inout InputWalker.Member) throws -> HuntResult.Input?)? = nil,
    into sink: @escaping (EventBatch) throws -> Void
  ) throws -> [HuntResult.Input] {
    let log = InputLog()
    let walker = InputWalker(options: walkerOptions) { error in
      log.fail(error)
    } visit: { member in
      try read(&member, log: log, progress: progress, foreign: foreign, into: sink)
    }
    for path in paths { try walker.walk(path) }
    return log.inputs
  }

  private func read(
    _ member: inout InputWalker.Member, log: InputLog, progress: @escaping (ReadingProgress) -> Void,
    foreign: ((inout InputWalker.Member) throws -> HuntResult.Input?)?, into sink: (EventBatch) throws -> Void
  ) throws {
    try member.buffer.fill(to: ReaderRegistry.prefixLength)
    member.buffer.offerAgain()
    guard !member.buffer.bytes.isEmpty else {
      log.add(HuntResult.Input(path: member.path, format: nil, bytes: 0, records: 0, failure: HuntResult.Input.empty))
      return
    }
    guard let type = ReaderRegistry.recognise(member.buffer.bytes.span) else {
      let failure = ReaderRegistry.refusal(member.buffer.bytes.span)
      if let foreign {
        progress(ReadingProgress(path: member.path, format: "file", events: log.events))
        if let input = try foreign(&member) { return log.add(input) }
      }
      log.add(HuntResult.Input(path: member.path, format: nil, bytes: 0, records: 0, failure: failure))
      return
    }
    let path = member.path
    progress(ReadingProgress(path: path, format: type.format, events: log.events))
    var reader = type.init(options: readerOptions)
    var report = ReadReport()
    let origin = EventOrigin(path: path, format: type.format)
    var failure: String?
    do {
      try reader.read(&member.buffer, origin: origin, report: &report) { batch in
        log.events += batch.count
        try sink(batch)
        progress(ReadingProgress(path: path, format: type.format, events: log.events))
      }
    } catch let error as InputError {
      failure = "at byte \(error.offset): \(error.message)"
    }
    log.add(HuntResult.Input(path: path, format: type.format, report: report, failure: failure))
  }
}

/// What is being read now.
public struct ReadingProgress: Sendable {
  /// The file.
  public var path: String
  /// Its format.
  public var format: String
  /// Events read so far, all files together.
  public var events: Int
}

/// Collects what became of the inputs.
private final class InputLog {
  var inputs: [HuntResult.Input] = []
  var events = 0

  func add(_ input: HuntResult.Input) { inputs.append(input) }

  func fail(_ error: InputError) {
    let failure = error.offset == 0 ? error.message : "at byte \(error.offset): \(error.message)"
    add(HuntResult.Input(path: error.path, format: nil, bytes: 0, records: 0, failure: failure))
  }
}

extension HuntResult.Input {
  /// The failure of an input without a byte.
  static let empty = "empty"

  /// Whether the input holds no telemetry at all. A directory has many such files; that is no fault.
  public var isForeign: Bool {
    guard format == nil, let failure else { return false }
    return failure == Self.empty || failure.hasPrefix(ReaderRegistry.notTelemetry)
  }

  init(path: String, format: String, report: ReadReport, failure: String?) {
    self.init(
      path: path, format: format, bytes: report.bytes, records: report.records, problemCounts: report.counts,
      problems: report.problems.map {
        HuntResult.Problem(
          effect: $0.effect.rawValue, reason: $0.reason, offset: $0.position.offset, record: $0.position.record,
          detail: $0.detail)
      }, failure: failure)
  }
}
