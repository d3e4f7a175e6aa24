import ECS
import Ingest

/// Feeds bytes to the event log reader. The first byte chooses options and whether a valid chunk header is put in front
/// of the rest, because checks of magic numbers otherwise eat the fuzzer's time.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzEVTX(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  guard let choice = input.first else { return 0 }
  var options = ReaderOptions()
  options.recoversDeleted = choice & 1 != 0
  options.normalizes = choice & 2 != 0
  var log = Array(input.dropFirst())
  if choice & 4 != 0 { log = chunk(around: log) }
  var reader = EVTXReader(options: options)
  var buffer = InputBuffer(MemoryStream(log))
  var report = ReadReport()
  var writer = EventJSONWriter()
  var output: [UInt8] = []
  do {
    try reader.read(&buffer, origin: EventOrigin(path: "fuzz", format: EVTXReader.format), report: &report) { batch in
      output.removeAll(keepingCapacity: true)
      writer.appendLines(batch, to: &output)
      precondition(UTF8Text.isValid(output.span), "the output is UTF-8")
    }
  } catch {
    preconditionFailure("memory does not fail: \(error)")
  }
  precondition(report.bytes == UInt64(log.count), "everything is read to the end")
  return 0
}

/// A chunk whose header says that all of it is in use, with `records` where records stand.
private func chunk(around records: [UInt8]) -> [UInt8] {
  var chunk = Array("ElfChnk\0".utf8)
  chunk += [UInt8](repeating: 0, count: 512 - chunk.count)
  chunk[48] = UInt8(truncatingIfNeeded: 512 + records.count)
  chunk[49] = UInt8(truncatingIfNeeded: (512 + records.count) >> 8)
  return Array((chunk + records).prefix(65_536))
}
