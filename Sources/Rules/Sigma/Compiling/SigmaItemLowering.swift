import ECS

/// Turns one field with its modifiers and values into a term.
struct SigmaItemLowering {
  let key: SigmaFieldKey
  /// Where the field is found.
  let fields: SigmaFields

  func term(
    _ values: [DocumentValue], _ placeholders: SigmaPlaceholders, fieldsNamed: (String) -> SigmaFields
  ) throws(Diagnostic) -> Term {
    let given = try SigmaValues(values, key, placeholders)
    var parts = try alternatives(given, values, fieldsNamed)
    if given.hasNull { parts.append(isMissing) }
    let term = key.has(.all) ? Folding.and(parts) : Folding.or(parts)
    return key.has(.neq) ? Folding.negate(.isTrue(term)) : term
  }

  /// What the values ask for: all of it with `all`, else any of it.
  private func alternatives(
    _ given: SigmaValues, _ values: [DocumentValue], _ fieldsNamed: (String) -> SigmaFields
  ) throws(Diagnostic) -> [Term] {
    var result: [Term] = []
    if key.has(.exists) {
      for value in values {
        guard let wanted = value.boolean else { throw Diagnostic(value.position, "'exists' wants true or false") }
        result.append(wanted ? Folding.negate(isMissing) : isMissing)
      }
    } else if key.has(.re) {
      for value in given.written { result.append(try regex(value.text, value.position)) }
    } else if key.has(.cidr) {
      result = try networks(given)
    } else if key.has(.fieldref) {
      for value in given.written { result.append(reference(to: fieldsNamed(value.text).all)) }
    } else if key.asksForNumbers, let part = key.modifiers.compactMap(SigmaTimePart.init).first {
      for value in given.written { result.append(try time(part, value.text, value.position)) }
    } else if key.asksForNumbers, let comparison = key.modifiers.compactMap(\.comparison).first {
      for value in given.written { result.append(try compare(comparison, value.text, value.position)) }
    } else {
      for some in given.texts { result.append(texts(some)) }
    }
    return result
  }

  // MARK: Parts

  private var isMissing: Term { fields.areMissing }

  private func any(_ condition: (FieldID) -> Term) -> Term {
    fields.fulfil(condition)
  }

  /// Any of some texts. An empty one also means that the field is missing: sources write both for "nothing".
  private func texts(_ texts: SigmaTexts) -> Term {
    let term = any { SigmaTextTest.term($0, texts, insensitive: !key.has(.cased)) }
    return texts.hasEmpty ? Folding.or([term, isMissing]) : term
  }

  private func regex(_ pattern: String, _ position: SourcePosition) throws(Diagnostic) -> Term {
    let program = try SigmaRegex.program(pattern, key, position)
    return any { .test(.field($0), .regex(program)) }
  }

  private func networks(_ given: SigmaValues) throws(Diagnostic) -> [Term] {
    var networks: [IPNetwork] = []
    for value in given.written {
      guard let network = IPNetwork(value.text) else {
        throw Diagnostic(value.position, "'\(value.text)' is no address block, as in '10.0.0.0/8'")
      }
      networks.append(network)
    }
    if key.has(.all) { return networks.map { network in any { .inNetwork(.field($0), [network]) } } }
    return networks.isEmpty ? [] : [any { .inNetwork(.field($0), networks) }]
  }

  private func reference(to others: [FieldID]) -> Term {
    let function: Function =
      key.has(.startswith)
      ? .startsWith : key.has(.endswith) ? .endsWith : key.has(.contains) ? .stringContains : .arrayContains
    var terms: [Term] = []
    for field in fields.all {
      for other in others where other != field {
        let operands = [Term.field(field), .field(other)].map { term in
          if case .field(let field) = term, field.type.family != .keyword {
            return Term.call(.string, insensitive: false, [term])
          }
          return term
        }
        terms.append(.call(function, insensitive: !key.has(.cased), operands))
      }
    }
    return Folding.or(terms)
  }

