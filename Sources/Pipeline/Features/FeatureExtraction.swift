import Dispatch
public import Executables
import Glibc

/// Computes feature vectors of files.
public struct FeatureExtraction: Sendable {
  /// An image's vector.
  public struct Row: Sendable {
    /// The file.
    public var path: String
    /// Which image of a universal file it is; nil for files of one image.
    public var slice: String?
    /// SHA-256 of the file, in hexadecimal.
    public var sha256: String
    /// The features.
    public var vector: [Float]
    /// 0 benign, 1 malicious, −1 unlabelled, where a data set says so.
    public var label: Int?
    /// When the file was first seen, where a data set says so.
    public var appeared: String?
  }

  /// Files are read and computed in groups of this many bytes or files, so that memory stays bounded.
  private static let group = (bytes: 64 << 20, files: 64)
  /// Byte counts are 32 bits wide.
  private static let largest = Int(UInt32.max)

  /// The set.
  public let set: FeatureSet

  /// An extraction of a set.
  public init(_ set: FeatureSet) { self.set = set }

  /// Computes the vectors of files, in parallel, and hands them over in their order.
  ///
  /// - Parameters:
  ///   - body: is given each vector, or why a file could not be read.
  /// - Returns: how many files are not of a kind that the set describes.
  @discardableResult
  public func run(_ files: [String], into body: (Result<Row, FileProblem>) throws -> Void) rethrows -> Int {
    var start = 0
    var others = 0
    while start < files.count {
      var contents: [Result<[UInt8], FileProblem>] = []
      var bytes = 0
      while start + contents.count < files.count, contents.count < Self.group.files, bytes < Self.group.bytes {
        let content = Self.read(files[start + contents.count])
        bytes += (try? content.get().count) ?? 0
        contents.append(content)
      }
      let rows = rows(contents, paths: files[start..<start + contents.count])
      start += contents.count
      for row in rows {
        switch row {
        case .success(let images):
          if images.isEmpty { others += 1 }
          for image in images { try body(.success(image)) }
        case .failure(let problem): try body(.failure(problem))
        }
      }
    }
    return others
  }

  private func rows(
    _ contents: [Result<[UInt8], FileProblem>], paths: ArraySlice<String>
  ) -> [Result<[Row], FileProblem>] {
    var rows = [Result<[Row], FileProblem>?](repeating: nil, count: contents.count)
    unsafe rows.withUnsafeMutableBufferPointer { buffer in
      // Every iteration writes an element of its own.
      nonisolated(unsafe) let target = unsafe buffer
      DispatchQueue.concurrentPerform(iterations: contents.count) { index in
        unsafe target[index] = contents[index].map { images($0, path: paths[paths.startIndex + index]) }
      }
    }
    return rows.compactMap { $0 }
  }

  private func images(_ bytes: [UInt8], path: String) -> [Row] {
    let vectors = set.vectors(of: bytes.span)
    guard !vectors.isEmpty else { return [] }
    let sha256 = Hexadecimal.text(SHA256.hash(bytes.span, 0..<bytes.count))
    return vectors.map { Row(path: path, slice: $0.slice, sha256: sha256, vector: $0.values) }
  }

  private static func read(_ path: String) -> Result<[UInt8], FileProblem> {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return .failure(FileProblem(path: path)) }
    defer { close(descriptor) }
    var info = stat()
    guard unsafe fstat(descriptor, &info) == 0 else { return .failure(FileProblem(path: path)) }
    guard info.st_size <= largest else { return .failure(FileProblem(path: path, reason: "larger than 4 GiB")) }
    var failed = false
    let size = Int(info.st_size)
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      // What the system call wrote, and no more, counts as initialised.
      while count < size {
        let got = unsafe Glibc.read(descriptor, buffer.baseAddress.map { unsafe $0 + count }, size - count)
        if got < 0, errno == EINTR { continue }
        if got < 0 { failed = true }
        guard got > 0 else { break }
        count += got
      }
    }
    return failed ? .failure(FileProblem(path: path)) : .success(bytes)
  }
}
