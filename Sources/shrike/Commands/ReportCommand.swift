import ArgumentParser
import Evidence
import Foundation
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
      Reads a store that hunts and analysts wrote. Recall is only stated where findings below the threshold were audited at \
      random (--audits, one JSON object a line: id, time, propensity, audited, malicious).

      Exit status: 0 fine, 1 the store or the audits cannot be read, 2 wrong usage.
      """)

  @Argument(help: "The store.") var store: String
  @Option(name: [.short, .long], help: ArgumentHelp("Write the page here.", valueName: "file.html")) var output: String?
  @Option(help: ArgumentHelp("Audits of findings below the threshold.", valueName: "file.ndjson")) var audits: String?
  @Option(help: "False alerts a day that were promised.") var alertBudget: Double?
  @Option(help: "Alerts of a queue that is read.") var queue = 50
  @Option(help: "table or json.") var format = OutputFormat.table

  func validate() throws {
    guard alertBudget ?? 0 >= 0, queue > 0 else { throw ValidationError("--alert-budget and --queue must be positive") }
    guard format != .ndjson else { throw ValidationError("--format is table or json") }
  }

  func run() throws {
    do {
      var options = StoreOptions()
      options.isReadOnly = true
      guard FileManager.default.fileExists(atPath: store) else { throw HuntError("\(store): there is no such store") }
      var builder = ScorecardBuilder(try EventStore(path: store, options: options))
      builder.budget = alertBudget
      builder.queueLength = queue
      if let audits { builder.audits = try AuditRecord.read(audits) }
      let card = try builder.build()
      switch format {
      case .json: Terminal.write(try ScorecardJSON(card).document())
      default: Terminal.write(Array(ScorecardText(card).text.utf8))
      }
      if let output { try OutputFile(output).write(ScorecardPage(card).html()) }
    } catch let code as ExitCode {
      throw code
    } catch {
      Terminal.error("shrike: \(error)")
      throw ExitCode(1)
    }
  }
}
