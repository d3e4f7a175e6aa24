import Glibc

/// Finds telemetry: walks paths, directories and archives, undoes compressions, and hands over every innermost file.
public struct InputWalker {
  /// Bounds against hostile archives.
  public struct Options: Sendable {
    /// Containers inside containers.
    public var maximumDepth = 6
    /// Decompressed bytes of one file on disk, all members together.
    public var maximumBytes: UInt64 = 1 << 40
    /// A file may always decompress to so many bytes, and to more as long as `maximumRatio` holds.
    public var unquestionedBytes: UInt64 = 4 << 30
    /// How many bytes one byte on disk may become. Logs reach 20 to 100; DEFLATE cannot reach more than 1,032 at a time.
    public var maximumRatio: UInt64 = 1_000
    /// Files in one file on disk, those of archives inside archives included.
    public var maximumMembers = 4_000_000
    /// Archives inside archives that have to be held in memory (ZIP) may be this large, all together.
    public var maximumNestedZip = 512 << 20
    /// Whether standard input is a stream that is looked at as it comes, and whether it is to end now, asked while it is waited for;
    /// nil when it is a file like others.
    public var live: (@Sendable () -> Bool)?

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

  /// How many first bytes `opens` wants to see.
  public static let prefixLength = Container.prefixLength

  /// Whether a file that begins so is an archive or compressed, and is looked into.
  public static func opens(_ prefix: borrowing Span<UInt8>) -> Bool {
    if case .none = Container.recognise(prefix) { return false }
    return true
  }

  /// Walks a path: a file, or a directory with everything below it. Symbolic links below it are not followed. `-` is
  /// standard input.
  public func walk(_ path: String) throws {
    if path == "-" {
      try open("-") { try StandardInput(isStopped: options.live) }
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
      try descend(try make(), path: path, file: path == "-" ? nil : path, depth: 0, budget: budget(path))
    } catch let error as InputError {
      skipped(error)
    }
  }

  /// Walks what is in a stream, as if it were a file of that name.
  public func walk(_ stream: any ByteStream, path: String) throws {
    do {
      try descend(stream, path: path, file: nil, depth: 0, budget: budget(path))
    } catch let error as InputError {
      skipped(error)
    }
  }

  private func budget(_ path: String) -> DecompressionBudget {
    DecompressionBudget(path: path, options: options)
  }

  /// Looks at the first bytes of a stream and either opens the container or hands the stream over.
  private func descend(
    _ stream: any ByteStream, path: String, file: String?, depth: Int, budget: DecompressionBudget
  ) throws {
    try budget.openMember()
    var buffer = InputBuffer(BudgetedStream(source: stream, budget: budget, isOnDisk: depth == 0))
    buffer.isLive = path == "-" && depth == 0 && options.live != nil
    try buffer.fill(to: Container.prefixLength)
    buffer.offerAgain()
    let container = Container.recognise(buffer.bytes.span)
    if case .none = container {
      var member = Member(path: path, buffer: buffer)
      try visit(&member)
      return
    }
    guard !buffer.isLive else {
      throw InputError(
        path: path, offset: 0, message: "a live stream is not decompressed; pass it through zcat or the like")
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
    _ buffer: InputBuffer, path: String, file: String?, depth: Int, budget: DecompressionBudget
  ) throws {
    let data: any RandomAccess
    var held = 0
    if let file {
      let disk = try RandomAccessFile(path: file)
      budget.readFromDisk(disk.count)
      data = disk
    } else {
      var whole = buffer
      let room = options.maximumNestedZip - budget.held
      if try whole.fill(to: room) {
        throw InputError(
          path: path, offset: 0, message: "a ZIP inside another container is too large; extract it first")
      }
      held = whole.bytes.count
      data = RandomAccessMemory(memory: whole.bytes)
    }
    budget.held += held
    defer { budget.held -= held }
    let archive = try ZipArchive(data, path: path)
    for member in archive.members {
      let stream: any ByteStream
      do {
        stream = try archive.stream(of: member)
      } catch {
        try budget.openMember()
        skipped(error)
        continue
      }
      try descendMember(stream, path: "\(path)!/\(member.name)", depth: depth + 1, budget: budget)
    }
  }

  /// A fault inside a member's own data skips the member; one of the archive itself ends the archive.
  private func descendMember(_ stream: any ByteStream, path: String, depth: Int, budget: DecompressionBudget) throws {
    do {
      try descend(stream, path: path, file: nil, depth: depth, budget: budget)
    } catch let error as InputError where error.path == path || error.path.hasPrefix(path + "!/") {
      skipped(error)
    }
  }
}
