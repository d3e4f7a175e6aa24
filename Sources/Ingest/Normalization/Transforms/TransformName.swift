/// The transforms that a mapping line can name.
enum TransformName: String, Sendable, CaseIterable {
  // One value in, one value out.
  case lower, upper, trim
  case basename, dirname, `extension`
  case after, before, afterLast = "after-last", beforeLast = "before-last"
  case prefix, suffix, stripPrefix = "strip-prefix", stripSuffix = "strip-suffix"
  case startsWith = "starts-with", unless
  case int, hexInt = "hex-int", bool, ip, port, text
  case date, windowsDate = "windows-date", epoch, epochMilliseconds = "epoch-ms", epochNanoseconds = "epoch-ns"
  case guid, sid, domain, hash
  case `default`
  // One value in, any number out.
  case map, split, percentCodes = "percent-codes"
  case windowsArguments = "windows-args", posixArguments = "posix-args"
  case splitUser = "split-user", splitHashes = "split-hashes", splitAt = "split-at", hostPort = "host-port", url

  /// Whether the transform may give several values, and so ends its chain.
  var isSplitter: Bool {
    switch self {
    case .map, .split, .percentCodes, .windowsArguments, .posixArguments, .splitUser, .splitHashes, .splitAt,
      .hostPort, .url:
      true
    default: false
    }
  }

  /// How many targets a line may have whose chain ends with this transform.
  var targets: ClosedRange<Int> {
    switch self {
    case .windowsArguments, .posixArguments, .splitUser, .splitAt, .hostPort: 1...2
    case .splitHashes: 1...4
    case .url: 1...7
    default: 1...1
    }
  }

  /// How many words may follow the name.
  var argumentCount: ClosedRange<Int> {
    switch self {
    case .after, .before, .afterLast, .beforeLast, .prefix, .suffix, .stripPrefix, .stripSuffix, .default, .splitAt:
      1...1
    case .startsWith, .unless: 1...16
    case .split: 1...1
    case .map: 1...512
    default: 0...0
    }
  }
}
