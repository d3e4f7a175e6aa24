/// Gzip or zlib data that lie in memory, decompressed.
public enum InflatedBytes {
  /// Decompresses all of it; more than `limit` bytes are an error. `path` names the data in errors.
  public static func of(_ bytes: [UInt8], path: String, limit: Int) throws(InputError) -> [UInt8] {
    let stream = try InflateStream(MemoryStream(bytes), path: path)
    var result: [UInt8] = []
    while try stream.read(into: &result, atMost: 1 << 20) > 0 {
      guard result.count <= limit else {
        throw InputError(
          path: path, offset: UInt64(result.count), message: "more than \(limit) bytes when decompressed")
      }
    }
    return result
  }
}
