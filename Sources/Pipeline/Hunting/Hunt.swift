import AnomalyJobs
import Detectors
import ECS
import Evidence
import Foundation
import Ingest
import Rules
import Store
import Triage

/// The main job: telemetry in, alerts, incidents and ranked hosts and users out.
///
/// Reading, duplicates and order of time come first, then entities, detectors over columns, and triage. See
/// `docs/Architecture.md`.
public struct Hunt {
  private let options: HuntOptions
  private let rules: HuntRules
  private let jobProblems: [String]
  private let jobs: [JobDefinition]
  private let store: EventStore?
  private let feedback: FeedbackFile

  /// Prepares a hunt: loads rules and opens the store.
  public init(_ options: HuntOptions) throws(HuntError) {
    self.options = options
    (jobs, jobProblems) = try Self.jobs(options)
    rules = try HuntRules(options, jobs: jobs)
    var feedback = FeedbackFile()
    for path in options.feedbackPaths { try feedback.read(path) }
    do throws(StoreError) {
      store = try options.storePath.map { path throws(StoreError) in try EventStore(path: path) }
      var authors: [String: String] = [:]
      for verdict in try store?.verdicts() ?? [] { authors[verdict.id] = verdict.author }
      feedback.refuseForeign(authors)
    } catch {
      throw HuntError("\(error)")
    }
    self.feedback = feedback
  }

  /// Hunts through everything below `paths`.
  public func run(
    _ paths: [String], progress: @escaping (HuntProgress) -> Void = { _ in }
  ) throws -> HuntResult {
    let clock = ContinuousClock()
    let start = clock.now
    let key = store?.fingerprintKey ?? (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))
    let archive = EventArchive(store: store)
    var fleet = JobFleet(jobs)
    let parents = try goOn(&fleet)
    let session = HuntSession(options: options, rules: rules, jobs: fleet, key: key, archive: archive)
    var result = HuntResult()
    result.startedAt = WallClock.now
    let now = result.startedAt
    let files = try options.scan.flatMap { HuntFiles.canFind($0) ? try HuntFiles($0, now: now) : nil }
    let foreign = files.map { files in { (member: inout InputWalker.Member) in try files.visit(&member) } }
    result.inputs = try options.reader.read(paths) {
      progress(.reading($0))
    } foreign: { member in
      try foreign?(&member)
    } into: { batch in
      let checked = session.filter.check(batch)
      try store?.ingest(batch, fingerprints: checked.fingerprints, durability: .buffered)
      session.take(batch, checked) { progress(.detecting(events: $0)) }
    }
    if let files { session.take(files.take()) }
    session.finish { progress(.detecting(events: $0)) }
    let budget = try HuntBudget(options, store: store)
    result.budgetProblem = budget.problem
    let history = try earlierAlerts()
    let unseen = session.fill(
      &result, feedback: try feedbackInput(present: now), budget: budget.budget, exceptions: try exceptions(at: now),
      model: options.queueModel.map { ($0, history: history) })
    if options.keepsFeatures {
      result.alertTable = AlertTable(result.alerts + unseen.excepted, history: history, place: unseen.place)
    }
    result.feedbackProblems = feedback.problems.map(\.description)
    if let files {
      result.detectors.append(.init(id: HuntFiles.detector, purpose: HuntFiles.purpose, signals: files.count))
    }
    result.version = ShrikeVersion.current
    result.ruleCount = rules.ofEvents.rules.count
    result.ruleProblems = rules.problems + jobProblems
    result.waitingRules = rules.waiting
    result.evidenceProblem = archive.failure
    try save(result, unseen)
    // A hunt that read nothing has taught them nothing.
    if result.inputs.contains(where: { $0.format != nil }) { try keep(session.jobs, parents) }
    result.leaveOut(unseen.held)
    result.alertGroups = AlertGroups(result.alerts.prefix(AlertGroups.most).map { ($0, AlertTraits($0)) }).groups
    let elapsed = (clock.now - start).components
    result.elapsed = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
    return result
  }

  /// The verdicts of the files and of the store, each once, first to last.
  private func knownVerdicts() throws -> [Verdict] {
    var verdicts: [String: Verdict] = [:]
    for verdict in try store?.verdicts() ?? [] { verdicts[verdict.id] = verdict }
    for verdict in feedback.verdicts { verdicts[verdict.id] = verdict }
    return verdicts.values.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
  }

  private func feedbackInput(present: Int64) throws -> FeedbackInput? {
    let verdicts = try knownVerdicts()
    return verdicts.isEmpty ? nil : FeedbackInput(verdicts, present: present)
  }

  /// The alerts of the store, for features that count earlier ones.
  private func earlierAlerts() throws -> [Alert] {
    guard let store, options.keepsFeatures || options.queueModel != nil else { return [] }
    return try store.alerts(FindingQuery(order: .time, limit: FeedbackStore.mostAlerts)).map(\.alert)
  }

  /// What people accepted not to be shown.
  private func exceptions(at now: Int64) throws -> ExceptionFilter? {
    guard let store else { return nil }
    let accepted = try store.exceptions()
    guard !accepted.isEmpty else { return nil }
    return ExceptionFilter(accepted, malicious: try store.maliciousTraits(with: feedback.verdicts), now: now)
  }

  private func save(_ result: HuntResult, _ unseen: HuntSession.Unseen) throws {
    guard let store else { return }
    let all = result.alerts + unseen.excepted
    try store.flush()
    try HuntBudget.save(unseen.budget, in: store, at: result.startedAt)
    try store.save(all)
    try store.place(
      all.map(\.id), held: unseen.held, excepted: unseen.exceptionOfAlert, by: "shrike hunt", at: result.startedAt)
    try store.save(result.incidents)
    try store.save(result.hosts + result.users + result.accounts, at: result.startedAt)
  }

  // MARK: Anomaly jobs

  private func goOn(_ fleet: inout JobFleet) throws(HuntError) -> [String: Int] {
    guard let folder = options.jobState else { return [:] }
    do throws(JobError) {
      return try fleet.goOn(from: folder)
    } catch {
      throw HuntError("\(error)")
    }
  }

  private func keep(_ jobs: [AnomalyJob], _ parents: [String: Int]) throws(HuntError) {
    guard let folder = options.jobState else { return }
    do throws(JobError) {
      try folder.keep(jobs, parents: parents)
    } catch {
      throw HuntError("what the jobs have learnt could not be kept: \(error)")
    }
  }

  private static func jobs(_ options: HuntOptions) throws(HuntError) -> ([JobDefinition], [String]) {
    guard !options.jobPaths.isEmpty else { return ([], []) }
    do throws(JobError) {
      let check = try JobCheck(options.jobPaths)
      let failed = check.entries.filter { !$0.loaded }
      return (check.jobs, failed.map { "\($0.path): \($0.reason ?? "")" })
    } catch {
      throw HuntError("\(error)")
    }
  }
}
