import ArgumentParser
import Foundation
import Lifecycle

/// `shrike model guard`.
struct ModelGuardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "guard",
    abstract: "Hold what a version on trial did against the guard-rails; roll back when one broke.",
    discussion: """
      The observation is a JSON object: alerts, endpointDays, referenceAlerts, referenceEndpointDays, trusted, \
      trustedReported, latency (µs); shrike model monitor --observation writes it. With --format json the outcome is printed as \
      docs/schemas/model-guard.schema.json says. Exit status: 0 all held, 1 one broke, 2 wrong usage.
      """)

  @Argument(help: "The model.") var model: String
  @Argument(help: "The observation's file.") var observation: String
  @Option(help: "The most alerts per endpoint-day against the version in use.") var alertRatio = 2.0
  @Option(help: "The most alerts per endpoint-day.") var alertsPerEndpointDay: Double?
  @Option(help: "The highest rate of reports on known-good inputs.") var falsePositiveRate = 0.001
  @Option(help: "The most microseconds for a score.") var latency: Double?
  @OptionGroup var step: RegistryStepOptions

  func run() throws {
    try modelWork {
      let seen: ReleaseObservation
      do {
        seen = try JSONDecoder().decode(ReleaseObservation.self, from: Data(contentsOf: URL(filePath: observation)))
      } catch { throw LifecycleError("\(observation): is no observation (\(error.localizedDescription))") }
      var rails = GuardRails()
      (rails.alertRatio, rails.alertsPerEndpointDay) = (alertRatio, alertsPerEndpointDay)
      (rails.trustedFalsePositiveRate, rails.latency) = (falsePositiveRate, latency)
      var registry = try ModelRegistry(step.registry)
      let outcome = try registry.enforce(rails, seen, on: model, time: step.actor.time)
      if step.format != .table { Terminal.write(try outcome.json() + [0x0A]) }
      guard outcome.broken.isEmpty else {
        let done =
          outcome.isRolledBack
          ? "rolled back and frozen" : "frozen, and still in use for want of a version before it"
        for reason in outcome.broken { Terminal.error("shrike: \(done): \(reason)") }
        throw ExitCode(1)
      }
      if step.format == .table { Terminal.print("all guard-rails hold") }
    }
  }
}
