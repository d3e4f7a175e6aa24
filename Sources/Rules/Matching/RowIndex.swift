import ECS

/// Where each distinct value of a column stands: the rows of every code, by counting sort.
struct RowIndex: Sendable {
  private var starts: [UInt32]
  private var rows: [UInt32]

  init(_ column: KeywordColumn) {
    starts = [UInt32](repeating: 0, count: column.distinctCount + 2)
    let codes = column.codes.span
    for row in codes.indices { starts[Int(codes[row]) + 1] += 1 }
    for extra in column.extras { starts[Int(extra.code) + 1] += 1 }
    for code in 1..<starts.count { starts[code] += starts[code - 1] }
    var next = starts
    rows = [UInt32](repeating: 0, count: codes.count + column.extras.count)
    for row in codes.indices {
      let code = Int(codes[row])
      rows[Int(next[code])] = UInt32(row)
      next[code] += 1
    }
    for extra in column.extras {
      rows[Int(next[Int(extra.code)])] = extra.row
      next[Int(extra.code)] += 1
    }
  }

  /// Adds the rows that have one of the codes; code 0 stands for rows without a value.
  func insert(_ codes: [UInt32], into set: inout RowSet) {
    for code in codes {
      for index in Int(starts[Int(code)])..<Int(starts[Int(code) + 1]) { set.insert(Int(rows[index])) }
    }
  }
}
