import FuzzSupport
import Glibc
import Ingest

/// What libFuzzer calls with every input: archives and compressions in each other, as the walker finds them.
///
/// The first byte chooses how the input arrives. A walk must end within its bounds, name every file below the input, and
/// say the same the second time.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard count > 0 else { return 0 }
  let bytes = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
  let first = walk(bytes, choices: start[0])
  precondition(walk(bytes, choices: start[0]) == first, "two walks of one input differ")
  return 0
}

private struct Walk: Equatable {
  var files: [String] = []
  var bytes = 0
  var skipped: [InputError] = []
}

private func walk(_ bytes: [UInt8], choices: UInt8) -> Walk {
  var options = InputWalker.Options()
  options.unquestionedBytes = 1 << 20
  options.maximumRatio = 50
  options.maximumMembers = 2_000
  options.maximumNestedZip = 1 << 20
  // What one read may give beyond the bound before it is noticed.
  let limit = max(1 << 20, 50 * bytes.count) + 2 << 20
  var result = Walk()
  let walker = InputWalker(options: options) {
    result.skipped.append($0)
  } visit: { member in
    precondition(member.path.hasPrefix(path(choices)), "a file outside the input")
    result.files.append(member.path)
    while try member.buffer.fill(to: 1) { result.bytes += member.buffer.take().count }
    precondition(result.bytes <= limit, "more bytes than were allowed")
  }
  do {
    if choices & 1 == 0 {
      try walker.walk(Pieces(bytes: bytes, size: choices & 2 == 0 ? bytes.count : 7), path: path(choices))
    } else {
      write(bytes, to: path(choices))
      try walker.walk(path(choices))
    }
  } catch {
    preconditionFailure("a walk threw \(error)")
  }
  precondition(result.files.count <= options.maximumMembers, "more files than were allowed")
  return result
}

/// ZIP archives on disk are read at any place; those in memory are not the same code.
private func path(_ choices: UInt8) -> String { choices & 1 == 0 ? "fuzz" : "/tmp/shrike-fuzz-input-\(getpid())" }

private func write(_ bytes: [UInt8], to path: String) {
  let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  precondition(file >= 0, "no file to write")
  _ = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
  close(file)
}
