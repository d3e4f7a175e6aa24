import ECS

/// Runs regular expressions on values of the rows that rules have come down to; each distinct value of a batch once at most.
struct LazyExpressions: Sendable {
  private var matchers: [Int: RegexMatcher] = [:]
  /// What is known of the values of the current batch, by leaf and code: 1 matches, 2 does not.
  private var answers: [Int: [UInt8]] = [:]
  private var folded: [UInt8] = []

  /// Forgets the last batch.
  mutating func begin() { answers.removeAll(keepingCapacity: true) }

  /// The rows of some whose value matches the expression of a leaf.
  mutating func matching(_ leaf: Int, _ program: RegexProgram, _ rows: RowSet, of column: KeywordColumn) -> RowSet {
    var matcher = matchers.removeValue(forKey: leaf) ?? RegexMatcher(program)
    var known = answers.removeValue(forKey: leaf) ?? [UInt8](repeating: 0, count: column.distinctCount + 1)
    var result = RowSet(rows: column.codes.count)
    rows.forEach { row in
      if column.hasLists {
        for code in column.allCodes(ofRow: row) where holds(code, &matcher, program, &known, column) {
          result.insert(row)
        }
      } else if column.codes[row] != KeywordColumn.missing {
        if holds(column.codes[row], &matcher, program, &known, column) { result.insert(row) }
      }
    }
    matchers[leaf] = matcher
    answers[leaf] = known
    return result
  }

  private mutating func holds(
    _ code: UInt32, _ matcher: inout RegexMatcher, _ program: RegexProgram, _ known: inout [UInt8],
    _ column: KeywordColumn
  ) -> Bool {
    if known[Int(code)] != 0 { return known[Int(code)] == 1 }
    let value = column.bytes.span.extracting(column.range(of: code))
    let isMatch: Bool
    if program.insensitive {
      folded.removeAll(keepingCapacity: true)
      CaseFolding.append(value, to: &folded)
      isMatch = matcher.matches(folded.span)
    } else {
      isMatch = matcher.matches(value)
    }
    known[Int(code)] = isMatch ? 1 : 2
    return isMatch
  }
}
