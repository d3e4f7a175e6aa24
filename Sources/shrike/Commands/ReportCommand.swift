import ArgumentParser
import Evidence
import Lifecycle
import Pipeline
import Report
import Store

/// `shrike report`: the story of performance.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract:
      "How the protection went: what was watched, caught and missed, precision by week, alerts per endpoint-day.",
    discussion: """
      Reads a store that hunts and analysts wrote, and with --registry the evaluations of the models in use. Recall is only \
      stated where findings below the threshold were audited at random (shrike feedback audits, or --audits: one JSON object a \
      line with id, time, propensity, audited, malicious).

      The ten pitfalls of security machine learning are judged for this report; without a temporal split, a simple baseline, \
      detection at a fixed rate of false alerts and an adaptive attack it is stamped as refused.

      Exit status: 0 fine, 1 the report is refused, or the store or another input cannot be read, 2 wrong usage.
      """)

  @Argument(help: "The store.") var store: String
  @Option(name: [.short, .long], help: ArgumentHelp("Write the page here.", valueName: "file.html")) var output: String?
  @Option(help: ArgumentHelp("Audits of findings below the threshold.", valueName: "file.ndjson")) var audits: String?
  @Option(help: ArgumentHelp("The registry of the models in use.", valueName: "dir")) var registry: String?
  @OptionGroup(title: "False alerts that were promised") var budget: BudgetOptions
  @Option(help: "Alerts that are read in a week (in a day, where the alerts span less than three weeks).") var queue =
    50
  @Option(help: "table or json.") var format = OutputFormat.table

  func validate() throws {
    _ = try budget.limits()
    guard queue > 0 else { throw ValidationError("--queue must be positive") }
    guard format != .ndjson else { throw ValidationError("--format is table or json") }
  }

  func run() throws {
    do {
      let card = try card()
      switch format {
      case .json: Terminal.write(try ScorecardJSON(card).document())
      default: Terminal.write(Array(ScorecardText(card).text.utf8))
      }
      if let output { try OutputFile(output).write(ScorecardPage(card).html()) }
      for reason in card.refusals { Terminal.error("refused: \(reason)") }
      if !card.refusals.isEmpty { throw ExitCode(1) }
    } catch let code as ExitCode {
      throw code
    } catch {
      Terminal.error("shrike: \(error)")
      throw ExitCode(1)
    }
  }

  private func card() throws -> Scorecard {
    var options = StoreOptions()
    options.isReadOnly = true
    var builder = ScorecardBuilder(try EventStore(existing: store, options: options))
    builder.budget = try budget.limits()
    builder.queueLength = queue
    if let audits { builder.audits = try AuditRecord.read(audits) }
    var card = try builder.build()
    if let registry { RegistryEvidence(try ModelRegistry(registry)).add(to: &card) }
    ScorecardGates.judge(&card, isRegistryKnown: registry != nil)
    return card
  }
}
