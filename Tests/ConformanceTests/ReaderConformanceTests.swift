import ECS
import Ingest
import Learning
import TestSupport
import Testing

/// What every reader must do, run for every reader of the registry.
@Suite struct ReaderConformanceTests {
  static let samples: [ReaderSample] = {
    var samples = ReaderSample.all
    if SharedData.isAvailable,
      let bytes = try? SharedData.smallest(in: "windows/evtx-to-mitre-attack.tar.xz", suffix: ".evtx")
    {
      var sample = ReaderSample(EVTXReader.self, count: 0, "")
      sample.bytes = bytes
      sample.isLineByLine = false
      samples.append(sample)
    }
    return samples
  }()

  /// Gives a stream's bytes in small pieces.
  struct Dripping: ByteStream {
    var rest: ArraySlice<UInt8>
    let size: Int
    mutating func read(into buffer: inout [UInt8], atMost count: Int) -> Int {
      let taken = rest.prefix(min(size, count))
      buffer.append(contentsOf: taken)
      rest = rest.dropFirst(taken.count)
      return taken.count
    }
  }

  /// The events of an input as JSON, and the report.
  func read(
    _ type: any EventReader.Type, _ bytes: [UInt8], limits: BatchBuilder.Limits = .init(), pieces: Int = .max
  ) throws -> (events: [String], report: ReadReport) {
    var options = ReaderOptions()
    options.limits = limits
    options.assumedYear = 2026
    var reader = type.init(options: options)
    var input = InputBuffer(Dripping(rest: bytes[...], size: pieces))
    var report = ReadReport()
    var events: [String] = []
    var writer = EventJSONWriter()
    try reader.read(&input, origin: EventOrigin(path: "sample", format: type.format), report: &report) { batch in
      #expect(batch.count > 0)
      for cell in batch.cells where cell.kind == .string {
        #expect(String(validating: batch.bytes[cell.range.indices], as: UTF8.self) != nil)
      }
      for row in 0..<batch.count {
        var json: [UInt8] = []
        writer.append(batch, row: row, to: &json)
        events.append(String(decoding: json, as: UTF8.self))
      }
    }
    #expect(report.records == UInt64(events.count))
    return (events, report)
  }

  @Test func everyReaderHasASample() {
    var formats = Set(Self.samples.map { $0.type.format })
    if !SharedData.isAvailable { formats.insert(EVTXReader.format) }
    #expect(formats == Set(ReaderRegistry.all.map { $0.format }))
  }

  @Test(arguments: samples) func readsItsSample(sample: ReaderSample) throws {
    let result = try read(sample.type, sample.bytes)
    #expect(sample.isLineByLine ? result.events.count == sample.count : result.events.count > 0)
    #expect(result.report.skipped == 0)
    #expect(result.report.bytes == UInt64(sample.bytes.count))
  }

  @Test(arguments: samples) func isRecognisedByContent(sample: ReaderSample) throws {
    let prefix = sample.bytes.prefix(ReaderRegistry.prefixLength)
    #expect(ReaderRegistry.recognise(Array(prefix).span)?.format == sample.type.format)
  }

  @Test(arguments: samples) func givesNothingForNothing(sample: ReaderSample) throws {
    let result = try read(sample.type, [])
    #expect(result.events.isEmpty)
    #expect(sample.type.confidence(in: [UInt8]().span) == 0)
  }

  @Test(arguments: samples) func isRepeatable(sample: ReaderSample) throws {
    #expect(try read(sample.type, sample.bytes).events == read(sample.type, sample.bytes).events)
  }

  @Test(arguments: samples) func doesNotDependOnTheSizeOfBatches(sample: ReaderSample) throws {
    let whole = try read(sample.type, sample.bytes).events
    for limits in [BatchBuilder.Limits(rows: 1), .init(rows: 2), .init(bytes: 1), .init(bytes: 300)] {
      #expect(try read(sample.type, sample.bytes, limits: limits).events == whole, "\(limits)")
    }
  }

  @Test(arguments: samples) func doesNotDependOnThePiecesInWhichItsInputComes(sample: ReaderSample) throws {
    let whole = try read(sample.type, sample.bytes).events
    for pieces in sample.isLineByLine ? [1, 7, 64] : [511, 4_096] {
      #expect(try read(sample.type, sample.bytes, pieces: pieces).events == whole, "pieces of \(pieces)")
    }
  }

  /// Cut anywhere, the events before the cut are read as they were; the one that was cut may be lost or incomplete.
  @Test(arguments: samples) func readsWhatIsThereOfATruncatedInput(sample: ReaderSample) throws {
    let whole = try read(sample.type, sample.bytes).events
    let step = max(1, sample.bytes.count / (sample.isLineByLine ? 120 : 40))
    var least = 0
    for length in stride(from: 0, to: sample.bytes.count, by: step) {
      let events = try read(sample.type, Array(sample.bytes[..<length])).events
      #expect(events.count <= whole.count)
      guard sample.isLineByLine else {
        #expect(events.allSatisfy(whole.contains), "\(length) bytes")
        continue
      }
      #expect(events.count >= least, "\(length) bytes")
      #expect(events.dropLast().elementsEqual(whole.prefix(max(0, events.count - 1))), "\(length) bytes")
      least = max(least, events.count - 1)
    }
  }

  @Test(arguments: samples) func survivesRandomBytes(sample: ReaderSample) throws {
    for seed in UInt64(0)..<12 {
      var generator = Xoshiro256(seed: seed)
      let size = Int(generator.next() % 6_000)
      let bytes = (0..<size).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      #expect(try read(sample.type, bytes).events.count <= size + 1)
      // What begins like the format and goes on as noise.
      #expect(try read(sample.type, sample.bytes.prefix(200) + bytes).events.count <= size + 200)
    }
  }

  @Test(arguments: samples) func survivesDamage(sample: ReaderSample) throws {
    var generator = Xoshiro256(seed: 77)
    for _ in 0..<(sample.isLineByLine ? 150 : 25) {
      var bytes = sample.bytes
      for _ in 0..<(1 + generator.next() % 8) {
        let place = Int(generator.next() % UInt64(bytes.count))
        switch generator.next() % 3 {
        case 0: bytes[place] ^= UInt8(truncatingIfNeeded: generator.next())
        case 1: bytes.remove(at: place)
        default: bytes.insert(UInt8(truncatingIfNeeded: generator.next()), at: place)
        }
      }
      _ = try read(sample.type, bytes)
    }
  }
}
