import ECS

@testable import Ingest

/// Everything that a reader makes of some bytes.
struct ReadEvents {
  private(set) var batches: [EventBatch] = []
  private(set) var report = ReadReport()

  /// Reads bytes that arrive at most `chunk` at a time, of a file or of a live stream.
  init<Reader: EventReader>(
    _ type: Reader.Type, _ bytes: [UInt8], options: ReaderOptions = ReaderOptions(), chunk: Int = .max,
    isLive: Bool = false
  ) throws {
    var input = InputBuffer(DribblingStream(bytes: bytes, chunk: chunk))
    input.isLive = isLive
    var reader = Reader(options: options)
    var found: [EventBatch] = []
    try reader.read(&input, origin: EventOrigin(path: "test", format: Reader.format), report: &report) {
      found.append($0)
    }
    batches = found
  }

  /// Reads a text.
  init<Reader: EventReader>(_ type: Reader.Type, _ text: String, options: ReaderOptions = ReaderOptions()) throws {
    try self.init(type, Array(text.utf8), options: options)
  }

  /// All events, in order.
  var rows: [EventRow] { batches.flatMap { batch in (0..<batch.count).map { batch[$0] } } }

  /// The events as JSON lines.
  var json: [String] {
    var writer = EventJSONWriter()
    return batches.flatMap { batch in
      (0..<batch.count).map { row in
        var output: [UInt8] = []
        writer.append(batch, row: row, to: &output)
        return String(decoding: output, as: UTF8.self)
      }
    }
  }
}

/// Bytes that come in small pieces, as from a pipe.
private struct DribblingStream: ByteStream {
  let bytes: [UInt8]
  let chunk: Int
  var position = 0

  init(bytes: [UInt8], chunk: Int) {
    self.bytes = bytes
    self.chunk = chunk
  }

  mutating func read(into buffer: inout [UInt8], atMost count: Int) -> Int {
    let end = min(bytes.count, position + min(count, chunk))
    buffer.append(contentsOf: bytes[position..<end])
    defer { position = end }
    return end - position
  }
}
