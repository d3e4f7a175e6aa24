import ArgumentParser
import Foundation
import Lifecycle
import Triage

/// The model that re-ranks alerts, from a bundle or a registry.
struct QueueModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      A model of the queue (shrike model train on tables of --features) that re-ranks alerts: a bundle's folder, or with \
      --registry the model's name; then every host's alerts are judged by the version that the host runs.
      """, valueName: "bundle"))
  var alertModel: String?

  @Option(help: ArgumentHelp("The registry of --alert-model.", valueName: "dir"))
  var registry: String?

  @OptionGroup var trust: TrustOptions

  func check() throws {
    guard alertModel != nil || (registry == nil && trust.trust.isEmpty && !trust.anyKey) else {
      throw ValidationError("--registry, --trust and --any-key belong to --alert-model")
    }
  }

  /// The model; nil where none is named.
  func model() throws -> QueueModel? {
    guard let alertModel else { return nil }
    guard let registry else {
      let bundle = try ModelBundle(alertModel, trusted: try trust.keys())
      let manifest = bundle.manifest
      return QueueModel(
        name: manifest.name, versions: [try Self.version(bundle, manifest.version, "bundle")])
    }
    let models = try ModelRegistry(registry)
    guard let known = models.state.models[alertModel] else {
      throw LifecycleError("there is no model \(alertModel) in the registry \(registry)")
    }
    let used = [known.active, known.canary].compactMap { $0 }
    guard !used.isEmpty else {
      throw LifecycleError("no version of \(alertModel) is active or a canary; shrike model promote puts one into use")
    }
    let versions = try used.map {
      try Self.version(try models.bundle(alertModel, $0.version), $0.version, $0.stage.rawValue)
    }
    let places = Dictionary(uniqueKeysWithValues: versions.enumerated().map { ($1.name, $0) })
    return QueueModel(name: alertModel, versions: versions) { host in
      models.version(of: alertModel, onHost: host).flatMap { places[$0] }
    }
  }

  private static func version(_ bundle: ModelBundle, _ name: String, _ stage: String) throws -> QueueModel.Version {
    do {
      return try QueueModel.Version(name: name, stage: stage, try LoadedModel(bundle).model)
    } catch let error as QueueModelError {
      throw LifecycleError("\(bundle.folder.path()): \(error)")
    }
  }
}
