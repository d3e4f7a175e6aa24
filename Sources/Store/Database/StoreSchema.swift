import GRDB

/// The tables of the store and how older files become newer ones.
///
/// Migrations are only ever added: each runs once on a file, in order, in a transaction.
enum StoreSchema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 events", migrate: createEvents)
    migrator.registerMigration("2 findings", migrate: createFindings)
    migrator.registerMigration("3 audits", migrate: createAudits)
    migrator.registerMigration("4 exceptions", migrate: createExceptions)
    migrator.registerMigration("5 budgets", migrate: createBudgets)
    migrator.registerMigration("6 reactions", migrate: createReactions)
    return migrator
  }

  /// Segments and their chunks; the inputs that were read.
  private static func createEvents(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE input (
          path TEXT PRIMARY KEY, format TEXT NOT NULL, bytes INTEGER NOT NULL, records INTEGER NOT NULL,
          is_complete INTEGER NOT NULL, problems TEXT NOT NULL, updated INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE segment (
          id INTEGER PRIMARY KEY AUTOINCREMENT, position INTEGER NOT NULL, rows INTEGER NOT NULL, min_time INTEGER, max_time INTEGER,
          untimed INTEGER NOT NULL, bytes INTEGER NOT NULL, header BLOB NOT NULL);
        CREATE INDEX segment_time ON segment (min_time, max_time);
        CREATE INDEX segment_position ON segment (position);
        CREATE TABLE chunk (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
        """)
  }

  /// What was found in the events, and what was decided about it.
  private static func createFindings(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE alert (
          id TEXT PRIMARY KEY, rule TEXT NOT NULL, severity INTEGER NOT NULL, risk REAL NOT NULL,
          first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, status TEXT NOT NULL, body TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX alert_rank ON alert (status, severity DESC, risk DESC);
        CREATE INDEX alert_time ON alert (last_seen);
        CREATE INDEX alert_rule ON alert (rule);
        CREATE TABLE incident (
          id TEXT PRIMARY KEY, severity INTEGER NOT NULL, risk REAL NOT NULL, first_seen INTEGER NOT NULL,
          last_seen INTEGER NOT NULL, status TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX incident_rank ON incident (status, severity DESC, risk DESC);
        CREATE TABLE subject_entity (
          subject TEXT NOT NULL, subject_id TEXT NOT NULL, kind TEXT NOT NULL, entity TEXT NOT NULL,
          PRIMARY KEY (subject, subject_id, kind, entity)) WITHOUT ROWID;
        CREATE INDEX subject_of_entity ON subject_entity (kind, entity, subject);
        CREATE TABLE status_change (
          number INTEGER PRIMARY KEY AUTOINCREMENT, subject TEXT NOT NULL, subject_id TEXT NOT NULL,
          status TEXT NOT NULL, author TEXT NOT NULL, time INTEGER NOT NULL, note TEXT NOT NULL);
        CREATE INDEX status_of_subject ON status_change (subject, subject_id, number);
        CREATE TABLE entity (
          kind TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, score REAL NOT NULL, updated INTEGER NOT NULL,
          body TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
        CREATE INDEX entity_rank ON entity (kind, score DESC);
        CREATE TABLE entity_score (
          kind TEXT NOT NULL, id TEXT NOT NULL, time INTEGER NOT NULL, score REAL NOT NULL,
          PRIMARY KEY (kind, id, time)) WITHOUT ROWID;
        CREATE TABLE verdict (
          id TEXT PRIMARY KEY, subject TEXT NOT NULL, subject_id TEXT NOT NULL, disposition TEXT NOT NULL,
          author TEXT NOT NULL, time INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX verdict_of_subject ON verdict (subject, subject_id, time);
        CREATE TABLE model (
          name TEXT NOT NULL, version TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
          created INTEGER NOT NULL, card TEXT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (name, version));
        """)
  }

  /// Findings below the threshold and the probabilities with which they were drawn for an audit.
  private static func createAudits(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE audit (
          id TEXT PRIMARY KEY, drawn INTEGER NOT NULL, propensity REAL NOT NULL, stratum INTEGER NOT NULL,
          is_chosen INTEGER NOT NULL, seed INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX audit_drawn ON audit (drawn, id);
        """)
  }

  /// What budgets of false alerts remember from hunt to hunt.
  private static func createBudgets(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE budget (
          name TEXT PRIMARY KEY, version INTEGER NOT NULL, promise TEXT NOT NULL, hunts INTEGER NOT NULL,
          updated INTEGER NOT NULL, state BLOB NOT NULL) WITHOUT ROWID;
        """)
  }

  /// What people did about findings, and the verdict that was last inferred from it, if any was.
  private static func createReactions(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE reaction (
          author TEXT NOT NULL, subject TEXT NOT NULL, subject_id TEXT NOT NULL, action TEXT NOT NULL,
          time INTEGER NOT NULL, body TEXT NOT NULL,
          PRIMARY KEY (author, subject, subject_id, action, time)) WITHOUT ROWID;
        CREATE TABLE inferred_verdict (id TEXT PRIMARY KEY) WITHOUT ROWID;
        """)
  }

  /// Exceptions and every step that was taken with them.
  private static func createExceptions(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE exception (id TEXT PRIMARY KEY, traits TEXT NOT NULL, grounds TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE exception_step (
          number INTEGER PRIMARY KEY AUTOINCREMENT, exception TEXT NOT NULL, action TEXT NOT NULL, author TEXT NOT NULL,
          time INTEGER NOT NULL, reason TEXT NOT NULL, expires INTEGER, covers_high INTEGER NOT NULL,
          grounds TEXT NOT NULL);
        CREATE INDEX step_of_exception ON exception_step (exception, number);
        """)
  }
}
