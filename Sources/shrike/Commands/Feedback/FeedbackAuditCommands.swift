import ArgumentParser
import Foundation
import Pipeline

/// `shrike feedback audits`.
struct FeedbackAuditsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audits",
    abstract: "Random looks below the threshold: the only way to know what is missed.",
    discussion: """
      draw chooses findings that nobody was shown, each with a probability that is logged before anybody looks; list says what \
      to judge (shrike feedback import takes the verdicts); export writes what is known. shrike report estimates recall from them.
      """,
    subcommands: [FeedbackAuditDrawCommand.self, FeedbackAuditListCommand.self, FeedbackAuditExportCommand.self])
}

/// `shrike feedback audits draw`.
struct FeedbackAuditDrawCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draw",
    abstract: "Draw audits among the alerts that were not shown, and log their probabilities.",
    discussion: """
      Below the threshold are the alerts that a budget held back (shrike hunt --alert-budget) and, with --queue, unjudged alerts \
      that rank below what is read. Half of the audits is spread evenly over all of them, half over three heights equally. \
      An alert takes part in one draw only, and its probability is never changed.

      Exit status: 0 fine, 1 the store cannot be read or there is nothing to draw from, 2 wrong usage.
      """)

  @Option(help: ArgumentHelp("The store.", valueName: "file"))
  var store: String

  @Option(help: "The share of looks: so many audits are expected for each alert that was shown since the last draw.")
  var share = 0.01

  @Option(help: "Alerts that are read of the queue, the riskiest first; all of it where this is left out.")
  var queue: Int?

  @Option(help: "The seed; a new one by default. It is logged.")
  var seed: UInt64?

  @Option(help: "How the result is printed: table, json or ndjson.")
  var format = OutputFormat.table

  func validate() throws {
    guard share > 0, share <= 1 else { throw ValidationError("--share lies above 0 and at most at 1") }
    guard queue ?? 0 >= 0 else { throw ValidationError("--queue must not be negative") }
  }

  func run() throws {
    try FeedbackFailure.reporting {
      let draw = try FeedbackStore(path: store).drawAudits(
        share: share, queue: queue, seed: seed ?? UInt64.random(in: .min ... .max),
        at: Int64(Date().timeIntervalSince1970 * 1e9))
      FeedbackPrinter.print(draw, as: format)
      if draw.findings == 0 || draw.looks == 0 {
        Terminal.error(
          draw.findings == 0
            ? "shrike: \(store): no alert below the threshold that no draw has seen; hunt with --alert-budget, or name --queue"
            : "shrike: \(store): no alert was shown since the last draw, so there is nothing to take a share of")
        throw ExitCode(1)
      }
    }
  }
}

/// `shrike feedback audits list`.
struct FeedbackAuditListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "The audits that wait for a verdict.",
    discussion: """
      A draw counts once everything that it drew is judged; until then its findings are left out, because verdicts that come \
      first are not those of a random part.

      Exit status: 0 fine, 1 the store cannot be read, 2 wrong usage.
      """)

  @Option(help: ArgumentHelp("The store.", valueName: "file"))
  var store: String

  @Option(help: "How the result is printed: table, json or ndjson.")
  var format = OutputFormat.table

  func run() throws {
    try FeedbackFailure.reporting { FeedbackPrinter.print(try FeedbackStore(path: store).audits().open, as: format) }
  }
}

/// `shrike feedback audits export`.
struct FeedbackAuditExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the findings of all complete draws, one a line, for shrike report --audits elsewhere.",
    discussion: """
      As docs/schemas/audit-record.schema.json describes it.

      Exit status: 0 fine, 1 the store cannot be read, 2 wrong usage.
      """)

  @Option(help: ArgumentHelp("The store.", valueName: "file"))
  var store: String

  func run() throws {
    try FeedbackFailure.reporting {
      for record in try FeedbackStore(path: store).audits().records {
        Terminal.write(FeedbackJSON.encode(record) + [0x0A])
      }
    }
  }
}
