/// All readers, and the choice among them by content.
public enum ReaderRegistry {
  /// How many first bytes a reader may look at to recognise its format.
  public static let prefixLength = 64 << 10

  /// Every reader. One of equal confidence wins by standing earlier.
  public static let all: [any EventReader.Type] = [
    EVTXReader.self,
    ZeekReader.self,
    AuditdReader.self,
    WindowsXMLReader.self,
    SyslogReader.self,
    JSONReader.self,
    CSVReader.self,
  ]

  /// The reader that is surest of an input with these first bytes; `nil` when none recognises it.
  public static func recognise(_ prefix: borrowing Span<UInt8>) -> (any EventReader.Type)? {
    var best: (type: any EventReader.Type, confidence: Int)?
    for type in all {
      let confidence = type.confidence(in: prefix)
      if confidence > best?.confidence ?? 0 { best = (type, confidence) }
    }
    return best?.type
  }

  /// Why no reader takes an input with these first bytes, in words for people.
  public static func refusal(_ prefix: borrowing Span<UInt8>) -> String {
    guard case .foreign(let columns) = CSVRecognition.judge(prefix) else { return notTelemetry }
    let named = columns.prefix(4).map { $0.count > 24 ? $0.prefix(24) + "…" : $0 }.joined(separator: ", ")
    let rest = columns.count > 4 ? " and \(columns.count - 4) more" : ""
    return "\(notTelemetry): a table without a time, and of no known kind (columns \(named)\(rest))"
  }

  /// What every refusal begins with.
  public static let notTelemetry = "not recognised as telemetry"
}
