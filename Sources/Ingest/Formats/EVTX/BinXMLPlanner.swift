import ECS

/// Turns element structure into steps: works out, once for each template, what every value is for.
struct BinXMLPlanner {
  var library: PlanLibrary
  private(set) var steps: [PlanStep] = []
  /// `<Data>` elements seen in the current `<EventData>`.
  private var ordinal = 0

  init(library: PlanLibrary) {
    self.library = library
  }

  /// Where the text of an element goes.
  private struct Target {
    var field: FieldID
    var conversion = SystemFields.Conversion.none
    var omitsNull = false
    /// The text is that of a `<Data>` without a name.
    var isUnnamed = false
    /// The slot of the value that is the name.
    var nameSlot: UInt16?
  }

  // MARK: Elements

  /// Plans everything inside an element (or record) of this role.
  mutating func add(_ children: [BinXMLElement.Child], role: BinXMLRole) {
    add(children, role: role, target: nil, hasAttributes: false)
  }

  private mutating func add(
    _ children: [BinXMLElement.Child], role: BinXMLRole, target: Target?, hasAttributes: Bool
  ) {
    var text: [BinXMLElement.Text] = []
    let isMixed = children.contains { if case .text = $0 { false } else { true } }
    for child in children {
      switch child {
      case .text(let part):
        text.append(part)
        continue
      case .element(let element):
        flush(&text, role, target, isMixed)
        add(element, in: role)
      case .instance(let offset, let end):
        flush(&text, role, target, isMixed)
        var step = PlanStep(operation: .instance, role: library.number(of: role))
        step.start = UInt32(truncatingIfNeeded: offset)
        step.count = UInt32(truncatingIfNeeded: end - offset)
        steps.append(step)
      }
    }
    flush(&text, role, target, isMixed)
    if children.isEmpty, !hasAttributes, let target, !target.omitsNull { addValue(slot: .max, target, role) }
  }

  private mutating func add(_ element: BinXMLElement, in parent: BinXMLRole) {
    let role = parent.child(element.name)
    switch parent {
    case .system: return addProperty(element)
    case .eventData where element.name == "Data" || element.name == "ComplexData": return addData(element)
    case .userData: addConstant("winlog.user_data.xml_name", element.name)
    default: break
    }
    addAttributes(of: element, role)
    var target: Target?
    switch role {
    case .document, .event, .system, .eventData, .userData: break
    case .content(let path):
      // The text of the wrapper of user data has no name of its own.
      target = Target(field: library.field(parent == .userData ? "\(path).text" : path))
      if path == "winlog.event_data" || parent == .userData { target?.omitsNull = true }
    }
    let outer = ordinal
    if role == .eventData { ordinal = 0 }
    add(element.children, role: role, target: target, hasAttributes: !element.attributes.isEmpty)
    ordinal = outer
  }

  /// Attributes go below their element. Namespaces are not data; the record's own are the schema's.
  private mutating func addAttributes(of element: BinXMLElement, _ role: BinXMLRole) {
    if role == .event { return }
    for attribute in element.attributes where attribute.name != "xmlns" && !attribute.name.hasPrefix("xmlns:") {
      let path =
        role == .eventData ? "winlog.event_data_\(attribute.name.lowercased())" : "\(role.path).\(attribute.name)"
      var text = attribute.text
      let target = Target(field: library.field(path), omitsNull: true)
      flush(&text, .content(path: path), target, false)
    }
  }

  /// An element of `<System>`.
  private mutating func addProperty(_ element: BinXMLElement) {
    let unknown = { (name: String, library: inout PlanLibrary) in
      Target(field: library.field("winlog.system.\(name)"), omitsNull: true)
    }
    let known = { (name: String) in
      SystemFields.target(name).map { Target(field: $0.field, conversion: $0.conversion, omitsNull: true) }
    }
    for attribute in element.attributes where attribute.name != "xmlns" {
      let target =
        known("\(element.name)@\(attribute.name)") ?? unknown("\(element.name).\(attribute.name)", &library)
      var text = attribute.text
      flush(&text, .content(path: "winlog.system.\(element.name)"), target, false)
    }
    guard !element.children.isEmpty else { return }
    let target = known(element.name) ?? unknown(element.name, &library)
    add(element.children, role: .content(path: "winlog.system.\(element.name)"), target: target, hasAttributes: true)
  }

