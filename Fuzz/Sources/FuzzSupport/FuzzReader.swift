import ECS
public import Ingest

/// Runs a reader on what the fuzzer made up, and checks what must hold for any input.
///
/// The first byte chooses how the input arrives and how large batches are. Every event is written as JSON and read
/// again, which holds strings to UTF-8 and ranges to their batch.
public func fuzz<Reader: EventReader>(_ type: Reader.Type, _ start: UnsafePointer<UInt8>, _ count: Int) {
  guard count > 0 else { return }
  let bytes = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
  var options = ReaderOptions()
  options.assumedYear = 2020
  options.normalizes = start[0] & 1 == 0
  options.maximumRecordSize = start[0] & 2 == 0 ? 64 << 20 : 256
  options.limits = BatchBuilder.Limits(rows: start[0] & 4 == 0 ? 8_192 : 3, bytes: start[0] & 8 == 0 ? 16 << 20 : 512)
  var input = InputBuffer(Pieces(bytes: bytes, size: start[0] & 16 == 0 ? bytes.count : 5))
  var reader = Reader(options: options)
  var report = ReadReport()
  var writer = EventJSONWriter()
  var events: UInt64 = 0
  _ = Reader.confidence(in: bytes.span)
  do {
    try reader.read(&input, origin: EventOrigin(path: "fuzz", format: Reader.format), report: &report) { batch in
      events += UInt64(batch.count)
      for row in 0..<batch.count {
        var json: [UInt8] = []
        writer.append(batch, row: row, to: &json)
        precondition(UTF8Text.isValid(json.span), "an event is not UTF-8")
        var parser = JSONDocumentParser()
        var builder = BatchBuilder(origin: EventOrigin(path: "fuzz", format: "json"))
        builder.load(text: json)
        var position = 0
        do { try parser.parse(json.span, at: &position, into: &builder) } catch {
          preconditionFailure("an event is not JSON: \(error) \(String(decoding: json, as: UTF8.self))")
        }
      }
    }
  } catch {
    preconditionFailure("a reader of bytes in memory threw \(error)")
  }
  precondition(events == report.records, "\(events) events, \(report.records) reported")
}

/// Bytes that come in pieces.
public struct Pieces: ByteStream {
  private let bytes: [UInt8]
  private let size: Int
  private var position = 0

  /// Bytes in pieces of at most `size`.
  public init(bytes: [UInt8], size: Int) {
    self.bytes = bytes
    self.size = size
  }

  /// Appends the next piece.
  public mutating func read(into buffer: inout [UInt8], atMost count: Int) -> Int {
    let end = min(bytes.count, position + min(count, size))
    buffer.append(contentsOf: bytes[position..<end])
    defer { position = end }
    return end - position
  }
}
