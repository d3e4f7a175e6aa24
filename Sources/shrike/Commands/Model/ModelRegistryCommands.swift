public import ArgumentParser
import Foundation
public import Lifecycle

/// How the last step of a registry is printed.
enum RegistryStepPrinter {
  static func print(_ registry: ModelRegistry, as format: OutputFormat) throws {
    guard format != .table, let entry = registry.entries.last else {
      return Terminal.write(RegistryText.steps(registry.entries.suffix(1)))
    }
    Terminal.write(try RegistryJSON.step(entry) + [0x0A])
  }
}

/// A registry, and who does a step and why.
struct RegistryStepOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The registry's folder.", valueName: "dir")) var registry: String
  @Option(help: "Who does this.") var by = ProcessInfo.processInfo.environment["USER"] ?? "unknown"
  @Option(help: "Why.") var reason = ""
  @Option(help: "How the step is printed: table, json or ndjson (docs/schemas/registry-step.schema.json).")
  var format = OutputFormat.table

  var actor: ModelRegistry.Actor { .init(by, reason: reason) }
}

/// `shrike model add`.
struct ModelAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Put a signed bundle into a registry.",
    discussion: "--trust names the keys of a registry that is made anew. Exit status: 0 fine, 1 refused, 2 wrong usage."
  )

  @Argument(help: "The bundle.") var bundle: String
  @OptionGroup var step: RegistryStepOptions
  @Option(help: ArgumentHelp("Keys that may sign, for a new registry; may be repeated.", valueName: "keys"))
  var trust: [String] = []

  func run() throws {
    try modelWork {
      let keys = try trust.isEmpty ? nil : trust.flatMap { try KeyFile.trusted($0) }
      var registry = try ModelRegistry(step.registry, creatingWith: keys)
      try registry.add(bundle, by: step.actor)
      try RegistryStepPrinter.print(registry, as: step.format)
    }
  }
}

/// `shrike model list`.
struct ModelListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The versions of a registry's models and their stages.")

  @Argument(help: "The registry's folder.") var registry: String
  @Flag(help: "The log of all steps instead.") var log = false
  @Option(help: "Also which version this host runs.") var host: String?
  @Option(help: "table, json or ndjson.") var format = OutputFormat.table

  func run() throws {
    try modelWork {
      let registry = try ModelRegistry(registry)
      switch format {
      case .table:
        Terminal.write(log ? RegistryText.steps(registry.entries[...]) : RegistryText.table(registry, host: host))
      case .json: Terminal.write(try RegistryJSON(registry).document())
      case .ndjson: Terminal.write(try RegistryJSON(registry).lines())
      }
    }
  }
}

/// `shrike model promote`.
struct ModelPromoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "promote", abstract: "Move a version on: shadow, canary on a share of the hosts, active.",
    discussion: """
      One stage at a time. Canary and active need an evaluation in the bundle that no gate refused. Exit status: 0 fine, 1 \
      refused, 2 wrong usage.
      """)

  @Argument(help: "The model.") var model: String
  @Argument(help: "The version.") var version: String
  @Option(help: "shadow, canary or active.") var to: ReleaseStage
  @Option(help: "The share of hosts of a canary, 0 … 1.") var share: Double?
  @Flag(help: "Go on without an accepted evaluation; --reason must say why, and the log keeps it.") var override = false
  @OptionGroup var step: RegistryStepOptions

  func validate() throws {
    guard to != .canary || share != nil else { throw ValidationError("--to canary needs --share") }
    guard !override || !step.reason.isEmpty else { throw ValidationError("--override needs --reason") }
  }

  func run() throws {
    try modelWork {
      var registry = try ModelRegistry(step.registry)
      try registry.promote(model, version, to: to, share: share, override: override, by: step.actor)
      try RegistryStepPrinter.print(registry, as: step.format)
    }
  }
}

extension ReleaseStage: ExpressibleByArgument {}

/// `shrike model rollback`.
struct ModelRollbackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback", abstract: "Take the version on trial, or else the active one, out of use.")

  @Argument(help: "The model.") var model: String
  @OptionGroup var step: RegistryStepOptions

  func run() throws {
    try modelWork {
      var registry = try ModelRegistry(step.registry)
      let words = try registry.rollBack(model, by: step.actor)
      if step.format == .table { return Terminal.print(words) }
      try RegistryStepPrinter.print(registry, as: step.format)
    }
  }
}

/// `shrike model freeze`.
struct ModelFreezeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "freeze", abstract: "Stop promotions of a model, or allow them again with --off.")

  @Argument(help: "The model.") var model: String
  @Flag(help: "Allow promotions again.") var off = false
  @OptionGroup var step: RegistryStepOptions

  func run() throws {
    try modelWork {
      var registry = try ModelRegistry(step.registry)
      try registry.setFrozen(!off, model, by: step.actor)
      try RegistryStepPrinter.print(registry, as: step.format)
    }
  }
}
