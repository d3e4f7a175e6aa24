/// Names of the numbers in audit records.
enum AuditNumbers {
  /// A processor's interface, by the `arch` value of a record (an ELF machine with flags, `linux/audit.h`).
  static func architecture(_ value: UInt64) -> String? {
    switch value {
    case 0xC000_003E: "x86_64"
    case 0x4000_0003: "i386"
    case 0xC000_00B7: "aarch64"
    case 0x4000_0028: "arm"
    case 0xC000_0015: "ppc64le"
    case 0x8000_0015: "ppc64"
    case 0x8000_0016: "s390x"
    case 0xC000_00F3: "riscv64"
    case 0xC000_0102: "loongarch64"
    default: nil
    }
  }

  /// The name of a system call under an architecture's name.
  static func syscall(_ number: Int, architecture: String) -> String? {
    switch architecture {
    case "x86_64": x8664[number]
    case "i386": i386[number]
    case "aarch64": aarch64[number]
    default: nil
    }
  }

  /// The name of an error number (`EACCES` for 13).
  static func error(_ number: Int) -> String? { errors[number] }

  /// The name of a signal (`SIGSEGV` for 11).
  static func signal(_ number: Int) -> String? { signals[number] }

  private static let x8664 = parse(SyscallNumbers.x8664)
  private static let i386 = parse(SyscallNumbers.i386)
  private static let aarch64 = parse(SyscallNumbers.aarch64)
  private static let errors = parse(ErrorNumbers.errors)
  private static let signals = parse(ErrorNumbers.signals)

  /// Reads `number:name` pairs separated by white space.
  static func parse(_ table: String) -> [Int: String] {
    var result: [Int: String] = [:]
    for pair in table.split(whereSeparator: \.isWhitespace) {
      let parts = pair.split(separator: ":")
      if parts.count == 2, let number = Int(parts[0]) { result[number] = String(parts[1]) }
    }
    return result
  }
}

/// The type of an audit record (`SYSCALL`, 1300).
struct AuditRecordType: Hashable, Sendable {
  /// The kernel's number; 0 for a name that is not known here.
  let number: Int
  /// The name in lower case, as `auditd.message_type` has it.
  let name: String

  static let unknown = AuditRecordType(number: 0, name: "unknown")

  private static let byNumber = AuditNumbers.parse(AuditRecordNumbers.types).reduce(into: [Int: AuditRecordType]()) {
    $0[$1.key] = AuditRecordType(number: $1.key, name: $1.value.lowercased())
  }
  private static let byName = AuditNumbers.parse(AuditRecordNumbers.types).reduce(into: [String: AuditRecordType]()) {
    $0[$1.value] = byNumber[$1.key]
  }

  /// The type written as a name, a number or `UNKNOWN[number]`.
  static func named(_ text: String) -> AuditRecordType {
    if let known = byName[text] { return known }
    let digits = text.hasPrefix("UNKNOWN[") ? text.dropFirst(8).dropLast() : text[...]
    if let number = Int(digits) {
      return byNumber[number] ?? AuditRecordType(number: number, name: "unknown_\(number)")
    }
    return AuditRecordType(number: 0, name: text.lowercased())
  }

  /// Whether an event of this type is one record (`audit-records.h`: messages of user space and of anomaly detectors).
  var isAlone: Bool { (1_100..<1_300).contains(number) || (2_000..<3_000).contains(number) }

  /// Whether the record only adds to the event of another record of its event.
  var isAuxiliary: Bool { Self.auxiliary.contains(number) }

  private static let auxiliary: Set<Int> = [
    1300, 1302, 1303, 1304, 1306, 1307, 1309, 1311, 1312, 1313, 1314, 1315, 1317, 1318, 1320, 1321, 1322, 1323, 1327,
    1336, 1337,
  ]

  static let syscall = 1300
  static let path = 1302
  static let sockaddr = 1306
  static let cwd = 1307
  static let execve = 1309
  static let endOfEvent = 1320
  static let processTitle = 1327
}
