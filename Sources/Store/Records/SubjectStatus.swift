import GRDB

/// Where an alert or an incident stands in the work of the analysts.
public enum SubjectStatus: String, Sendable, Hashable, Codable, CaseIterable {
  /// Nobody has looked at it.
  case open
  /// Somebody is working on it.
  case acknowledged
  /// Decided; the verdict says how.
  case closed
  /// A budget of false alerts had no room for it: nobody was shown it.
  case held
  /// An accepted exception hides it: nobody was shown it.
  case excepted

  /// Whether nobody was shown it.
  public var isUnseen: Bool { self == .held || self == .excepted }
}

/// One step of an alert's or incident's history.
public struct StatusChange: Sendable, Hashable {
  /// The status from then on.
  public var status: SubjectStatus
  /// Who, or which process.
  public var author: String
  /// When, in nanoseconds since 1970.
  public var time: Int64
  /// Free text.
  public var note: String

  /// A step by its parts.
  public init(status: SubjectStatus, author: String, time: Int64, note: String = "") {
    self.status = status
    self.author = author
    self.time = time
    self.note = note
  }
}

/// The tables whose rows have a status.
enum Subject: String {
  case alert
  case incident
}

extension EventStore {
  /// Changes the status of a subject and keeps the step in its history; false when there is no such subject.
  func setStatus(_ change: StatusChange, of subject: Subject, id: String) throws(StoreError) -> Bool {
    try write { database in
      try database.execute(
        sql: "UPDATE \(subject.rawValue) SET status = ? WHERE id = ?", arguments: [change.status.rawValue, id])
      guard database.changesCount > 0 else { return false }
      try database.execute(
        sql: """
          INSERT INTO status_change (subject, subject_id, status, author, time, note) VALUES (?, ?, ?, ?, ?, ?)
          """,
        arguments: [subject.rawValue, id, change.status.rawValue, change.author, change.time, change.note])
      return true
    }
  }

  /// The history of a subject, first step first.
  func history(of subject: Subject, id: String) throws(StoreError) -> [StatusChange] {
    try read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT status, author, time, note FROM status_change WHERE subject = ? AND subject_id = ? ORDER BY number
          """,
        arguments: [subject.rawValue, id])
      return try rows.map { row in
        StatusChange(
          status: SubjectStatus(rawValue: try row.text(0)) ?? .open, author: try row.text(1),
          time: try row.integer(2), note: try row.text(3))
      }
    }
  }

  /// Notes which of some alerts nobody is shown, because a budget has no room for them or an exception hides them, and which are.
  /// Alerts that somebody works on or has closed stay as they are; a step is only written where the status changes.
  ///
  /// - Parameter excepted: the exception of each alert that one hides.
  public func place(
    _ ids: [String], held: Set<String>, excepted: [String: String] = [:], by author: String, at time: Int64
  ) throws(StoreError) {
    try write { database in
      for id in ids {
        let status: SubjectStatus = excepted[id] != nil ? .excepted : held.contains(id) ? .held : .open
        try database.execute(
          sql: "UPDATE alert SET status = ?1 WHERE id = ?2 AND status IN ('open', 'held', 'excepted') AND status <> ?1",
          arguments: [status.rawValue, id])
        guard database.changesCount > 0 else { continue }
        let note =
          switch status {
          case .excepted: "hidden by the exception \(excepted[id] ?? "")"
          case .held: "no room in the budget of false alerts"
          default: "nothing holds it back any more"
          }
        try database.execute(
          sql: """
            INSERT INTO status_change (subject, subject_id, status, author, time, note) VALUES ('alert', ?, ?, ?, ?, ?)
            """,
          arguments: [id, status.rawValue, author, time, note])
      }
    }
  }
}
