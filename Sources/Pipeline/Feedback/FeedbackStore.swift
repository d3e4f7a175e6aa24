public import Evidence
import Store
import Triage

/// Verdicts in a store: brought in, taken out, and what they amount to.
public struct FeedbackStore {
  let store: EventStore

  /// What an import did.
  public struct Import: Sendable, Hashable, Encodable {
    /// Verdicts that are new or replaced one with the same identifier.
    public var verdicts = 0
    /// Reactions in the files that the store did not have yet.
    public var newReactions = 0
    /// All reactions that the store keeps now.
    public var reactions = 0
    /// Verdicts that are inferred from all of them.
    public var inferred = 0
    /// Kept reactions that give no verdict: they say too little, or somebody judged the subject.
    public var undecidedReactions = 0
    /// Elastic alerts that nobody has decided.
    public var undecidedAlerts = 0
    /// Verdicts about subjects that are neither in the store nor described by traits.
    public var unknownSubjects = 0
    /// Lines that could not be read.
    public var problems = 0
    /// What a person should look at.
    public var flags: [String] = []
  }

  /// Opens a store.
  ///
  /// - Parameter creates: Whether one is made where there is none; otherwise that is an error, so that a name that was mistyped is
  ///   told and leaves no empty store behind.
  public init(path: String, creates: Bool = false) throws(HuntError) {
    do throws(StoreError) {
      store = creates ? try EventStore(path: path) : try EventStore(existing: path)
    } catch {
      throw HuntError("\(error)")
    }
  }

  /// Adds what a file holds. A verdict that would replace one of another author is refused and becomes a problem of the file: what
  /// somebody said is changed by nobody else. Verdicts on alerts of the store get the traits of their alert, so that they can be used where
  /// the alert is not at hand.
  ///
  /// Reactions are kept, and what they mean is estimated anew from all that the store has: the result does not depend on the order of imports.
  public func add(_ file: inout FeedbackFile) throws(HuntError) -> Import {
    var result = Import()
    do throws(StoreError) {
      var authors: [String: String] = [:]
      for verdict in try store.verdicts() { authors[verdict.id] = verdict.author }
      file.refuseForeign(authors)
      let explicit = try file.verdicts.map { verdict throws(StoreError) in try described(verdict) }
      try store.save(explicit)
      result.newReactions = try store.save(file.reactions)
      let reactions = try store.reactions()
      let inferred = try inferred(from: reactions)
      result.verdicts = explicit.count
      result.reactions = reactions.count
      result.inferred = inferred.count
      result.undecidedReactions = reactions.count - inferred.count
      result.flags = FeedbackFlag.future(reactions, present: WallClock.now).map(\.words)
      result.unknownSubjects = (explicit + inferred).count { $0.traits == nil && $0.subjectKind != "incident" }
      for verdict in explicit + inferred where verdict.subjectKind == "incident" {
        if try store.incident(id: verdict.subjectID) == nil { result.unknownSubjects += 1 }
      }
    } catch {
      throw HuntError("\(error)")
    }
    result.undecidedAlerts = file.undecided
    result.problems = file.problems.count
    return result
  }

  /// What is inferred from reactions, in the store in the place of what was inferred before.
  private func inferred(from reactions: [FeedbackReaction]) throws(StoreError) -> [Verdict] {
    let known = try store.verdicts().filter { $0.source != ImplicitFeedback.source }
    let implicit = ImplicitFeedback(reactions, explicit: known, present: WallClock.now)
    let verdicts = try implicit.verdicts.map { verdict throws(StoreError) in try described(verdict) }
    try store.replaceInferred(with: verdicts)
    return verdicts
  }

  /// What people did, by author, subject, action and time.
  public func reactions() throws(HuntError) -> [FeedbackReaction] {
    do throws(StoreError) { return try store.reactions() } catch { throw HuntError("\(error)") }
  }

  /// All verdicts, first to last.
  public func verdicts() throws(HuntError) -> [Verdict] {
    do throws(StoreError) { return try store.verdicts() } catch { throw HuntError("\(error)") }
  }

  /// The alerts of the store, the riskiest first.
  public func alerts() throws(HuntError) -> [Alert] {
    do throws(StoreError) {
      return try store.alerts(FindingQuery(limit: Self.mostAlerts)).map(\.alert)
    } catch {
      throw HuntError("\(error)")
    }
  }

  /// The alerts of the store with where they stand.
  func storedAlerts() throws(HuntError) -> [StoredAlert] {
    do throws(StoreError) { return try store.alerts(FindingQuery(order: .time, limit: Self.mostAlerts)) } catch {
      throw HuntError("\(error)")
    }
  }

  /// The alerts of each incident, for verdicts on incidents.
  func incidents() throws(HuntError) -> [String: [String]] {
    do throws(StoreError) {
      let all = try store.incidents(FindingQuery(limit: Self.mostAlerts)).map(\.incident)
      return Dictionary(all.map { ($0.id, $0.alertIDs) }) { first, _ in first }
    } catch {
      throw HuntError("\(error)")
    }
  }

  /// Alerts looked at.
  static let mostAlerts = 100_000

  private func described(_ verdict: Verdict) throws(StoreError) -> Verdict {
    guard verdict.traits == nil else { return verdict }
    var verdict = verdict
    switch Verdict.SubjectKind(rawValue: verdict.subjectKind) {
    case .file: verdict.traits = ["file": verdict.subjectID]
    case .user: verdict.traits = ["user": verdict.subjectID]
    default:
      let id = String(verdict.subjectID.prefix { $0 != "#" })
      if let alert = try store.alert(id: id) { verdict.traits = AlertTraits(alert.alert).named }
    }
    return verdict
  }
}
