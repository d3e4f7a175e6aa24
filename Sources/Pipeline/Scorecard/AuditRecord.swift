import Foundation

/// One finding below the threshold: with which probability it was chosen for an audit, whether it was, and what was found.
public struct AuditRecord: Sendable, Hashable, Codable {
  /// The finding.
  public var id: String
  /// Seconds since 1970.
  public var time: Double
  /// The probability with which it was chosen, fixed before anybody looked.
  public var propensity: Double
  /// Whether it was chosen and judged.
  public var audited: Bool
  /// What was found; nil when it was not audited.
  public var malicious: Bool?
  /// How close to the threshold it was, in a word; nil where nobody noted it.
  public var stratum: String?

  /// A record by its parts.
  public init(
    id: String, time: Double, propensity: Double, audited: Bool, malicious: Bool? = nil, stratum: String? = nil
  ) {
    self.id = id
    self.time = time
    self.propensity = propensity
    self.audited = audited
    self.malicious = malicious
    self.stratum = stratum
  }

  /// The records of a file, one a line as JSON (`docs/schemas/audit-record.schema.json`).
  public static func read(_ path: String) throws(HuntError) -> [AuditRecord] {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path))
    } catch { throw HuntError("\(path): cannot be read (\(error.localizedDescription))") }
    var result: [AuditRecord] = []
    for (index, line) in data.split(separator: 0x0A).enumerated() {
      guard let record = try? JSONDecoder().decode(AuditRecord.self, from: Data(line)) else {
        throw HuntError("\(path), line \(index + 1): is no audit record (id, time, propensity, audited, malicious)")
      }
      guard record.propensity > 0, record.propensity <= 1 else {
        throw HuntError("\(path), line \(index + 1): a propensity lies above 0 and at most at 1")
      }
      guard record.audited == (record.malicious != nil) else {
        throw HuntError("\(path), line \(index + 1): a finding has a result exactly when it was audited")
      }
      result.append(record)
    }
    return result.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
  }
}
