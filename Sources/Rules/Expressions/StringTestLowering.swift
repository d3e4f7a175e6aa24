import ECS

/// Finds the calls that are a test of one string against constants.
enum StringTestLowering {
  static func term(
    _ function: Function, insensitive: Bool, _ terms: [Term], _ arguments: [Syntax], _ position: SourcePosition,
    _ dialect: QueryOptions.Dialect = .elasticsearch
  ) throws(Diagnostic) -> Term? {
    guard let subject = terms.first else { return nil }
    var constants: [[UInt8]] = []
    for term in terms.dropFirst() {
      guard case .constant(.string(let text)) = term else { return nil }
      constants.append(text)
    }
    switch function {
    case .startsWith: return affix(subject, constants, before: false, behind: true, insensitive)
    case .endsWith: return affix(subject, constants, before: true, behind: false, insensitive)
    case .stringContains: return affix(subject, constants, before: true, behind: true, insensitive)
    case .wildcard:
      let hasSingle = dialect == .elasticsearch
      return .test(subject, .like(constants.map { GlobPattern($0, insensitive: insensitive, hasSingle: hasSingle) }))
    case .match:
      var tests: [Term] = []
      for (text, argument) in zip(constants, arguments.dropFirst()) {
        let pattern = dialect == .reference ? referencePattern(text) : text
        tests.append(.test(subject, .regex(try program(pattern, insensitive: insensitive, argument.position))))
      }
      return Folding.or(tests)
    case .arrayContains:
      let values = insensitive ? constants.map(CaseFolding.fold) : constants
      return .test(subject, .oneOf(values, insensitive: insensitive))
    case .cidrMatch: return try networks(subject, constants, arguments)
    default: return nil
    }
  }

  static func program(
    _ text: [UInt8], insensitive: Bool, _ position: SourcePosition
  ) throws(Diagnostic) -> RegexProgram {
    do throws(RegexError) {
      return try RegexProgram(text, insensitive: insensitive)
    } catch {
      throw Diagnostic(position, "regular expression, character \(error.offset + 1): \(error.message)")
    }
  }

  /// `match` of the reference implementation wants the expression at the beginning only.
  private static func referencePattern(_ text: [UInt8]) -> [UInt8] {
    Array("(".utf8) + text + Array(").*".utf8)
  }

  private static func affix(
    _ subject: Term, _ constants: [[UInt8]], before: Bool, behind: Bool, _ insensitive: Bool
  ) -> Term? {
    guard let literal = constants.first, constants.count == 1 else { return nil }
    let pattern = GlobPattern(literal: literal, before: before, behind: behind, insensitive: insensitive)
    return .test(subject, .like([pattern]))
  }

  private static func networks(
    _ subject: Term, _ constants: [[UInt8]], _ arguments: [Syntax]
  ) throws(Diagnostic) -> Term {
    var networks: [IPNetwork] = []
    for (text, argument) in zip(constants, arguments.dropFirst()) {
      guard let network = IPNetwork(String(decoding: text, as: UTF8.self)) else {
        throw Diagnostic(argument.position, "this is no address block, as in '10.0.0.0/8'")
      }
      networks.append(network)
    }
    return .inNetwork(subject, networks)
  }
}
