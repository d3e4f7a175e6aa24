/// A pattern that the EMBER2024 feature set looks for in the strings of a file.
///
/// The kinds and their order are those of the feature set: its patterns sorted by key. Oddities are its own: `email_addr`
/// is the pattern of a MAC address, `file_path` wants a slash, and the `base64string` ends in nines and a slash.
enum StringPattern {
  /// How a pattern is found.
  enum Matcher {
    /// The text, letters in either case.
    case folded(StaticString)
    /// The text as it is.
    case exact(StaticString)
    /// The text as it is, where no letter, digit or underscore stands before it.
    case exactAtWord([StaticString])
    /// The text in either case, with any character before it.
    case foldedBehindAny(StaticString)
    /// A scheme at the start of a word, and at least one byte of an address behind it.
    case address([StaticString])
    /// The text as it is, then nines, then a slash.
    case alphabet(StaticString)
    /// Found by a matcher of its own.
    case ipv4, ipv6, hardwareAddress, wallet
  }

  /// Keys and matchers in the order of their columns.
  static let all: [(key: String, matcher: Matcher)] = [
    (".click(", .foldedBehindAny("click")), ("/EmbeddedFile", .exact("/EmbeddedFile")),
    ("/FlateDecode", .exact("/FlateDecode")), ("/URI", .exact("/URI")), ("/bin/", .exact("/bin/")),
    ("/dev/", .exact("/dev/")), ("/proc/", .exact("/proc/")), ("/tmp/", .exact("/tmp/")), ("/usr/", .exact("/usr/")),
    ("<script", .folded("<script")), ("Invoke-Command", .exact("Invoke-Command")),
    ("Invoke-Expression", .exact("Invoke-Expression")), ("Start-process", .exact("Start-process")),
    ("base64", .folded("base64")),
    ("base64string", .alphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")),
    ("btc_wallet", .wallet), ("cache", .folded("cache")), ("certificate", .folded("certificate")),
    ("clipboard", .folded("clipboard")), ("command", .folded("command")), ("connect", .folded("connect")),
    ("cookie", .folded("cookie")), ("create", .folded("create")), ("crypt", .exact("crypt")),
    ("debug", .folded("debug")), ("decode", .folded("decode")), ("delete", .folded("delete")),
    ("desktop", .folded("desktop")), ("directory", .folded("directory")), ("disk", .folded("disk")),
    ("dos_msg", .exact("!This program ")), ("download", .folded("download")), ("email_addr", .hardwareAddress),
    ("encode", .folded("encode")), ("enum", .folded("enum")), ("environment", .folded("environment")),
    ("exit", .folded("exit")), ("file", .folded("file")), ("file_path", .exactAtWord(["C:/"])),
    ("ftp", .folded("ftp:")), ("get", .folded("GET /")), ("hidden", .folded("hidden")),
    ("hostname", .folded("hostname")), ("html", .folded("html")), ("http", .folded("HTTP/")),
    ("http://", .folded("http://")), ("https://", .folded("https://")), ("install", .folded("install")),
    ("internet", .folded("internet")), ("ipv4_addr", .ipv4), ("ipv6_addr", .ipv6),
    ("javascript", .folded("javascript")), ("keyboard", .folded("keyboard")), ("mac_addr", .hardwareAddress),
    ("memory", .folded("memory")), ("module", .folded("module")), ("mutex", .folded("mutex")),
    ("onlick", .folded("onclick")), ("password", .folded("password")), ("post", .folded("POST /")),
    ("powershell", .folded("powershell")), ("privilege", .folded("privilege")), ("process", .folded("process")),
    ("registry_key", .exactAtWord(["KHEY_", "KHLM", "HKCU"])), ("remote", .folded("remote")),
    ("resource", .folded("resource")), ("security", .folded("security")), ("service", .folded("service")),
    ("shell", .folded("shell")), ("snapshot", .folded("snapshot")), ("system", .folded("system")),
    ("thread", .folded("thread")), ("token", .folded("token")), ("url", .address(["http://", "https://", "ftp://"])),
    ("useragent", .folded("User-Agent")), ("wallet", .folded("wallet")), ("window", .folded("window")),
  ]
}

/// Which patterns a string has: a bit each, in the order of the columns.
struct PatternSet: Equatable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  /// Whether there is none.
  var isEmpty: Bool { low | high == 0 }

  /// Adds a pattern by column.
  mutating func insert(_ column: Int) {
    if column < 64 { low |= 1 << UInt64(column) } else { high |= 1 << UInt64(column &- 64) }
  }

  /// Adds those of another set.
  mutating func formUnion(_ other: PatternSet) {
    low |= other.low
    high |= other.high
  }

  /// Whether a pattern is there.
  func contains(_ column: Int) -> Bool {
    column < 64 ? low >> UInt64(column) & 1 != 0 : high >> UInt64(column &- 64) & 1 != 0
  }

  /// Adds one to the count of each pattern that is there.
  func count(into counts: inout [UInt32]) {
    var bits = low
    while bits != 0 {
      counts[bits.trailingZeroBitCount] &+= 1
      bits &= bits &- 1
    }
    bits = high
    while bits != 0 {
      counts[64 &+ bits.trailingZeroBitCount] &+= 1
      bits &= bits &- 1
    }
  }
}
