import Evidence

/// Members as the records have them.
extension JSONWriter {
  mutating func member(_ name: StaticString, _ value: String) {
    key(name)
    string(value)
  }

  mutating func member(_ name: StaticString, _ value: some BinaryInteger) {
    key(name)
    integer(value)
  }

  mutating func member(_ name: StaticString, time value: Int64) {
    key(name)
    time(value)
  }

  mutating func timeOrNull(_ name: StaticString, _ value: Int64?) {
    key(name)
    if let value { time(value) } else { null() }
  }

  mutating func stringOrNull(_ name: StaticString, _ value: String?) {
    key(name)
    if let value { string(value) } else { null() }
  }

  mutating func strings(_ name: StaticString, _ values: [String]) {
    key(name)
    array { writer in
      for value in values { writer.string(value) }
    }
  }

  /// Every severity with its count, zeros included.
  mutating func counts(_ name: StaticString, _ counts: [Severity: Int]) {
    key(name)
    object { writer in
      for severity in Severity.allCases {
        writer.key(severity.name)
        writer.integer(counts[severity] ?? 0)
      }
    }
  }

  mutating func severity(_ severity: Severity) {
    member("severity", severity.name)
    member("severity_score", severity.riskScore)
  }
}
