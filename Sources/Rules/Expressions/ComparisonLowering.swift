import ECS

/// Gives comparisons of unlike types the meaning that Elasticsearch's mappings give them.
enum ComparisonLowering {
  static func term(
    _ comparison: Comparison, _ left: Lowering.Typed, _ right: Lowering.Typed, _ position: SourcePosition,
    _ lowering: inout Lowering
  ) throws(Diagnostic) -> Term {
    if case .constant(let value) = left.term, !value.isNull, case .constant(let other) = right.term, !other.isNull {
      return Folding.fold(.compare(comparison, left.term, right.term))
    }
    if case .constant(let value) = left.term {
      return withConstant(comparison.mirrored, right, value, position, &lowering)
    }
    if case .constant(let value) = right.term {
      return withConstant(comparison, left, value, position, &lowering)
    }
    return between(comparison, left, right, position, &lowering)
  }

  private static func withConstant(
    _ comparison: Comparison, _ subject: Lowering.Typed, _ value: Value, _ position: SourcePosition,
    _ lowering: inout Lowering
  ) -> Term {
    if value.isNull {
      switch comparison {
      case .equal: return Folding.fold(.isNull(subject.term))
      case .notEqual: return Folding.negate(Folding.fold(.isNull(subject.term)))
      default: return .constant(.null)
      }
    }
    switch (subject.type, value) {
    case (.string, .string(let text)): return string(comparison, subject.term, text)
    case (.string, _): return mixed(comparison, subject, value, position, &lowering)
    case (.address, .string(let text)): return address(comparison, subject.term, text, position, &lowering)
    case (.date, .string(let text)):
      guard let time = Timestamp(iso8601: text.span) else {
        lowering.warn(position, "this is no time in ISO 8601; nothing can match")
        return .constant(.null)
      }
      return .compare(comparison, subject.term, .constant(.date(time.nanoseconds)))
    case (.date, .integer(let milliseconds)):
      let (time, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
      return overflow ? .constant(.null) : .compare(comparison, subject.term, .constant(.date(time)))
    case (.number, .string), (.boolean, .string):
      return converted(comparison, subject, value, position, &lowering)
    default:
      let type = ValueType(value)
      if subject.type != type, subject.type != .unknown {
        lowering.warn(position, "a \(subject.type.rawValue) is compared with a \(type.rawValue); nothing can match")
      }
      return .compare(comparison, subject.term, .constant(value))
    }
  }

  private static func string(_ comparison: Comparison, _ subject: Term, _ text: [UInt8]) -> Term {
    switch comparison {
    case .equal: .test(subject, .oneOf([text], insensitive: false))
    case .notEqual: .not(.test(subject, .oneOf([text], insensitive: false)))
    default: .compare(comparison, subject, .constant(.string(text)))
    }
  }

  /// A string field against a number or a truth value: equality compares texts, order compares numbers.
  private static func mixed(
    _ comparison: Comparison, _ subject: Lowering.Typed, _ value: Value, _ position: SourcePosition,
    _ lowering: inout Lowering
  ) -> Term {
    lowering.warn(position, "a string is compared with a \(ValueType(value).rawValue)")
    if comparison == .equal || comparison == .notEqual, let text = value.text {
      return string(comparison, subject.term, text)
    }
    return .compare(comparison, .call(.number, insensitive: false, [subject.term]), .constant(value))
  }

  private static func address(
    _ comparison: Comparison, _ subject: Term, _ text: [UInt8], _ position: SourcePosition,
    _ lowering: inout Lowering
  ) -> Term {
    let written = String(decoding: text, as: UTF8.self)
    switch comparison {
    case .equal, .notEqual:
      guard let network = IPNetwork(written) else { break }
      let test = Term.inNetwork(subject, [network])
      return comparison == .equal ? test : .not(test)
    default:
      guard let address = IPAddress(written) else { break }
      return .compare(comparison, subject, .constant(.address(address)))
    }
    lowering.warn(position, "this is no IP address; nothing can match")
    return .constant(.null)
  }

  private static func converted(
    _ comparison: Comparison, _ subject: Lowering.Typed, _ value: Value, _ position: SourcePosition,
    _ lowering: inout Lowering
  ) -> Term {
    lowering.warn(position, "a \(subject.type.rawValue) is compared with a string")
    guard case .string(let text) = value else { return .constant(.null) }
    if subject.type == .number {
      let number = FunctionCall.value(.number, insensitive: false, [value])
      return number.isNull ? .constant(.null) : .compare(comparison, subject.term, .constant(number))
    }
    switch String(decoding: text, as: UTF8.self) {
    case "true": return .compare(comparison, subject.term, .constant(.boolean(true)))
    case "false": return .compare(comparison, subject.term, .constant(.boolean(false)))
    default: return .constant(.null)
    }
  }

  private static func between(
    _ comparison: Comparison, _ left: Lowering.Typed, _ right: Lowering.Typed, _ position: SourcePosition,
    _ lowering: inout Lowering
  ) -> Term {
    var sides = [left, right]
    if left.type != right.type, left.type != .unknown, right.type != .unknown {
      lowering.warn(position, "a \(left.type.rawValue) is compared with a \(right.type.rawValue)")
      for index in sides.indices where sides[index].type == .string && sides[1 - index].type == .number {
        sides[index].term = .call(.number, insensitive: false, [sides[index].term])
      }
      for index in sides.indices where sides[index].type == .string && sides[1 - index].type != .number {
        sides[1 - index].term = .call(.string, insensitive: false, [sides[1 - index].term])
      }
    }
    return .compare(comparison, sides[0].term, sides[1].term)
  }
}
