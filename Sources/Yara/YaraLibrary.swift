import CYara

/// The state that libyara keeps for the whole process; it must be set up once before anything else is called.
enum YaraLibrary {
  /// libyara's answer to being set up.
  static let status: Int32 = yr_initialize()

  static func start() throws(YaraError) {
    guard status == ERROR_SUCCESS else { throw YaraError(kind: .library(status), path: "") }
  }

  static func error(_ code: Int32, _ path: String) -> YaraError {
    switch code {
    case ERROR_SCAN_TIMEOUT: YaraError(kind: .timeout, path: path)
    case ERROR_COULD_NOT_OPEN_FILE, ERROR_COULD_NOT_MAP_FILE, ERROR_COULD_NOT_READ_FILE:
      YaraError(kind: .unreadable, path: path)
    default: YaraError(kind: .library(code), path: path)
    }
  }
}
