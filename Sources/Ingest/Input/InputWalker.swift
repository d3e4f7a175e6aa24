import Glibc

/// Finds telemetry: walks paths, directories and archives, undoes compressions, and hands over every innermost file.
public struct InputWalker {
  /// Bounds against hostile archives.
  public struct Options: Sendable {
    /// Containers inside containers.
    public var maximumDepth = 6
    /// Decompressed bytes of one file on disk, all members together.
    public var maximumBytes: UInt64 = 1 << 40
    /// An archive inside an archive that has to be held in memory (ZIP) may be this large.
    public var maximumNestedZip = 512 << 20

    /// The defaults.
    public init() {}
  }

  /// One file, decompressed and taken out of its archives.
  public struct Member {
    /// Its name: the path, then `!/` and the name inside for each archive.
    public var path: String
    /// Its bytes.
    public var buffer: InputBuffer
  }

  /// The bounds in force.
  public let options: Options
  private let visit: (inout Member) throws -> Void
  private let skipped: (InputError) -> Void

  /// A walker that calls `visit` for every file, in the order of names, and `skipped` for what cannot be opened or read
  /// on. What `visit` throws ends the walk, except an `InputError`, which ends only the file.
  public init(
    options: Options = Options(), skipped: @escaping (InputError) -> Void,
    visit: @escaping (inout Member) throws -> Void
  ) {
    self.options = options
    self.skipped = skipped
    self.visit = visit
  }

  /// Walks a path: a file, or a directory with everything below it. Symbolic links below it are not followed. `-` is
  /// standard input.
  public func walk(_ path: String) throws {
    if path == "-" {
      try open("-") { try StandardInput() }
      return
    }
    var info = stat()
    guard unsafe stat(path, &info) == 0 else {
      skipped(InputError(path: path, offset: 0, message: SystemError.current()))
      return
    }
    if info.st_mode & S_IFMT == S_IFDIR { try walkDirectory(path) } else { try walkFile(path) }
  }

  private func walkDirectory(_ path: String) throws {
    guard let directory = unsafe opendir(path) else {
      skipped(InputError(path: path, offset: 0, message: SystemError.current()))
      return
    }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      // `d_name` is a NUL-terminated array inside the entry.
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    unsafe closedir(directory)
    for name in names.sorted() {
      let child = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
      var info = stat()
      guard unsafe lstat(child, &info) == 0 else {
        skipped(InputError(path: child, offset: 0, message: SystemError.current()))
        continue
      }
      switch info.st_mode & S_IFMT {
      case S_IFDIR: try walkDirectory(child)
      case S_IFREG: try walkFile(child)
      default: break
      }
    }
  }

  private func walkFile(_ path: String) throws {
    try open(path) { try FileStream(path: path) }
  }

  private func open(_ path: String, _ make: () throws -> any ByteStream) throws {
    do {
      let budget = ByteBudget(limit: options.maximumBytes)
      try descend(try make(), path: path, file: path == "-" ? nil : path, depth: 0, budget: budget)
    } catch let error as InputError {
      skipped(error)
    }
  }

  /// Looks at the first bytes of a stream and either opens the container or hands the stream over.
  private func descend(
    _ stream: any ByteStream, path: String, file: String?, depth: Int, budget: ByteBudget
  ) throws {
    var buffer = InputBuffer(depth == 0 ? stream : BudgetedStream(source: stream, budget: budget, path: path))
    try buffer.fill(to: Container.prefixLength)
    let container = Container.recognise(buffer.bytes.span)
    if case .none = container {
      var member = Member(path: path, buffer: buffer)
      try visit(&member)
      return
    }
    guard depth < options.maximumDepth else {
      throw InputError(path: path, offset: 0, message: "containers nested more than \(options.maximumDepth) deep")
    }
    if case .zip = container {
      try descendZip(buffer, path: path, file: file, depth: depth, budget: budget)
      return
    }
    let rest = BufferedStream(buffer: buffer)
    switch container {
    case .gzip:
      try descend(try InflateStream(rest, path: path), path: path, file: nil, depth: depth + 1, budget: budget)
    case .zstd: try descend(try ZstdStream(rest, path: path), path: path, file: nil, depth: depth + 1, budget: budget)
    case .xz: try descend(try XZStream(rest, path: path), path: path, file: nil, depth: depth + 1, budget: budget)
    case .tar:
      let archive = TarArchive(rest, path: path)
      while let member = try archive.next() {
        try descendMember(member.stream, path: "\(path)!/\(member.name)", depth: depth + 1, budget: budget)
      }
    case .zip, .none: break
    }
  }

  private func descendZip(
    _ buffer: InputBuffer, path: String, file: String?, depth: Int, budget: ByteBudget
  ) throws {
    let data: any RandomAccess
    if let file {
      data = try RandomAccessFile(path: file)
    } else {
      var whole = buffer
      if try whole.fill(to: options.maximumNestedZip) {
        throw InputError(
          path: path, offset: 0, message: "a ZIP inside another container is too large; extract it first")
      }
      data = RandomAccessMemory(memory: whole.bytes)
    }
    let archive = try ZipArchive(data, path: path)
    for member in archive.members {
      do {
        let stream = try archive.stream(of: member)
        try descendMember(stream, path: "\(path)!/\(member.name)", depth: depth + 1, budget: budget)
      } catch let error as InputError {
        skipped(error)
      }
    }
  }

  /// A fault inside a member's own data skips the member; one of the archive itself ends the archive.
  private func descendMember(_ stream: any ByteStream, path: String, depth: Int, budget: ByteBudget) throws {
    do {
      try descend(stream, path: path, file: nil, depth: depth, budget: budget)
    } catch let error as InputError where error.path == path || error.path.hasPrefix(path + "!/") {
      skipped(error)
    }
  }
}

/// The unread part of a buffer, and what its stream has behind that.
private final class BufferedStream: ByteStream {
  private var buffer: InputBuffer

  init(buffer: InputBuffer) { self.buffer = buffer }

  func read(into output: inout [UInt8], atMost count: Int) throws(InputError) -> Int {
    if buffer.bytes.isEmpty { try buffer.fill(to: 1) }
    let taken = min(count, buffer.bytes.count)
    output.append(contentsOf: buffer.bytes.prefix(taken))
    if taken == buffer.bytes.count { _ = buffer.take() } else { buffer.consume(taken) }
    return taken
  }
}

/// How many decompressed bytes a file on disk has given so far.
private final class ByteBudget {
  let limit: UInt64
  var used: UInt64 = 0

  init(limit: UInt64) { self.limit = limit }
}

/// Stops a decompression bomb.
private struct BudgetedStream: ByteStream {
  var source: any ByteStream
  let budget: ByteBudget
  let path: String

  mutating func read(into buffer: inout [UInt8], atMost count: Int) throws(InputError) -> Int {
    let got = try source.read(into: &buffer, atMost: count)
    budget.used += UInt64(got)
    guard budget.used <= budget.limit else {
      throw InputError(path: path, offset: budget.used, message: "decompresses to more than \(budget.limit) bytes")
    }
    return got
  }
}

/// Standard input.
private struct StandardInput: ByteStream {
  init() throws(InputError) {}

  mutating func read(into buffer: inout [UInt8], atMost count: Int) throws(InputError) -> Int {
    var chunk = [UInt8](repeating: 0, count: count)
    // The chunk has `count` bytes.
    let got = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(0, $0.baseAddress, count) }
    guard got >= 0 else { throw InputError(path: "-", offset: 0, message: SystemError.current()) }
    buffer.append(contentsOf: chunk[0..<got])
    return got
  }
}
