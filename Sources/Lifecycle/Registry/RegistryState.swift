/// Where all models of a registry stand after the steps of its log.
public struct RegistryState: Sendable, Hashable {
  /// One version of a model.
  public struct Version: Sendable, Hashable {
    /// Its name.
    public var version: String
    /// How far it has come.
    public var stage = ReleaseStage.added
    /// The share of hosts, of a canary.
    public var share = 0.0
    /// The digest of the bundle's manifest, and its number.
    public var digest: String
    /// See `digest`.
    public var number: Int
    /// When the stage was entered, in seconds since 1970.
    public var since: Int64
  }

  /// One model.
  public struct Model: Sendable, Hashable {
    /// Its versions in the order in which they came.
    public var versions: [Version] = []
    /// Nothing is promoted while it is frozen.
    public var isFrozen = false
    /// Versions that were active, the latest last: what a roll-back returns to.
    public var formerlyActive: [String] = []

    /// The version in use.
    public var active: Version? { versions.first { $0.stage == .active } }
    /// The version that some hosts run.
    public var canary: Version? { versions.first { $0.stage == .canary } }
  }

  /// The models by name.
  public var models: [String: Model] = [:]

  /// The state after some steps.
  public init(_ entries: [RegistryEntry]) {
    for entry in entries { apply(entry) }
  }

  private mutating func apply(_ entry: RegistryEntry) {
    var model = models[entry.model] ?? Model()
    switch entry.action {
    case .add:
      model.versions.append(
        Version(
          version: entry.version, digest: entry.digest ?? "", number: entry.bundleNumber ?? 0, since: entry.time))
    case .promote, .rollback: Self.move(&model, entry)
    case .freeze: model.isFrozen = true
    case .unfreeze: model.isFrozen = false
    case .observe: break
    }
    models[entry.model] = model
  }

  /// A version enters a stage; the one that held an exclusive stage leaves it.
  private static func move(_ model: inout Model, _ entry: RegistryEntry) {
    guard let stage = entry.stage, let index = model.versions.firstIndex(where: { $0.version == entry.version }) else {
      return
    }
    if stage == .active || stage == .canary {
      for other in model.versions.indices where other != index && model.versions[other].stage == stage {
        model.versions[other].stage = .retired
        model.versions[other].since = entry.time
        if stage == .active, entry.action == .promote { model.formerlyActive.append(model.versions[other].version) }
      }
    }
    if entry.action == .rollback, stage == .active { model.formerlyActive.removeAll { $0 == entry.version } }
    model.versions[index].stage = stage
    model.versions[index].share = stage == .canary ? entry.share ?? 0 : 0
    model.versions[index].since = entry.time
  }
}
