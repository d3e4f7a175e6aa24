import CYara
import Foundation

/// Scans files and bytes with compiled rules. Each thread needs one of its own.
@safe public struct YaraScanner: ~Copyable {
  /// Places of one string that a match names.
  public static let maximumPlaces = 16

  private let rules: YaraRules
  private let scanner: UnsafeMutablePointer<YR_SCANNER>

  /// A scanner; a scan that takes more than `timeout` seconds is given up.
  public init(_ rules: YaraRules, timeout: Int = 60) throws(YaraError) {
    var scanner: UnsafeMutablePointer<YR_SCANNER>?
    let status = unsafe yr_scanner_create(rules.handle, &scanner)
    guard status == ERROR_SUCCESS, let scanner = unsafe scanner else { throw YaraLibrary.error(status, "") }
    unsafe yr_scanner_set_timeout(scanner, Int32(clamping: max(1, timeout)))
    unsafe yr_scanner_set_flags(scanner, SCAN_FLAGS_REPORT_RULES_MATCHING)
    self.rules = rules
    unsafe self.scanner = unsafe scanner
  }

  deinit { unsafe yr_scanner_destroy(scanner) }

  /// The rules that a file matches, in the order in which they were compiled.
  public mutating func scan(file path: String) throws(YaraError) -> [YaraMatch] {
    try define(path)
    return unsafe try collect(path) { scanner in unsafe yr_scanner_scan_file(scanner, path) }
  }

  /// The rules that bytes match; `name` is what rules see as the name of a file.
  public mutating func scan(_ bytes: [UInt8], name: String = "") throws(YaraError) -> [YaraMatch] {
    try define(name)
    return unsafe try collect(name) { scanner in
      // The scanner reads the buffer only until the call returns.
      unsafe bytes.withUnsafeBufferPointer { buffer in
        unsafe yr_scanner_scan_mem(scanner, buffer.baseAddress, buffer.count)
      }
    }
  }

  private func define(_ path: String) throws(YaraError) {
    let name = (path as NSString).lastPathComponent
    let suffix = (path as NSString).pathExtension
    for (variable, value) in [
      ("filepath", path), ("filename", name), ("extension", suffix.isEmpty ? "" : "." + suffix),
    ] {
      let status = unsafe yr_scanner_define_string_variable(scanner, variable, value)
      guard status == ERROR_SUCCESS else { throw YaraLibrary.error(status, path) }
    }
  }

  /// What a callback collects.
  private final class Collector {
    var matches: [YaraMatch] = []
  }

  private func collect(
    _ path: String, _ scan: (UnsafeMutablePointer<YR_SCANNER>) -> Int32
  ) throws(YaraError) -> [YaraMatch] {
    let collector = Collector()
    unsafe yr_scanner_set_callback(scanner, Self.report, Unmanaged.passUnretained(collector).toOpaque())
    // The collector must live through the scan, which knows it only by its address.
    let status = withExtendedLifetime(collector) { unsafe scan(scanner) }
    guard status == ERROR_SUCCESS else { throw YaraLibrary.error(status, path) }
    return collector.matches
  }

  private static let report: YR_CALLBACK_FUNC = { context, message, data, user in
    guard message == CALLBACK_MSG_RULE_MATCHING, let context = unsafe context, let data = unsafe data,
      let user = unsafe user
    else { return CALLBACK_CONTINUE }
    // `user` is the collector of the running scan, `data` the rule: both outlive this call.
    let collector = unsafe Unmanaged<Collector>.fromOpaque(user).takeUnretainedValue()
    let rule = unsafe data.assumingMemoryBound(to: YR_RULE.self)
    collector.matches.append(unsafe YaraScanner.match(rule, context))
    return CALLBACK_CONTINUE
  }

  // MARK: libyara's structures; all pointers are valid while its callback runs

  private static func match(
    _ rule: UnsafePointer<YR_RULE>, _ context: UnsafeMutablePointer<YR_SCAN_CONTEXT>
  ) -> YaraMatch {
    var match = YaraMatch(
      rule: unsafe text(shrike_yara_rule_name(rule)), source: unsafe text(shrike_yara_rule_namespace(rule)), tags: [],
      metadata: [], strings: [])
    var tag = unsafe shrike_yara_next_tag(rule, nil)
    while let known = unsafe tag {
      match.tags.append(unsafe text(known))
      unsafe tag = unsafe shrike_yara_next_tag(rule, known)
    }
    var meta = unsafe shrike_yara_next_meta(rule, nil)
    while let known = unsafe meta {
      match.metadata.append(unsafe metadata(known))
      unsafe meta = unsafe shrike_yara_next_meta(rule, known)
    }
    var string = unsafe shrike_yara_next_string(rule, nil)
    while let known = unsafe string {
      unsafe places(of: known, context, into: &match.strings)
      unsafe string = unsafe shrike_yara_next_string(rule, known)
    }
    return match
  }

  private static func metadata(_ meta: UnsafePointer<YR_META>) -> YaraMatch.Metadata {
    let name = unsafe text(shrike_yara_meta_name(meta))
    if let value = unsafe shrike_yara_meta_text(meta) { return .init(name: name, value: unsafe text(value)) }
    let number = unsafe meta.pointee.integer
    let isBoolean = unsafe shrike_yara_meta_is_boolean(meta) != 0
    return .init(name: name, value: isBoolean ? (number == 0 ? "false" : "true") : String(number))
  }

  private static func places(
    of string: UnsafePointer<YR_STRING>, _ context: UnsafeMutablePointer<YR_SCAN_CONTEXT>,
    into found: inout [YaraMatch.Found]
  ) {
    let name = unsafe text(shrike_yara_string_name(string))
    var place = unsafe shrike_yara_next_match(context, string, nil)
    var count = 0
    while let known = unsafe place, count < maximumPlaces {
      let offset = unsafe known.pointee.base + known.pointee.offset
      found.append(.init(identifier: name, offset: Int(offset), length: unsafe Int(known.pointee.match_length)))
      count += 1
      unsafe place = unsafe shrike_yara_next_match(context, string, known)
    }
  }

  private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
    unsafe pointer.map { unsafe String(cString: $0) } ?? ""
  }
}
