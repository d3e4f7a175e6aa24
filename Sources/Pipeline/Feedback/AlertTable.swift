import ECS
public import Evidence
import Store
import Triage

/// A table of alerts with the features that a model of the queue reads, for `shrike model train`, `monitor` and `predict`: CSV or
/// NDJSON.
public struct AlertTable: Sendable, Codable {
  /// How the table is written.
  public enum Format: Sendable, Hashable {
    case csv
    case ndjson

    /// By the end of a file's name: `.csv`, else NDJSON.
    public init(path: String) { self = path.lowercased().hasSuffix(".csv") ? .csv : .ndjson }
  }

  /// One alert.
  struct Row: Sendable, Codable {
    /// The texts of `textColumns`.
    var texts: [String]
    /// Seconds since 1970.
    var seen: Double
    var features: [Double]
  }

  static let textColumns = ["alert", "rule", "detector", "host", "host_group", "user", "shown"]
  /// What stands for a text that is not known: a column of nothing would be read as numbers that are missing.
  private static let unknown = "unknown"
  private(set) var rows: [Row] = []

  /// Rows in the order of the alerts.
  ///
  /// - Parameters:
  ///   - history: Earlier alerts, for features that count them.
  ///   - place: What became of an alert: `shown`, `held` or `excepted`.
  public init(_ alerts: [Alert], history: [Alert] = [], place: (String) -> String) {
    let features = AlertFeatures(alerts, history: history).rows
    rows = zip(alerts, features).map { alert, features in
      let traits = AlertTraits(alert).values
      return Row(
        texts: [
          alert.id, alert.ruleID, alert.detectors.first ?? Self.unknown, traits[.host] ?? Self.unknown,
          traits[.hostGroup] ?? Self.unknown, traits[.user] ?? Self.unknown, place(alert.id),
        ], seen: Double(alert.firstSeen) / 1e9, features: features)
    }
  }

  /// How many alerts it holds.
  public var count: Int { rows.count }

  /// The bytes of the file.
  public func bytes(_ format: Format) -> [UInt8] {
    switch format {
    case .csv: csv()
    case .ndjson: ndjson()
    }
  }

  private func csv() -> [UInt8] {
    var text = (Self.textColumns + ["seen"] + AlertFeatures.names).joined(separator: ",") + "\n"
    for row in rows {
      text += (row.texts.map(Self.quoted) + ([row.seen] + row.features).map(Self.number)).joined(separator: ",") + "\n"
    }
    return Array(text.utf8)
  }

  /// A text as RFC 4180 has it; control characters, which no name needs, become spaces.
  private static func quoted(_ text: String) -> String {
    let clean = String(text.unicodeScalars.map { $0.value < 0x20 ? " " : Character($0) })
    return "\"" + clean.replacing("\"", with: "\"\"") + "\""
  }

  /// The shortest text that reads back as the number.
  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
  }

  private func ndjson() -> [UInt8] {
    var output: [UInt8] = []
    for row in rows {
      output.append(UInt8(ascii: "{"))
      for (name, text) in zip(Self.textColumns, row.texts) {
        JSONText.appendQuoted(name, to: &output)
        output.append(UInt8(ascii: ":"))
        JSONText.appendQuoted(text, to: &output)
        output.append(UInt8(ascii: ","))
      }
      output += Array("\"seen\":\(Self.number(row.seen))".utf8)
      for (name, value) in zip(AlertFeatures.names, row.features) {
        output += Array(",\"\(name)\":\(Self.number(value))".utf8)
      }
      output += Array("}\n".utf8)
    }
    return output
  }
}

extension FeedbackStore {
  /// The table of the store's alerts that began in a range of time, with all earlier ones as their history.
  ///
  /// - Parameter times: nanoseconds since 1970; nil for all.
  public func alertTable(in times: Range<Int64>? = nil) throws(HuntError) -> AlertTable {
    let stored = try storedAlerts().sorted { ($0.alert.firstSeen, $0.id) < ($1.alert.firstSeen, $1.id) }
    let places = Dictionary(stored.map { ($0.id, $0.status.isUnseen ? $0.status.rawValue : "shown") }) { first, _ in
      first
    }
    let all = stored.map(\.alert)
    let wanted = all.filter { alert in times.map { $0.contains(alert.firstSeen) } ?? true }
    return AlertTable(wanted, history: all) { places[$0] ?? "shown" }
  }
}
