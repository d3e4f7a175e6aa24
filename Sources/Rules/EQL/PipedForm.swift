import ECS
import Learning

/// What pipes do with the matches of a query, one after another.
struct PipedForm: RuleForm {
  var base: any RuleForm
  var pipes: [Pipe]

  var captures: [[Term]] { base.captures }

  func makeState(_ limits: RunLimits) -> any RuleState {
    PipedState(base: base.makeState(limits), stages: pipes.map { PipeStage($0, limits) })
  }
}

struct PipedState: RuleState {
  private var base: any RuleState
  private var stages: [PipeStage]

  init(base: any RuleState, stages: [PipeStage]) {
    self.base = base
    self.stages = stages
  }

  var deadline: Int64? { base.deadline }

  mutating func observe(_ hit: Hit, into matches: inout [RuleMatch]) {
    var found: [RuleMatch] = []
    base.observe(hit, into: &found)
    push(found, from: 0, into: &matches)
  }

  mutating func advance(to time: Int64, into matches: inout [RuleMatch]) {
    var found: [RuleMatch] = []
    base.advance(to: time, into: &found)
    push(found, from: 0, into: &matches)
  }

  mutating func finish(into matches: inout [RuleMatch]) {
    var found: [RuleMatch] = []
    base.finish(into: &found)
    push(found, from: 0, into: &matches)
    for index in stages.indices {
      var held: [RuleMatch] = []
      stages[index].finish(into: &held)
      push(held, from: index + 1, into: &matches)
    }
  }

  private mutating func push(_ found: [RuleMatch], from first: Int, into matches: inout [RuleMatch]) {
    for match in found {
      var current = match
      var isLeft = true
      for index in first..<stages.count where isLeft { isLeft = stages[index].push(&current) }
      if isLeft { matches.append(current) }
    }
  }

  func write(to writer: inout StateWriter) {
    base.write(to: &writer)
    for stage in stages { stage.write(to: &writer) }
  }

  mutating func read(from reader: inout StateReader) throws(StateError) {
    try base.read(from: &reader)
    for index in stages.indices { try stages[index].read(from: &reader) }
  }
}

/// Every event that fulfils the only condition is a match, and values of it are kept for pipes.
struct KeptEventForm: RuleForm {
  var item: RelatedItem

  var captures: [[Term]] { [item.captures] }

  func makeState(_ limits: RunLimits) -> any RuleState { State(item: item) }

  struct State: RuleState {
    let item: RelatedItem

    mutating func observe(_ hit: Hit, into matches: inout [RuleMatch]) {
      var match = RuleMatch(steps: [.init(condition: item.condition, event: hit.event)], time: hit.time)
      match.kept = item.kept(hit.values(item.condition) ?? [], step: 0)
      matches.append(match)
    }

    mutating func finish(into matches: inout [RuleMatch]) {}
    func write(to writer: inout StateWriter) {}
    mutating func read(from reader: inout StateReader) throws(StateError) {}
  }
}
