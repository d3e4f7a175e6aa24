/// What one file on disk has cost so far, and may cost: what keeps a decompression bomb from being obeyed.
final class DecompressionBudget {
  private let path: String
  private let options: InputWalker.Options
  private var raw: UInt64 = 0
  private var decompressed: UInt64 = 0
  private var members = 0
  /// Bytes of nested archives that are held in memory.
  var held = 0

  /// A budget for the file with a path, which errors name: they end the whole file.
  init(path: String, options: InputWalker.Options) {
    self.path = path
    self.options = options
  }

  private var limit: UInt64 {
    let (scaled, overflow) = raw.multipliedReportingOverflow(by: options.maximumRatio)
    return min(options.maximumBytes, overflow ? .max : max(options.unquestionedBytes, scaled))
  }

  /// Bytes of the file itself were read.
  func readFromDisk(_ count: UInt64) { raw = raw.addingReportingOverflow(count).partialValue }

  /// One more file inside is looked at.
  func openMember() throws(InputError) {
    try check()
    members += 1
    guard members <= options.maximumMembers else {
      throw InputError(
        path: path, offset: raw, message: "holds more than \(options.maximumMembers) files; extract it and read those")
    }
  }

  /// Bytes came out of a container.
  func decompress(_ count: Int) throws(InputError) {
    decompressed += UInt64(count)
    try check()
  }

  private func check() throws(InputError) {
    guard decompressed <= limit else {
      throw InputError(
        path: path, offset: raw,
        message: "decompresses to more than \(limit) bytes, too many for its size; if it is to be trusted, extract it "
          + "and read what it holds")
    }
  }
}

/// Charges a budget for what is read.
struct BudgetedStream: ByteStream {
  var source: any ByteStream
  let budget: DecompressionBudget
  /// Whether the stream is the file itself and not something out of a container.
  let isOnDisk: Bool

  mutating func read(into buffer: inout [UInt8], atMost count: Int) throws(InputError) -> Int {
    let got = try source.read(into: &buffer, atMost: count)
    if isOnDisk { budget.readFromDisk(UInt64(got)) } else { try budget.decompress(got) }
    return got
  }
}
