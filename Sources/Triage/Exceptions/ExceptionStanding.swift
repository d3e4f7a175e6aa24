public import Evidence

/// What an exception amounts to now, and why.
public enum ExceptionStanding: String, Sendable, Hashable, Codable, CaseIterable {
  /// It is obeyed.
  case inForce = "in_force"
  /// One person wants it and the pattern is not common: somebody else has to agree.
  case needsSecondAnalyst = "needs_second_analyst"
  /// An alert that it would hide was called malicious.
  case contradicted
  /// Its time is over.
  case expired
  /// It was removed.
  case removed

  /// In a sentence.
  public var words: String {
    switch self {
    case .inForce: "in force"
    case .needsSecondAnalyst: "needs a second analyst"
    case .contradicted: "contradicted by a verdict"
    case .expired: "expired"
    case .removed: "removed"
    }
  }
}

extension AlertException {
  /// The identifier of an exception for some traits.
  public static func identifier(_ traits: [String: [String]]) -> String {
    let text = traits.sorted { $0.key < $1.key }.map {
      "\($0.key)\u{1F}\($0.value.sorted().joined(separator: "\u{1F}"))"
    }
    return "x-" + StableID.of(text.joined(separator: "\u{1E}")).prefix(16)
  }

  /// Whether it speaks about an alert that looks like this.
  public func matches(_ alert: AlertTraits) -> Bool {
    guard traits["rule"] != nil, traits.count > 1 else { return false }
    return traits.allSatisfy { name, wanted in
      AlertTraits.Trait(rawValue: name).flatMap { alert.values[$0] }.map(wanted.contains) ?? false
    }
  }

  /// What it amounts to.
  ///
  /// Leaving out takes two independent people, those who gave the verdicts that it rests on included, or one and a pattern that is
  /// common on hosts where nothing malicious was found. An acceptance counts until it expires.
  ///
  /// - Parameter contradicting: what alerts look like that were called malicious.
  public func standing(
    at now: Int64, contradicting: [AlertTraits] = [], policy: FeedbackPolicy = FeedbackPolicy()
  ) -> ExceptionStanding {
    guard !acceptances.isEmpty else { return .removed }
    let valid = validAcceptances(at: now)
    guard !valid.isEmpty else { return .expired }
    if contradicting.contains(where: matches) { return .contradicted }
    let people = Set(valid.map(\.author)).union(grounds.analysts)
    return people.count > 1 || grounds.hostCount >= policy.benignHosts ? .inForce : .needsSecondAnalyst
  }

  /// The acceptances that have not expired.
  func validAcceptances(at now: Int64) -> [Step] { acceptances.filter { $0.expires.map { $0 > now } ?? true } }

  /// Whether it may hide high and critical severity: only two different people who both say so can do that. Verdicts and prevalence
  /// do not count for it.
  public func hidesHigh(at now: Int64) -> Bool {
    Set(validAcceptances(at: now).filter(\.coversHigh).map(\.author)).count > 1
  }
}
