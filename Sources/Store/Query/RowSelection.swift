import ECS

/// The rows of a segment that meet a condition.
enum RowSelection {
  case none
  case all
  /// One entry a row.
  case some([Bool])

  func contains(_ row: Int) -> Bool {
    switch self {
    case .none: false
    case .all: true
    case .some(let rows): rows[row]
    }
  }

  func count(of rows: Int) -> Int {
    switch self {
    case .none: 0
    case .all: rows
    case .some(let mask): mask.count { $0 }
    }
  }

  /// One entry a row; `nil` for all rows.
  var mask: [Bool]? {
    if case .some(let rows) = self { rows } else { nil }
  }

  var isEmpty: Bool {
    switch self {
    case .none: true
    case .all: false
    case .some(let rows): !rows.contains(true)
    }
  }

  func intersection(_ other: RowSelection) -> RowSelection {
    switch (self, other) {
    case (.none, _), (_, .none): .none
    case (.all, let rest), (let rest, .all): rest
    case (.some(let left), .some(let right)): .some(zip(left, right).map { $0 && $1 })
    }
  }

  func union(_ other: RowSelection) -> RowSelection {
    switch (self, other) {
    case (.all, _), (_, .all): .all
    case (.none, let rest), (let rest, .none): rest
    case (.some(let left), .some(let right)): .some(zip(left, right).map { $0 || $1 })
    }
  }

  var complement: RowSelection {
    switch self {
    case .none: .all
    case .all: .none
    case .some(let rows): .some(rows.map { !$0 })
    }
  }
}
