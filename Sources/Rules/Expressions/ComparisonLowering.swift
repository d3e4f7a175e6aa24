import ECS

/// Gives comparisons of unlike types the meaning that Elasticsearch's mappings give them.
enum ComparisonLowering {
  static func term(
    _ comparison: Comparison, _ left: Lowering.Typed, _ right: Lowering.Typed, _ position: SourcePosition,
    _ lowering: inout Lowering
  ) throws(Diagnostic) -> Term {
    if case .constant(let value) = left.term, !value.isNull, case .constant(let other) = right.term, !other.isNull {
      return Folding.fold(.compare(comparison, cased(left, lowering).term, cased(right, lowering).term))
    }
    if case .constant(.null) = right.term {
      return withConstant(comparison, left, .null, position, &lowering)
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
    case (.string, .string(let text)), (.unknown, .string(let text)):
      return string(comparison, subject, text, lowering)
    case (.unknown, _): return dynamic(comparison, subject, value, lowering)
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

  /// The side as it is compared: folded where case does not count.
  private static func cased(_ side: Lowering.Typed, _ lowering: Lowering) -> Lowering.Typed {
    guard lowering.ignoresCase(false), side.type == .string || side.type == .unknown else { return side }
    return (Folding.fold(.call(.folded, insensitive: false, [side.term])), side.type)
  }

  private static func string(
    _ comparison: Comparison, _ subject: Lowering.Typed, _ text: [UInt8], _ lowering: Lowering
  ) -> Term {
    let insensitive = lowering.ignoresCase(false)
    guard comparison == .equal || comparison == .notEqual else {
      let value = insensitive ? CaseFolding.fold(text) : text
      return .compare(comparison, cased(subject, lowering).term, .constant(.string(value)))
    }
    var test = StringTest.oneOf([insensitive ? CaseFolding.fold(text) : text], insensitive: insensitive)
    // In the reference implementation `==` knows the star.
    if lowering.options.dialect == .reference, text.contains(UInt8(ascii: "*")) {
      test = .like([GlobPattern(text, insensitive: insensitive, hasSingle: false)])
    }
    return comparison == .equal ? .test(subject.term, test) : .not(.test(subject.term, test))
  }

  /// Something that may be of any type, often the text of a field that no schema knows, against a number or a truth value.
  private static func dynamic(
    _ comparison: Comparison, _ subject: Lowering.Typed, _ value: Value, _ lowering: Lowering
  ) -> Term {
    guard value.number != nil else {
      guard let text = value.text, comparison == .equal || comparison == .notEqual else { return .constant(.null) }
      return string(comparison, subject, text, lowering)
    }
    return .compare(comparison, .call(.number, insensitive: false, [subject.term]), .constant(value))
  }

  /// A string field against a number or a truth value: equality compares texts, order compares numbers.
  private static func mixed(
    _ comparison: Comparison, _ subject: Lowering.Typed, _ value: Value, _ position: SourcePosition,
    _ lowering: inout Lowering
  ) -> Term {
    lowering.warn(position, "a string is compared with a \(ValueType(value).rawValue)")
    if comparison == .equal || comparison == .notEqual, let text = value.text {
      return string(comparison, subject, text, lowering)
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
    // Text of fields that no schema knows may be a number.
    for index in sides.indices where sides[index].type == .unknown && sides[1 - index].type == .number {
      sides[index].term = .call(.number, insensitive: false, [sides[index].term])
    }
    return .compare(comparison, cased(sides[0], lowering).term, cased(sides[1], lowering).term)
  }
}