  private func compare(
    _ comparison: Comparison, _ text: String, _ position: SourcePosition
  ) throws(Diagnostic) -> Term {
    let number: Value
    if let integer = Int64(text) {
      number = .integer(integer)
    } else if let double = Double(text), double.isFinite {
      number = .double(double)
    } else {
      throw Diagnostic(position, "'\(text)' is no number")
    }
    return any { field in
      switch field.type.family {
      case .integer, .double: .compare(comparison, .field(field), .constant(number))
      default: .compare(comparison, .call(.number, insensitive: false, [.field(field)]), .constant(number))
      }
    }
  }

  private func time(_ part: SigmaTimePart, _ text: String, _ position: SourcePosition) throws(Diagnostic) -> Term {
    let comparison = key.modifiers.compactMap(\.comparison).first ?? .equal
    if part == .week {
      guard let number = Int64(text), (1...53).contains(number) else {
        throw Diagnostic(position, "'\(text)' is no week")
      }
      return any { .compare(comparison, .call(.week, insensitive: false, [.field($0)]), .constant(.integer(number))) }
    }
    guard let number = Int(text), let pattern = part.pattern(comparison, number) else {
      throw Diagnostic(position, "'\(text)' is no \(part)")
    }
    return try regex(pattern, position)
  }
}

/// A part of a time, asked for in the text of a time (ISO 8601, UTC). No text says the week: that is computed.
enum SigmaTimePart {
  case year, month, week, day, hour, minute

  init?(_ modifier: SigmaModifier) {
    switch modifier {
    case .year: self = .year
    case .month: self = .month
    case .week: self = .week
    case .day: self = .day
    case .hour: self = .hour
    case .minute: self = .minute
    default: return nil
    }
  }

  /// A regular expression for times whose part compares so with a number; `nil` if no time has such a part.
  func pattern(_ comparison: Comparison, _ number: Int) -> String? {
    // The numbers that there are, and the characters before them.
    let range: ClosedRange<Int>
    let skipped: Int
    switch self {
    case .year: (range, skipped) = (1970...2262, 0)
    case .month: (range, skipped) = (1...12, 5)
    case .day: (range, skipped) = (1...31, 8)
    case .hour: (range, skipped) = (0...23, 11)
    case .minute: (range, skipped) = (0...59, 14)
    case .week: return nil
    }
    guard range.contains(number) else { return nil }
    let values = range.filter { value in
      Value.compare(comparison, .integer(Int64(value)), .integer(Int64(number))) == true
    }
    let texts = values.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: "|")
    return "^.{\(skipped)}(?:\(texts.isEmpty ? "x^" : texts))"
  }
}

/// Compares a field with texts.
enum SigmaTextTest {
  /// Whether a field is any of some texts, which are folded if `insensitive`.
  static func term(_ field: FieldID, _ texts: SigmaTexts, insensitive: Bool) -> Term {
    let family = field.type.family
    var plain = texts.literals
    var parts: [Term] = []
    if family != .keyword {
      plain = []
      for literal in texts.literals {
        if let term = typed(field, family, literal) { parts.append(term) } else { plain.append(literal) }
      }
    }
    if !plain.isEmpty { parts.append(.test(.field(field), .oneOf(plain, insensitive: insensitive))) }
    if !texts.patterns.isEmpty { parts.append(.test(.field(field), .like(texts.patterns))) }
    return Folding.or(parts)
  }

  /// A comparison with a field that holds no texts; `nil` where the text is no value of its type.
  private static func typed(_ field: FieldID, _ family: ColumnFamily, _ literal: [UInt8]) -> Term? {
    let text = String(decoding: literal, as: UTF8.self)
    switch family {
    case .integer, .double:
      if let number = Int64(text) { return .compare(.equal, .field(field), .constant(.integer(number))) }
      return Double(text).map { .compare(.equal, .field(field), .constant(.double($0))) }
    case .boolean:
      switch text.lowercased() {
      case "true", "1": return .compare(.equal, .field(field), .constant(.boolean(true)))
      case "false", "0": return .compare(.equal, .field(field), .constant(.boolean(false)))
      default: return nil
      }
    case .ip: return IPNetwork(text).map { .inNetwork(.field(field), [$0]) }
    case .keyword, .date: return nil
    }
  }
}
