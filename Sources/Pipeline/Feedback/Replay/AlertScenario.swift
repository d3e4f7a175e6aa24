import Foundation
import Ingest

/// Alerts of several systems over some days, with what each truly was: the shape of AIT-ADS (M. Landauer, F. Skopik, M.
/// Wurzenberger, "Introducing a new alert data set for multi-step attack analysis", 2023): CSV with the columns `time`
/// (seconds since 1970), `name`, `ip`, `host`, `short`, `time_label` and `event_label`.
public struct AlertScenario: Sendable {
  /// One alert as a sensor raised it.
  public struct Raw: Sendable, Hashable {
    /// Nanoseconds since 1970.
    public var time: Int64
    /// What it is called, the sensor included: `Wazuh: IDS event.`
    public var name: String
    /// The address of the host.
    public var address: String
    /// The host.
    public var host: String
    /// The attack step that ran at that time; `nil` outside attacks.
    public var phase: String?
    /// The attack step that caused this very alert; `nil` for all else.
    public var step: String?
  }

  /// Which of the two labels is the truth.
  public enum Truth: String, Sendable, CaseIterable {
    /// The step that caused the alert (`event_label`).
    case event
    /// The step that ran when the alert was raised (`time_label`): also marks what happened by chance at that time.
    case time
  }

  /// The file's name without `_alerts.csv`.
  public var name: String
  /// In order of time.
  public var alerts: [Raw]
  /// Lines that were left out, with line and reason.
  public var problems: [String]

  /// Alerts beyond this are not read.
  static let mostAlerts = 20_000_000

  /// Reads a scenario, or several from an archive or folder; compressed files are read as they are.
  public static func read(_ path: String) throws(HuntError) -> [AlertScenario] {
    var scenarios: [AlertScenario] = []
    var failure: String?
    let walker = InputWalker(options: InputWalker.Options(), skipped: { failure = failure ?? "\($0)" }) { member in
      guard member.path.hasSuffix(".csv") else { return }
      try member.buffer.fill(to: 2 << 30)
      let bytes = member.buffer.take()
      do throws(HuntError) { scenarios.append(try AlertScenario(csv: bytes, path: member.path)) } catch {
        failure = failure ?? error.description
      }
    }
    do { try walker.walk(path) } catch { throw HuntError("\(path): \(error)") }
    if scenarios.isEmpty { throw HuntError(failure ?? "\(path): no CSV file of alerts in it") }
    return scenarios.sorted { $0.name < $1.name }
  }

  /// Reads the bytes of a CSV file.
  public init(csv bytes: [UInt8], path: String) throws(HuntError) {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    name = file.replacingOccurrences(of: "_alerts.csv", with: "").replacingOccurrences(of: ".csv", with: "")
    alerts = []
    problems = []
    var scanner = CSVScanner(separator: 0x2C)
    let text = bytes.span
    var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var columns: Columns?
    var line = 1
    while position < bytes.count, alerts.count < Self.mostAlerts {
      guard case .record(let end) = scanner.record(text, at: position, isLast: true) else { break }
      let fields = scanner.fields.map { field in
        var value: [UInt8] = []
        CSVScanner.appendValue(field, text, to: &value)
        return String(decoding: value, as: UTF8.self)
      }
      if let columns {
        if let alert = columns.alert(fields) {
          alerts.append(alert)
        } else if fields != [""], problems.count < 100 {
          problems.append("\(path):\(line): not an alert: \(fields.count) fields, time '\(fields.first ?? "")'")
        }
      } else {
        columns = Columns(fields)
        guard columns != nil else {
          throw HuntError(
            "\(path):1: the columns are time, name, ip, host, time_label and event_label; found \(fields.prefix(12))")
        }
      }
      line += 1
      position = end
    }
    guard columns != nil else { throw HuntError("\(path): empty") }
    alerts.sort { ($0.time, $0.name, $0.host) < ($1.time, $1.name, $1.host) }
  }

  /// Where the columns stand.
  private struct Columns {
    var time: Int
    var name: Int
    var address: Int
    var host: Int
    var phase: Int
    var step: Int

    init?(_ header: [String]) {
      func place(_ name: String) -> Int? { header.firstIndex(of: name) }
      guard let time = place("time"), let name = place("name"), let address = place("ip"), let host = place("host"),
        let phase = place("time_label"), let step = place("event_label")
      else { return nil }
      (self.time, self.name, self.address, self.host, self.phase, self.step) = (time, name, address, host, phase, step)
    }

    func alert(_ fields: [String]) -> Raw? {
      guard let most = [time, name, address, host, phase, step].max(), most < fields.count,
        let seconds = Double(fields[time]), seconds.isFinite, abs(seconds) < 4e9, !fields[name].isEmpty
      else { return nil }
      return Raw(
        time: Int64(seconds * 1e9), name: fields[name], address: fields[address], host: fields[host],
        phase: label(fields[phase]), step: label(fields[step]))
    }

    private func label(_ text: String) -> String? { ["", "-", "false_positive"].contains(text) ? nil : text }
  }
}
