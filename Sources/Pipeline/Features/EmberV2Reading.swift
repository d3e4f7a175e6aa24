import Dispatch
import Executables
import Glibc

/// Reads files of EMBER2018 (version 2 of its features): raw features, one JSON object a line, or vectors, rows of 2,381 single-precision
/// numbers without a header (`X_train.dat`). Memory is bounded: a file is read a piece at a time.
public struct EmberV2Reading: Sendable {
  /// The name of the set on the command line.
  public static let name = "ember-v2"
  /// How many columns a vector has.
  public static let dimension = EmberV2.dimension

  /// So much is read at a time; a line may be as long.
  static let piece = 16 << 20

  /// A reader.
  public init() {}

  /// Reads files in their order. Rows have the label and the month of the data set; `path` names the file and the line (from 1)
  /// or the row (from 0).
  public func run(
    _ files: [String], into body: (Result<FeatureExtraction.Row, FileProblem>) throws -> Void
  ) rethrows {
    for path in files {
      let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else {
        try body(.failure(FileProblem(path: path)))
        continue
      }
      defer { close(descriptor) }
      try read(descriptor, path, into: body)
    }
  }

  private func read(
    _ descriptor: Int32, _ path: String, into body: (Result<FeatureExtraction.Row, FileProblem>) throws -> Void
  ) rethrows {
    var buffer: [UInt8] = []
    var taken = 0
    var isLines: Bool?
    while true {
      let count = Self.append(descriptor, to: &buffer)
      guard count >= 0 else { return try body(.failure(FileProblem(path: path))) }
      let isEnd = count == 0
      // Raw features begin with a brace; a vector's first number is a share of bytes, whose bits do not.
      let lines = isLines ?? (buffer.first { ![0x20, 0x0A, 0x0D, 0x09].contains($0) } == 0x7B)
      isLines = lines
      let used: Int
      if lines {
        let (ranges, end) = Self.lines(buffer, isEnd: isEnd)
        for (number, row) in Self.records(buffer, ranges).enumerated() {
          guard let row else { continue }
          try body(Self.result(row, path, taken + number + 1))
        }
        taken += ranges.count
        used = end
      } else {
        used = buffer.count / (4 * Self.dimension) * (4 * Self.dimension)
        for start in stride(from: 0, to: used, by: 4 * Self.dimension) {
          let vector = Self.vector(buffer, start)
          try body(.success(FeatureExtraction.Row(path: "\(path)#\(taken)", sha256: "", vector: vector)))
          taken += 1
        }
      }
      if isEnd {
        if used < buffer.count {
          try body(
            .failure(FileProblem(path: path, reason: "ends inside row \(taken): rows have \(4 * Self.dimension) bytes"))
          )
        }
        return
      }
      buffer.removeFirst(used)
      if buffer.count >= Self.piece {
        return try body(.failure(FileProblem(path: path, reason: "line \(taken + 1) is longer than 16 MiB")))
      }
    }
  }

  /// Reads a piece; −1 on an error, 0 at the end.
  private static func append(_ descriptor: Int32, to buffer: inout [UInt8]) -> Int {
    var problem = false
    let piece = unsafe [UInt8](unsafeUninitializedCapacity: Self.piece) { target, count in
      // What the system call wrote, and no more, counts as initialised.
      while count < Self.piece {
        let got = unsafe Glibc.read(descriptor, target.baseAddress.map { unsafe $0 + count }, Self.piece - count)
        if got < 0, errno == EINTR { continue }
        if got < 0 { problem = true }
        guard got > 0 else { break }
        count += got
      }
    }
    buffer += piece
    return problem ? -1 : piece.count
  }

  /// The lines, and where the first incomplete one begins.
  private static func lines(_ buffer: [UInt8], isEnd: Bool) -> ([Range<Int>], Int) {
    var ranges: [Range<Int>] = []
    var start = 0
    while let end = buffer[start...].firstIndex(of: 0x0A) {
      ranges.append(start..<end)
      start = end + 1
    }
    if isEnd, start < buffer.count {
      ranges.append(start..<buffer.count)
      start = buffer.count
    }
    return (ranges, start)
  }

  /// The records of lines, in parallel; nil for empty lines.
  private static func records(
    _ buffer: [UInt8], _ ranges: [Range<Int>]
  ) -> [Result<EmberV2.Record, EmberV2.Problem>?] {
    var records = [Result<EmberV2.Record, EmberV2.Problem>?](repeating: nil, count: ranges.count)
    unsafe records.withUnsafeMutableBufferPointer { target in
      // Every iteration writes an element of its own.
      nonisolated(unsafe) let target = unsafe target
      DispatchQueue.concurrentPerform(iterations: ranges.count) { index in
        let isEmpty = buffer[ranges[index]].allSatisfy { $0 == 0x20 || $0 == 0x0D }
        guard !isEmpty else { return }
        unsafe target[index] = Result { () throws(EmberV2.Problem) in
          try EmberV2.record(buffer.span, in: ranges[index])
        }
      }
    }
    return records
  }

  private static func result(
    _ record: Result<EmberV2.Record, EmberV2.Problem>, _ path: String, _ line: Int
  ) -> Result<FeatureExtraction.Row, FileProblem> {
    switch record {
    case .success(let record):
      return .success(
        FeatureExtraction.Row(
          path: "\(path)#\(line)", sha256: record.sha256, vector: record.vector, label: record.label,
          appeared: record.appeared))
    case .failure(.group(let group)):
      return .failure(
        FileProblem(path: path, reason: "line \(line): the group \(group) is missing or not as it must be"))
    case .failure(.json(let error)):
      return .failure(FileProblem(path: path, reason: "line \(line): is not JSON: \(error)"))
    }
  }

  private static func vector(_ buffer: [UInt8], _ start: Int) -> [Float] {
    (0..<dimension).map { column in
      let at = start + 4 * column
      return Float(
        bitPattern: UInt32(buffer[at]) | UInt32(buffer[at + 1]) << 8 | UInt32(buffer[at + 2]) << 16
          | UInt32(buffer[at + 3]) << 24)
    }
  }
}
