import ECS
public import Evidence
import Store
public import Triage

/// Exceptions of a store: proposed by verdicts, accepted and removed by people, obeyed by hunts.
extension FeedbackStore {
  /// An exception and what it amounts to.
  public struct StandingException: Sendable, Hashable, Encodable {
    /// The exception.
    public var exception: AlertException
    /// What it amounts to.
    public var standing: ExceptionStanding
    /// Whether it may hide high and critical severity.
    public var hidesHigh: Bool
  }

  /// What somebody says who accepts an exception.
  public struct Acceptance: Sendable {
    /// Who.
    public var author: String
    /// Why.
    public var reason: String
    /// When, in nanoseconds since 1970.
    public var time: Int64
    /// When it ends; nil for never.
    public var expires: Int64?
    /// Whether alerts of high and critical severity are meant too.
    public var coversHigh: Bool

    /// An acceptance by its parts.
    public init(author: String, reason: String, time: Int64, expires: Int64?, coversHigh: Bool = false) {
      self.author = author
      self.reason = reason
      self.time = time
      self.expires = expires
      self.coversHigh = coversHigh
    }

    var step: AlertException.Step {
      .init(.accept, by: author, at: time, reason: reason, expires: expires, coversHigh: coversHigh)
    }
  }

  /// Exceptions that verdicts ask for, with what they would have hidden here and, where it is given, of the alerts of a
  /// store made by hunting through data of attacks. What is in force already is not proposed again.
  public func exceptions(attacks: FeedbackStore? = nil, at now: Int64) throws(HuntError) -> [ExceptionProposal] {
    let obeyed = Set(try acceptedExceptions(at: now).filter { $0.standing == .inForce }.map(\.exception.id))
    return try grounded(attacks: attacks).map(\.proposal).filter { !obeyed.contains($0.id) }
  }

  /// All exceptions that were ever accepted, with what they amount to now.
  public func acceptedExceptions(at now: Int64) throws(HuntError) -> [StandingException] {
    do throws(StoreError) {
      let malicious = try store.maliciousTraits()
      return try store.exceptions().map {
        StandingException(
          exception: $0, standing: $0.standing(at: now, contradicting: malicious), hidesHigh: $0.hidesHigh(at: now))
      }
    } catch {
      throw HuntError("\(error)")
    }
  }

  /// Accepts a proposed exception, or agrees to one that somebody else accepted.
  ///
  /// - Throws: When nothing of this identifier is proposed, or when it would hide an attack.
  public func accept(
    _ id: String, _ acceptance: Acceptance, attacks: FeedbackStore? = nil
  ) throws(HuntError) -> StandingException {
    let proposal = try grounded(attacks: nil).first { $0.proposal.id == id }
    let known = try acceptedExceptions(at: acceptance.time).first { $0.exception.id == id }
    guard known?.standing != .contradicted else {
      throw HuntError("the exception \(id) is contradicted: an alert that it would hide was called malicious")
    }
    guard proposal != nil || known != nil else {
      throw HuntError(
        "no exception \(id) is proposed or known; shrike feedback exceptions propose and list name those that are")
    }
    var exception =
      known?.exception ?? AlertException(id: id, traits: proposal?.proposal.traits.mapValues { [$0] } ?? [:])
    if let attack = try attacks?.alerts().first(where: { exception.matches(AlertTraits($0)) }) {
      throw HuntError(
        "the exception \(id) would hide an attack (\(attack.title)) and is not accepted; take a narrower one of "
          + "shrike feedback exceptions propose --attacks")
    }
    let isTried = attacks != nil || exception.grounds.isTriedOnAttacks
    if let grounds = proposal?.grounds { exception.grounds = grounds }
    exception.grounds.isTriedOnAttacks = isTried
    try add(acceptance.step, to: exception)
    return try standing(of: id, at: acceptance.time)
  }

  /// Ends an exception; its history stays.
  public func remove(
    _ id: String, by author: String, reason: String, at time: Int64
  ) throws(HuntError) -> StandingException {
    let known = try standing(of: id, at: time)
    guard known.standing != .removed else { throw HuntError("the exception \(id) was removed before") }
    try add(.init(.remove, by: author, at: time, reason: reason), to: known.exception)
    return try standing(of: id, at: time)
  }

  /// Adds what a file of Elastic's exception items holds: each item is accepted by whoever it names.
  public func add(_ items: [ElasticExceptionFile.Item], at now: Int64) throws(HuntError) -> [StandingException] {
    var result: [StandingException] = []
    let (_, known) = try book()
    for item in items {
      let id = AlertException.identifier(item.traits)
      let before = try acceptedExceptions(at: now).first { $0.exception.id == id }?.exception
      var exception = before ?? AlertException(id: id, traits: item.traits)
      if before == nil {
        exception.grounds = Self.grounds(of: known.filter { exception.matches($0.traits) })
      }
      // The same file again changes nothing.
      let taken = Set(before?.steps ?? [])
      for step in item.steps where !taken.contains(step) { try add(step, to: exception) }
      result.append(try standing(of: id, at: now))
    }
    return result
  }

  func grounded(attacks: FeedbackStore?) throws(HuntError) -> [ExceptionProposal.Grounded] {
    let (book, known) = try book()
    let caught = try attacks.map { store throws(HuntError) in Self.known(try store.alerts()) } ?? []
    return ExceptionProposal.grounded(book, alerts: known, attacks: caught)
  }

  /// What is known of alerts that an exception from elsewhere would hide. Nobody's verdicts are its grounds.
  private static func grounds(of hidden: Known) -> AlertException.Grounds {
    let hosts = Set(hidden.compactMap { $0.traits.values[.host] }).sorted()
    return AlertException.Grounds(
      alerts: hidden.count, signals: hidden.reduce(0) { $0 + $1.alert.signalCount },
      largestSignals: hidden.map(\.alert.signalCount).max() ?? 1, hosts: Array(hosts.prefix(100)),
      // How common a pattern is counts only where somebody judged it.
      hostCount: 0)
  }

  private func add(_ step: AlertException.Step, to exception: AlertException) throws(HuntError) {
    do throws(StoreError) { try store.add(step, to: exception) } catch { throw HuntError("\(error)") }
  }

  private func standing(of id: String, at time: Int64) throws(HuntError) -> StandingException {
    guard let found = try acceptedExceptions(at: time).first(where: { $0.exception.id == id }) else {
      throw HuntError("there is no exception \(id); shrike feedback exceptions list names those that are")
    }
    return found
  }
}

extension EventStore {
  /// What alerts of the store look like that were called malicious, themselves or with their incident.
  func maliciousTraits(with more: [Verdict] = []) throws(StoreError) -> [AlertTraits] {
    var result: [AlertTraits] = []
    for verdict in try verdicts() + more where verdict.disposition.isMalicious == true {
      if verdict.subjectKind == Verdict.SubjectKind.incident.rawValue {
        for id in try incident(id: verdict.subjectID)?.incident.alertIDs ?? [] {
          if let known = try alert(id: id)?.alert { result.append(AlertTraits(known)) }
        }
      } else if let known = try alert(id: String(verdict.subjectID.prefix { $0 != "#" }))?.alert {
        result.append(AlertTraits(known))
      } else if let traits = verdict.traits {
        result.append(AlertTraits(traits))
      }
    }
    return result.filter { !$0.values.isEmpty }
  }
}
