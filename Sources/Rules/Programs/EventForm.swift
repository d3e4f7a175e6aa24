import Learning

/// Every event that fulfils the only condition is a match.
struct EventForm: RuleForm {
  var captures: [[Term]] { [[]] }

  func makeState(_ limits: RunLimits) -> any RuleState { State() }

  func keeping(_ fields: [StepField]) -> any RuleForm {
    var items = [RelatedItem(condition: 0)]
    items.keep(fields)
    return KeptEventForm(item: items[0])
  }

  struct State: RuleState {
    mutating func observe(_ hit: Hit, into matches: inout [RuleMatch]) {
      matches.append(RuleMatch(steps: [.init(condition: 0, event: hit.event)], time: hit.time))
    }

    mutating func finish(into matches: inout [RuleMatch]) {}
    func write(to writer: inout StateWriter) {}
    mutating func read(from reader: inout StateReader) throws(StateError) {}
  }
}
