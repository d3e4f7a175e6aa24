/// A KQL or Lucene query as it was written.
indirect enum KQLSyntax: Sendable {
  case and([KQLSyntax])
  case or([KQLSyntax])
  case not(KQLSyntax)
  /// A field, or fields named with wildcards, and what one of its values must be; no field stands for any field.
  case field(KQLLiteral?, KQLValues, SourcePosition)
  case range(KQLLiteral, Comparison, KQLLiteral, SourcePosition)
  /// A condition that one object of a list must fulfil alone.
  case nested(KQLLiteral, KQLSyntax, SourcePosition)
  /// The query without a condition: every event.
  case everything
}

/// The values that a field is compared with.
indirect enum KQLValues: Sendable {
  case value(KQLLiteral, SourcePosition)
  /// A regular expression (Lucene only).
  case regex([UInt8], SourcePosition)
  case and([KQLValues])
  case or([KQLValues])
  case not(KQLValues)
  /// From a bound to another (Lucene only); `nil` where it is open.
  case between((Comparison, KQLLiteral)?, (Comparison, KQLLiteral)?, SourcePosition)
}
