import ECS
import Glibc
import Ingest
import Measuring

/// Reads event logs and writes their events as NDJSON.
///
///     evtx-dump FILE…              events on standard output, the report on standard error
///     evtx-dump --null FILE…       no output: what reading, normalizing and writing JSON costs
///     evtx-dump --repeat N FILE…   the least of N runs
///     evtx-dump --raw FILE…        without normalization
///     evtx-dump --recover FILE…    with deleted records
///     evtx-dump --no-json FILE…    batches only
@main
struct EVTXDump {
  var paths: [String] = []
  var isNull = false
  var writesJSON = true
  var repeats = 1
  var options = ReaderOptions()

  static func main() throws {
    var dump = EVTXDump()
    var arguments = CommandLine.arguments.dropFirst()
    while let argument = arguments.popFirst() {
      switch argument {
      case "--null": dump.isNull = true
      case "--no-json": (dump.isNull, dump.writesJSON) = (true, false)
      case "--raw": dump.options.normalizes = false
      case "--recover": dump.options.recoversDeleted = true
      case "--repeat": dump.repeats = arguments.popFirst().flatMap { Int($0) } ?? 1
      default: dump.paths.append(argument)
      }
    }
    try dump.run()
  }

  func run() throws {
    var report = ReadReport()
    let cost = try Measure.best(of: repeats) {
      report = ReadReport()
      var writer = EventJSONWriter()
      var output: [UInt8] = []
      for path in paths {
        var input = InputBuffer(DescriptorStream(path: path))
        var reader = EVTXReader(options: options)
        try reader.read(&input, origin: EventOrigin(path: path, format: EVTXReader.format), report: &report) { batch in
          guard writesJSON else { return }
          output.removeAll(keepingCapacity: true)
          writer.appendLines(batch, to: &output)
          if !isNull { Self.write(output) }
        }
      }
    }
    var summary = "\(report.records) records, \(report.bytes) bytes: \(cost.summary)\n"
    for (problem, count) in report.counts.sorted(by: { $0.key < $1.key }) { summary += "\(problem): \(count)\n" }
    for problem in report.problems {
      summary += "  \(problem.effect.rawValue) \(problem.reason) at \(problem.position.offset): \(problem.detail)\n"
    }
    FileHandleOutput.write(summary, to: 2)
  }

  static func write(_ bytes: [UInt8]) {
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(1, $0.baseAddress.map { $0 + start }, bytes.count - start) }
      guard count > 0 else { exit(1) }
      start += count
    }
  }
}

enum FileHandleOutput {
  static func write(_ text: String, to descriptor: Int32) {
    _ = Array(text.utf8).withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }
}

/// A file as a stream.
final class DescriptorStream: ByteStream {
  private let descriptor: Int32
  private let path: String
  private var offset: UInt64 = 0

  init(path: String) {
    self.path = path
    descriptor = open(path, O_RDONLY)
  }

  deinit { close(descriptor) }

  func read(into buffer: inout [UInt8], atMost count: Int) throws(InputError) -> Int {
    var got = -1
    buffer.append(addingCapacity: count) { tail in
      tail.withUnsafeMutableBufferPointer { free, filled in
        got = Glibc.read(descriptor, free.baseAddress.map { $0 + filled }, count)
        filled += max(got, 0)
      }
    }
    guard got >= 0 else { throw InputError(path: path, offset: offset, message: String(cString: strerror(errno))) }
    offset += UInt64(got)
    return got
  }
}
