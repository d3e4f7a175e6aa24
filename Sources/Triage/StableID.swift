import ECS

/// Identifiers that depend on content alone, so that the same evidence has the same identifier in every run.
enum StableID {
  /// 32 hexadecimal digits of a hash of some texts; where one ends and the next begins matters.
  static func of(_ parts: String...) -> String {
    var hash = SipHash128(key: (0x7368_7269_6B65_2E74, 0x7269_6167_652E_6964))
    for part in parts {
      let bytes = Array(part.utf8)
      hash.combine(UInt64(bytes.count))
      hash.combine(bytes.span)
    }
    let value = hash.finalize()
    return EventFingerprint(low: value.low, high: value.high).hex
  }
}
