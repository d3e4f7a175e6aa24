import CYara

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// One run of libyara's compiler over files.
@safe final class YaraCompilation {
  private(set) var problems: [YaraRules.Problem] = []
  /// The file that did not compile; the compiler is of no use after it.
  private(set) var failed: String?
  private var compiler: UnsafeMutablePointer<YR_COMPILER>?
  private var current = ""

  init(_ files: [String]) throws(YaraError) {
    let status = unsafe yr_compiler_create(&compiler)
    guard status == ERROR_SUCCESS, let compiler = unsafe compiler else { throw YaraLibrary.error(status, "") }
    // The compiler calls back only while this object is alive: it is destroyed in `deinit`.
    unsafe yr_compiler_set_callback(compiler, Self.report, Unmanaged.passUnretained(self).toOpaque())
    for name in ["filename", "filepath", "extension", "filetype", "owner"] {
      let status = unsafe yr_compiler_define_string_variable(compiler, name, "")
      guard status == ERROR_SUCCESS else { throw YaraLibrary.error(status, "") }
    }
    for file in files {
      unsafe add(file, to: compiler)
      if failed != nil { break }
    }
  }

  deinit { if let compiler = unsafe compiler { unsafe yr_compiler_destroy(compiler) } }

  private func add(_ path: String, to compiler: UnsafeMutablePointer<YR_COMPILER>) {
    current = path
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return fail(path, "the file cannot be opened") }
    defer { close(descriptor) }
    var status = stat()
    // The call writes into `status` only.
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return fail(path, "this is no file")
    }
    guard status.st_size <= YaraRules.maximumSize else {
      return fail(path, "the file is larger than \(YaraRules.maximumSize) bytes")
    }
    if unsafe yr_compiler_add_fd(compiler, descriptor, path, path) > 0 {
      failed = path
      if !problems.contains(where: \.isFatal) { fail(path, "the file does not compile") }
    }
  }

  private func fail(_ path: String, _ message: String) {
    failed = path
    problems.append(.init(path: path, line: 0, message: message, isFatal: true))
  }

  /// The compiled rules; the caller destroys them.
  func rules() throws(YaraError) -> UnsafeMutablePointer<YR_RULES> {
    var rules: UnsafeMutablePointer<YR_RULES>?
    guard let compiler = unsafe compiler else { throw YaraError(kind: .library(0), path: "") }
    let status = unsafe yr_compiler_get_rules(compiler, &rules)
    guard status == ERROR_SUCCESS, let rules = unsafe rules else { throw YaraLibrary.error(status, "") }
    return unsafe rules
  }

  private static let report: YR_COMPILER_CALLBACK_FUNC = { level, file, line, _, message, data in
    guard let data = unsafe data else { return }
    // `data` is the object that set this callback.
    let compilation = unsafe Unmanaged<YaraCompilation>.fromOpaque(data).takeUnretainedValue()
    // libyara's strings live until the callback returns.
    let text = unsafe message.map { unsafe String(cString: $0) } ?? ""
    let path = unsafe file.map { unsafe String(cString: $0) } ?? compilation.current
    let isFatal = level == YARA_ERROR_LEVEL_ERROR
    compilation.problems.append(.init(path: path, line: Int(line), message: text, isFatal: isFatal))
  }
}
