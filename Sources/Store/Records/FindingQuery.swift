public import Evidence
import GRDB

/// Which alerts or incidents are wanted.
public struct FindingQuery: Sendable, Hashable {
  /// The order of the results.
  public enum Order: Sendable, Hashable {
    /// Highest severity first, then highest risk.
    case rank
    /// Latest first.
    case time
  }

  /// Only those with one of these statuses.
  public var statuses: Set<SubjectStatus>?
  /// Only those at least this severe.
  public var minimumSeverity: Severity?
  /// Only those that name this entity.
  public var entity: EntityKey?
  /// Only alerts of this rule.
  public var ruleID: String?
  /// Only those that touch this range of time, in nanoseconds since 1970.
  public var times: Range<Int64>?
  /// The order of the results.
  public var order: Order
  /// At most this many results.
  public var limit: Int
  /// Results passed over first.
  public var offset: Int

  /// A query; what is `nil` is not asked for.
  public init(
    statuses: Set<SubjectStatus>? = nil, minimumSeverity: Severity? = nil, entity: EntityKey? = nil,
    ruleID: String? = nil, times: Range<Int64>? = nil, order: Order = .rank, limit: Int = 1_000, offset: Int = 0
  ) {
    self.statuses = statuses
    self.minimumSeverity = minimumSeverity
    self.entity = entity
    self.ruleID = ruleID
    self.times = times
    self.order = order
    self.limit = limit
    self.offset = offset
  }

  /// The WHERE and ORDER BY of the query for a table, with the arguments.
  func clauses(for subject: Subject) -> (sql: String, arguments: StatementArguments) {
    var conditions = ["1"]
    var arguments = StatementArguments()
    if let statuses {
      let names = statuses.map(\.rawValue).sorted()
      conditions.append("status IN (\(names.map { _ in "?" }.joined(separator: ", ")))")
      arguments += StatementArguments(names)
    }
    if let minimumSeverity {
      conditions.append("severity >= ?")
      arguments += [minimumSeverity.rawValue]
    }
    if let entity {
      conditions.append("id IN (SELECT subject_id FROM subject_entity WHERE kind = ? AND entity = ? AND subject = ?)")
      arguments += [entity.kind.rawValue, entity.id, subject.rawValue]
    }
    if let ruleID, subject == .alert {
      conditions.append("rule = ?")
      arguments += [ruleID]
    }
    if let times {
      conditions.append("last_seen >= ? AND first_seen < ?")
      arguments += [times.lowerBound, times.upperBound]
    }
    let order = order == .rank ? "severity DESC, risk DESC, last_seen DESC, id" : "last_seen DESC, id"
    arguments += [max(limit, 0), max(offset, 0)]
    return ("WHERE \(conditions.joined(separator: " AND ")) ORDER BY \(order) LIMIT ? OFFSET ?", arguments)
  }
}
