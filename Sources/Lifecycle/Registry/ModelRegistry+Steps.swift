public import Foundation

extension ModelRegistry {
  /// Who does a step, when and why.
  public struct Actor: Sendable {
    /// Who.
    public var name: String
    /// Why.
    public var reason: String
    /// Seconds since 1970.
    public var time: Int64

    /// An actor.
    public init(_ name: String, reason: String, time: Int64 = Int64(Date().timeIntervalSince1970)) {
      self.name = name
      self.reason = reason
      self.time = time
    }
  }

  /// Copies a bundle into the registry. Its number must be higher than those of all earlier versions, so that an old bundle
  /// cannot come back as a new one.
  public mutating func add(_ path: String, by actor: Actor) throws(LifecycleError) {
    let bundle = try ModelBundle(path, trusted: trusted, now: actor.time)
    let (model, version) = (bundle.manifest.name, bundle.manifest.version)
    let known = state.models[model]?.versions ?? []
    guard !known.contains(where: { $0.version == version }) else {
      throw LifecycleError("\(model) \(version) is in the registry already; versions do not change")
    }
    if let highest = known.map(\.number).max(), bundle.manifest.number <= highest {
      throw LifecycleError(
        "\(model) \(version) has number \(bundle.manifest.number), and \(highest) is in the registry: an older bundle is refused"
      )
    }
    let target = URL(filePath: place(of: model, version))
    do {
      try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      if FileManager.default.fileExists(atPath: target.path()) { try FileManager.default.removeItem(at: target) }
      try FileManager.default.copyItem(at: bundle.folder, to: target)
    } catch { throw LifecycleError("\(target.path()): \(error.localizedDescription)") }
    _ = try ModelBundle(target.path(), trusted: trusted, now: actor.time)
    var step = step(.add, model, version, by: actor)
    (step.digest, step.bundleNumber) = (bundle.digest, bundle.manifest.number)
    try append(step)
  }

  /// Moves a version on by one stage, or changes the share of a canary.
  ///
  /// Canary and active need an evaluation in the bundle that no gate refused; `override` goes on without, and is in the log.
  public mutating func promote(
    _ model: String, _ version: String, to stage: ReleaseStage, share: Double? = nil, override: Bool = false,
    by actor: Actor
  ) throws(LifecycleError) {
    let known = try self.version(model, version)
    guard state.models[model]?.isFrozen != true else {
      throw LifecycleError("\(model) is frozen; unfreeze it first, or roll back")
    }
    let isWider = stage == .canary && known.stage == .canary
    guard known.stage.next == stage || isWider else {
      let next = known.stage.next.map { "the next stage is \($0.rawValue)" } ?? "it goes nowhere from there"
      throw LifecycleError("\(model) \(version) is \(known.stage.rawValue); \(next)")
    }
    let bundle = try self.bundle(model, version)
    if stage == .canary || stage == .active, !override, let problem = try Self.refusal(of: bundle) {
      throw LifecycleError("\(model) \(version): \(problem); promote it with an override and a reason if you must")
    }
    var step = step(.promote, model, version, by: actor)
    step.stage = stage
    if override { step.reason = "override: " + actor.reason }
    if stage == .canary {
      guard let share, share > 0, share < 1 else { throw LifecycleError("a canary needs a share of hosts, 0 … 1") }
      guard !isWider || share != known.share else { throw LifecycleError("the share is \(share) already") }
      step.share = share
    }
    try append(step)
  }

  /// Why a bundle's evaluation does not allow a release; nil when it does.
  private static func refusal(of bundle: ModelBundle) throws(LifecycleError) -> String? {
    guard let metrics = try bundle.file(ModelBundle.metricsName) else { return "it has no \(ModelBundle.metricsName)" }
    guard let summary = try? JSONDecoder().decode(EvaluationVerdict.self, from: Data(metrics)) else {
      return "its \(ModelBundle.metricsName) has no verdict of the gates (shrike model evaluate writes one)"
    }
    return summary.refused ? "its evaluation was refused: \(summary.reasons.joined(separator: "; "))" : nil
  }