  /// `<Data Name="X">` or `<Data>`.
  private mutating func addData(_ element: BinXMLElement) {
    defer { ordinal += 1 }
    var name: [UInt8] = []
    var target = Target(field: PlanLibrary.overflowField)
    target.isUnnamed = true
    for attribute in element.attributes where attribute.name == "Name" {
      target.isUnnamed = false
      for part in attribute.text {
        switch part {
        case .constant(let bytes): name += bytes
        case .substitution(let index): target.nameSlot = UInt16(truncatingIfNeeded: index)
        }
      }
    }
    if name.isEmpty, target.nameSlot == nil { target.isUnnamed = true }
    var role = BinXMLRole.content(path: "winlog.event_data.param\(ordinal + 1)")
    if !target.isUnnamed, target.nameSlot == nil {
      let path = "winlog.event_data.\(String(decoding: name, as: UTF8.self))"
      target.field = library.field(path)
      role = .content(path: path)
    }
    for attribute in element.attributes where attribute.name != "Name" && !attribute.name.hasPrefix("xmlns") {
      let path = "\(role.path).\(attribute.name)"
      var text = attribute.text
      flush(&text, role, Target(field: library.field(path), omitsNull: true), false)
    }
    add(element.children, role: role, target: target, hasAttributes: false)
  }

  // MARK: Text

  /// Plans a run of text and forgets it.
  private mutating func flush(
    _ text: inout [BinXMLElement.Text], _ role: BinXMLRole, _ target: Target?, _ isMixed: Bool
  ) {
    defer { text.removeAll() }
    guard !text.isEmpty else { return }
    if text.count == 1, case .substitution(let index) = text[0] {
      // Where text has no field (directly in <Event>) the value can still be binary XML.
      let place = target ?? Target(field: library.field("\(role.path).text"), omitsNull: true)
      addValue(slot: UInt16(truncatingIfNeeded: index), place, role)
    } else {
      addJoined(text, role, target, isMixed)
    }
  }

  /// Plans one value; no record has one in the slot `.max`, which therefore stands for null.
  private mutating func addValue(slot: UInt16, _ target: Target, _ role: BinXMLRole) {
    let operation: PlanStep.Operation =
      target.nameSlot != nil ? .dynamicName : target.isUnnamed ? .unnamedData : .value
    var planned = step(operation, target, role)
    planned.slot = slot
    steps.append(planned)
  }

  private mutating func addJoined(
    _ text: [BinXMLElement.Text], _ role: BinXMLRole, _ target: Target?, _ isMixed: Bool
  ) {
    var constant: [UInt8] = []
    var parts: [PlanPart] = []
    for part in text {
      switch part {
      case .constant(let bytes):
        constant += bytes
        let kept = library.keep(bytes)
        parts.append(PlanPart(isSlot: false, start: kept.start, count: kept.count))
      case .substitution(let index): parts.append(PlanPart(isSlot: true, slot: UInt16(truncatingIfNeeded: index)))
      }
    }
    let isConstant = !parts.contains(where: \.isSlot)
    // Line breaks and blanks between tags are layout.
    if isConstant, isMixed || target == nil, constant.allSatisfy({ $0 <= 0x20 }) { return }
    let place = target ?? Target(field: library.field("\(role.path).text"), omitsNull: true)
    if isConstant {
      addConstant(constant, place, role)
    } else {
      var planned = step(.joined, place, role)
      (planned.start, planned.count) = library.keep(parts)
      steps.append(planned)
    }
  }

  private mutating func addConstant(_ path: String, _ text: String) {
    addConstant(Array(text.utf8), Target(field: library.field(path)), .document)
  }

  private mutating func addConstant(_ text: [UInt8], _ target: Target, _ role: BinXMLRole) {
    var planned = step(.constant, target, role)
    (planned.start, planned.count) = library.keep(text)
    steps.append(planned)
  }

  private mutating func step(_ operation: PlanStep.Operation, _ target: Target, _ role: BinXMLRole) -> PlanStep {
    var step = PlanStep(operation: operation, conversion: target.conversion, omitsNull: target.omitsNull)
    step.isUnnamed = target.isUnnamed
    step.field = target.field
    step.role = library.number(of: role)
    step.ordinal = target.nameSlot ?? UInt16(truncatingIfNeeded: min(ordinal, 65_535))
    return step
  }
}
