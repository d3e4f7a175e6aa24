import GRDB

/// Why the store could not do what was asked, and what to do about it.
public enum StoreError: Error, Sendable, Hashable {
  /// The file or its folder cannot be opened or created.
  case cannotOpen(path: String, reason: String)
  /// There is no such file.
  case missing(path: String)
  /// The file is a database of something else.
  case notAStore(path: String)
  /// A newer version of Shrike wrote the file.
  case newerVersion(path: String, found: String)
  /// SQLite found the file damaged.
  case corrupt(path: String, reason: String)
  /// The disk or the quota is full. Nothing of the failed call was kept.
  case diskFull(path: String)
  /// Another process is adding events, or holds the database locked.
  case inUse(path: String)
  /// The file or the file system may not be written.
  case readOnly(path: String)
  /// The caller gave values that do not fit together.
  case invalidArgument(String)
  /// Any other complaint of SQLite.
  case database(path: String, reason: String)
}

extension StoreError: CustomStringConvertible {
  /// What happened, where, and what to do.
  public var description: String {
    switch self {
    case .cannotOpen(let path, let reason):
      "\(path): cannot open the store (\(reason)). Check that the folder exists and may be written."
    case .missing(let path):
      "\(path): there is no such store; 'shrike hunt --store' and 'shrike feedback import' make one."
    case .notAStore(let path):
      "\(path): this is a database, but not a store of Shrike. Name another file."
    case .newerVersion(let path, let found):
      "\(path): the store was written by a newer version (schema \(found)). Use that version, or name another file."
    case .corrupt(let path, let reason):
      "\(path): the store is damaged (\(reason)). Copy the file, then try `sqlite3 FILE .recover` on the copy."
    case .diskFull(let path):
      "\(path): no space left. Nothing of this step was stored; free some space and run it again."
    case .inUse(let path):
      "\(path): another process is writing to the store. Wait for it to end, or use another file."
    case .readOnly(let path):
      "\(path): the store may not be written. Check the permissions of the file and its folder."
    case .invalidArgument(let reason): reason
    case .database(let path, let reason): "\(path): \(reason)"
    }
  }
}

extension StoreError {
  /// What an error thrown under GRDB means for the caller.
  init(_ error: any Error, path: String) {
    if let error = error as? StoreError {
      self = error
      return
    }
    guard let error = error as? DatabaseError else {
      self = .database(path: path, reason: "\(error)")
      return
    }
    let reason = error.message ?? "\(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_FULL: self = .diskFull(path: path)
    case .SQLITE_CORRUPT: self = .corrupt(path: path, reason: reason)
    case .SQLITE_NOTADB: self = .corrupt(path: path, reason: "it is not a SQLite database")
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .inUse(path: path)
    case .SQLITE_READONLY, .SQLITE_PERM: self = .readOnly(path: path)
    case .SQLITE_CANTOPEN: self = .cannotOpen(path: path, reason: reason)
    default: self = .database(path: path, reason: reason)
    }
  }
}