  /// Takes the newest version out of use: a canary or shadow goes, an active one is replaced by the one before it.
  @discardableResult
  public mutating func rollBack(_ model: String, by actor: Actor) throws(LifecycleError) -> String {
    guard let known = state.models[model] else { throw LifecycleError("there is no model \(model) in the registry") }
    if let trial = known.canary ?? known.versions.last(where: { $0.stage == .shadow }) {
      try retire(trial.version, of: model, by: actor)
      return "\(trial.version) is retired; \(known.active.map { "\($0.version) stays active" } ?? "none is active")"
    }
    guard let active = known.active else { throw LifecycleError("no version of \(model) is in use") }
    guard let former = known.formerlyActive.last else {
      throw LifecycleError("\(model) \(active.version) has no version before it to return to")
    }
    try restore(former, of: model, by: actor)
    return "\(former) is active again; \(active.version) is retired"
  }

  /// Takes a version on trial out of use.
  private mutating func retire(_ version: String, of model: String, by actor: Actor) throws(LifecycleError) {
    var step = step(.rollback, model, version, by: actor)
    step.stage = .retired
    try append(step)
  }

  /// Makes a version active again, in place of the one that is.
  private mutating func restore(_ version: String, of model: String, by actor: Actor) throws(LifecycleError) {
    _ = try bundle(model, version)
    var step = step(.rollback, model, version, by: actor)
    step.stage = .active
    try append(step)
  }

  /// Stops or allows promotions of a model.
  public mutating func setFrozen(_ isFrozen: Bool, _ model: String, by actor: Actor) throws(LifecycleError) {
    guard let known = state.models[model] else { throw LifecycleError("there is no model \(model) in the registry") }
    guard known.isFrozen != isFrozen else { return }
    try append(step(isFrozen ? .freeze : .unfreeze, model, "", by: actor))
  }

  /// Looks at what the canary did, or else the active version; when a guard-rail broke, takes that version out of use and freezes the
  /// model. All of it is in the log.
  ///
  /// An active version that has none before it stays: there is nothing to return to, and whether none is better than a
  /// broken one is for people to say. The model is frozen all the same, and the outcome says what broke.
  public mutating func enforce(
    _ guards: GuardRails, _ observation: ReleaseObservation, on model: String, time: Int64
  ) throws(LifecycleError) -> GuardOutcome {
    try observation.check()
    guard let known = state.models[model], let trial = known.canary ?? known.active else {
      throw LifecycleError("no version of \(model) is in use")
    }
    let looks = entries.count { $0.action == .observe && $0.model == model && $0.version == trial.version }
    let broken = guards.broken(observation, look: looks + 1)
    let actor = Actor("guard-rails", reason: broken.isEmpty ? "held" : broken.joined(separator: "; "), time: time)
    try append(step(.observe, model, trial.version, by: actor))
    var isRolledBack = false
    if !broken.isEmpty {
      if known.canary != nil {
        try retire(trial.version, of: model, by: actor)
        isRolledBack = true
      } else if let former = known.formerlyActive.last {
        try restore(former, of: model, by: actor)
        isRolledBack = true
      }
      try setFrozen(true, model, by: actor)
    }
    return GuardOutcome(
      model: model, version: trial.version, look: looks + 1, broken: broken, isRolledBack: isRolledBack,
      versionInUse: state.models[model]?.active?.version, observation: observation)
  }

  private func step(
    _ action: RegistryEntry.Action, _ model: String, _ version: String, by actor: Actor
  ) -> RegistryEntry {
    RegistryEntry(
      number: 0, time: actor.time, actor: actor.name, action: action, model: model, version: version,
      reason: actor.reason, previous: "")
  }
}

/// The part of `metrics.json` that a release depends on.
struct EvaluationVerdict: Decodable {
  var refused: Bool
  var reasons: [String]
}
