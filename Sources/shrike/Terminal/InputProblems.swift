import Pipeline

/// Says on standard error what was not read, and where.
enum InputProblems {
  /// Prints problems; returns whether anything was lost.
  static func print(_ inputs: [HuntResult.Input], listsSkipped: Bool) -> Bool {
    var isIncomplete = false
    for input in inputs {
      if let failure = input.failure {
        // A directory holds many files that are no telemetry; those are no failure.
        if !input.isForeign || inputs.count == 1 {
          isIncomplete = true
          Terminal.error("shrike: \(input.path): \(failure)")
        }
      }
      for (kind, count) in input.problemCounts.sorted(by: { $0.key < $1.key }) {
        if kind.hasPrefix("skipped ") { isIncomplete = true }
        guard listsSkipped else { continue }
        Terminal.error("shrike: \(input.path): \(count) × \(kind)")
        for problem in input.problems where "\(problem.effect) \(problem.reason)" == kind {
          let place = "record \(problem.record), byte \(problem.offset)"
          Terminal.error("  \(place)\(problem.detail.isEmpty ? "" : ": \(problem.detail)")")
        }
      }
    }
    return isIncomplete
  }
}
