/// What the records of one chunk may still expand to: keeps a chunk made of templates that repeat their values from
/// filling memory or time.
struct ExpansionBudget {
  private var bytes = BinXMLLimits.chunkBytes
  private var cells = BinXMLLimits.chunkCells
  private var steps = BinXMLLimits.chunkSteps

  /// Takes steps, and says whether these and the row's bytes so far are within the budget.
  mutating func allows(steps taken: Int, bytes rowBytes: Int) -> Bool {
    steps -= taken
    return steps >= 0 && rowBytes <= bytes && cells >= 0
  }

  /// Takes what a record has come to.
  mutating func spend(bytes: Int, cells: Int) {
    self.bytes -= bytes
    self.cells -= cells
  }
}
