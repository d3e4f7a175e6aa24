import ECS

/// All plans compiled so far, their steps and constants in flat arrays.
struct PlanLibrary {
  private(set) var steps: [PlanStep] = []
  private(set) var parts: [PlanPart] = []
  private(set) var constants: [UInt8] = []
  private(set) var plans: [Range<Int>] = []
  private(set) var roles: [BinXMLRole] = [.document]
  private var roleNumbers: [BinXMLRole: UInt16] = [.document: 0]
  private var known: [PlanKey: Int] = [:]
  /// How often a field could not be named because there are too many names or the path is too long.
  private(set) var overflows = 0

  /// Values whose field cannot have a name of its own go here.
  static let overflowField = FieldID.named("winlog.overflow")

  private struct PlanKey: Hashable {
    var fingerprint: UInt64
    var role: UInt16
  }

  /// Whether so much is kept that it is better to start afresh before the next chunk.
  var isFull: Bool {
    steps.count + parts.count > BinXMLLimits.cachedSteps || roles.count > 30_000
      || constants.count > BinXMLLimits.cachedSteps * 16
  }

  /// The plan of a template in a role, if it has been compiled.
  func plan(_ fingerprint: UInt64, role: UInt16) -> Int? {
    known[PlanKey(fingerprint: fingerprint, role: role)]
  }

  /// Compiles elements that stand in a role. With a fingerprint the plan is remembered under it.
  mutating func compile(_ children: [BinXMLElement.Child], role: UInt16, fingerprint: UInt64?) -> Int {
    let place = roles[Int(role)]
    // The planner takes the library over while it works, so that nothing is copied.
    var planner = BinXMLPlanner(library: self)
    self = PlanLibrary()
    planner.add(children, role: place)
    self = planner.library
    return finish(planner.steps, role: role, fingerprint: fingerprint)
  }

  private mutating func finish(_ compiled: [PlanStep], role: UInt16, fingerprint: UInt64?) -> Int {
    let start = steps.count
    steps.append(contentsOf: compiled)
    plans.append(start..<steps.count)
    if let fingerprint { known[PlanKey(fingerprint: fingerprint, role: role)] = plans.count - 1 }
    return plans.count - 1
  }

  /// Appends the constant text of a step; returns the time if it is one.
  func appendConstant(_ step: PlanStep, to field: FieldID, _ builder: inout BatchBuilder) -> Timestamp? {
    let text = constants.span.extracting(step.range)
    switch step.conversion {
    case .none: builder.append(field, utf8: text)
    case .integer: BinXMLCells.appendInteger(text: text, field, &builder)
    case .time: return BinXMLCells.appendTime(text: text, field, &builder)
    }
    return nil
  }

  // MARK: For the planner

  /// The number of a role.
  mutating func number(of role: BinXMLRole) -> UInt16 {
    if let known = roleNumbers[role] { return known }
    guard let number = UInt16(exactly: roles.count) else { return 0 }
    roles.append(role)
    roleNumbers[role] = number
    return number
  }

  /// Keeps constant text.
  mutating func keep(_ text: [UInt8]) -> (start: UInt32, count: UInt32) {
    let start = constants.count
    constants.append(contentsOf: text)
    return (UInt32(start), UInt32(text.count))
  }

  /// Keeps parts of joined text.
  mutating func keep(_ added: [PlanPart]) -> (start: UInt32, count: UInt32) {
    let start = parts.count
    parts.append(contentsOf: added)
    return (UInt32(start), UInt32(added.count))
  }

  /// The field with a path that telemetry has brought.
  mutating func field(_ path: String) -> FieldID {
    if path.utf8.count <= BinXMLLimits.pathLength, let field = FieldTable.shared.intern(path) { return field }
    overflows += 1
    return Self.overflowField
  }
}
