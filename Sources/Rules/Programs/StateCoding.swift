import ECS
import Evidence
import Learning

// How what rules remember is written into snapshots.

extension StateWriter {
  mutating func append(_ event: MatchedEvent) {
    append(event.reference.id)
    append(event.reference.path)
    append(event.reference.record)
    append(signed: event.reference.time)
    append(signed: event.time)
    append(count: event.entities.count)
    for entity in event.entities {
      append(entity.kind.rawValue)
      append(entity.id)
    }
  }

  mutating func append(_ value: Value) {
    switch value {
    case .null: append(count: 0)
    case .boolean(let value):
      append(count: 1)
      append(value)
    case .integer(let value):
      append(count: 2)
      append(signed: value)
    case .double(let value):
      append(count: 3)
      append(value)
    case .string(let bytes):
      append(count: 4)
      append(bytes)
    case .address(let address):
      append(count: 5)
      append(word: UInt64(truncatingIfNeeded: address.bits))
      append(word: UInt64(truncatingIfNeeded: address.bits >> 64))
    case .date(let value):
      append(count: 6)
      append(signed: value)
    case .list(let values):
      append(count: 7)
      append(values)
    case .object(let members):
      append(count: 8)
      append(count: members.count)
      for (name, value) in members.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
        append(name)
        append(value)
      }
    }
  }

  mutating func append(_ values: [Value]) {
    append(count: values.count)
    for value in values { append(value) }
  }

  mutating func append(_ hit: Hit) {
    append(hit.event)
    append(count: hit.fulfilled.count)
    for fulfilled in hit.fulfilled {
      append(count: fulfilled.condition)
      append(fulfilled.values)
      append(count: fulfilled.reasons.count)
      for reason in fulfilled.reasons {
        append(reason.field.path)
        append(reason.value)
        append(reason.condition)
      }
    }
  }
}

extension StateReader {
  mutating func event() throws(StateError) -> MatchedEvent {
    let id = try string()
    let path = try string()
    let record = try number()
    let reference = EventReference(id: id, path: path, record: record, time: try signed())
    let time = try signed()
    var entities: [EntityKey] = []
    for _ in 0..<(try count(ofSize: 2)) {
      guard let kind = EntityKey.Kind(rawValue: try string()) else { throw StateError("there is no such entity") }
      entities.append(EntityKey(kind, try string()))
    }
    return MatchedEvent(reference: reference, entities: entities, time: time)
  }

  /// Lists and objects may be nested this deep.
  private static let maximumDepth = 64

  mutating func value(depth: Int = 0) throws(StateError) -> Value {
    switch try number() {
    case 0: return .null
    case 1: return .boolean(try bool())
    case 2: return .integer(try signed())
    case 3: return .double(try double())
    case 4: return .string(try data())
    case 5:
      let low = try word()
      return .address(IPAddress(bits: UInt128(try word()) << 64 | UInt128(low)))
    case 6: return .date(try signed())
    case 7:
      guard depth < Self.maximumDepth else { throw StateError("lists are nested too deep") }
      return .list(try values(depth: depth + 1))
    case 8:
      guard depth < Self.maximumDepth else { throw StateError("objects are nested too deep") }
      var members: [[UInt8]: Value] = [:]
      for _ in 0..<(try count(ofSize: 2)) { members[try data()] = try value(depth: depth + 1) }
      return .object(members)
    default: throw StateError("there is no such kind of value")
    }
  }

  mutating func values(depth: Int = 0) throws(StateError) -> [Value] {
    var result: [Value] = []
    for _ in 0..<(try count()) { result.append(try value(depth: depth)) }
    return result
  }

  /// A hit of a rule, whose conditions and numbers of captured values it must have.
  mutating func hit(capturing captures: [[Term]]) throws(StateError) -> Hit {
    var hit = Hit(event: try event(), fulfilled: [])
    for _ in 0..<(try count(ofSize: 2)) {
      let condition = try integer(in: 0...max(0, captures.count - 1))
      let values = try values()
      guard captures.indices.contains(condition), values.count == captures[condition].count else {
        throw StateError("an event's values are not those of its rule")
      }
      var reasons: [MatchedCondition] = []
      for _ in 0..<(try count(ofSize: 3)) {
        reasons.append(
          MatchedCondition(field: .named(try string()), value: try string(), condition: try string()))
      }
      hit.fulfilled.append(.init(condition: condition, values: values, reasons: reasons))
    }
    return hit
  }
}
