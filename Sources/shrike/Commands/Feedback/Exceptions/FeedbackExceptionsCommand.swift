import ArgumentParser
import Foundation
import Pipeline
import Triage

/// `shrike feedback exceptions`: from a proposal to an exception that hunts obey.
struct FeedbackExceptionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exceptions",
    abstract: "Exceptions: proposed by verdicts, accepted by people, obeyed by hunts with the same store.",
    discussion: """
      An exception is obeyed when two independent people want it (those whose verdicts it rests on included), or one does and \
      the pattern is common on hosts where nothing malicious was found. It never hides high or critical severity, unless two \
      people accept it with --including-high. Whatever it hides is counted by exception in the hunt.
      """,
    subcommands: [
      FeedbackExceptionsProposeCommand.self, FeedbackExceptionsListCommand.self, FeedbackExceptionsAcceptCommand.self,
      FeedbackExceptionsRemoveCommand.self, FeedbackExceptionsImportCommand.self, FeedbackExceptionsExportCommand.self,
    ],
    defaultSubcommand: FeedbackExceptionsProposeCommand.self)

  /// Nanoseconds since 1970.
  static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1e9) }
}

/// Who does something to an exception, and why.
struct ExceptionStepOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The store.", valueName: "file"))
  var store: String

  @Option(help: "Who does this.")
  var by = ProcessInfo.processInfo.environment["USER"] ?? ""

  @Option(help: "Why; kept with the exception.")
  var reason: String

  func validate() throws {
    guard !by.isEmpty else { throw ValidationError("--by says who does this") }
    guard !reason.trimmingCharacters(in: .whitespaces).isEmpty else {
      throw ValidationError("--reason says why; it must not be empty")
    }
  }
}

/// `shrike feedback exceptions propose`.
struct FeedbackExceptionsProposeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "propose",
    abstract: "Exceptions that verdicts ask for, with what they would have hidden and what they would save.",
    discussion: """
      Nothing is applied: an exception is proposed with the alerts of the store that it would have hidden, and with \
      --attacks with those of a store that a hunt through data of attacks has filled. Those that save most alerts a day come \
      first; what saves less than one a month comes last (saves_little).

      Exit status: 0 fine, 1 a store cannot be read, 2 wrong usage.
      """)

  @Option(help: ArgumentHelp("The store.", valueName: "file"))
  var store: String

  @Option(help: ArgumentHelp("A store with alerts on data of attacks.", valueName: "file"))
  var attacks: String?

  @Option(help: "How the result is printed: table, json or ndjson (docs/schemas/exception-proposal.schema.json).")
  var format = OutputFormat.table

  func run() throws {
    try FeedbackFailure.reporting {
      let other = try attacks.map { try FeedbackStore(path: $0) }
      let proposals = try FeedbackStore(path: store).exceptions(attacks: other, at: FeedbackExceptionsCommand.now)
      FeedbackPrinter.print(proposals, as: format)
    }
  }
}

/// `shrike feedback exceptions list`.
struct FeedbackExceptionsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract:
      "Exceptions that were accepted: by whom, when, why, until when, on what grounds, and whether hunts obey them.",
    discussion: "Exit status: 0 fine, 1 the store cannot be read, 2 wrong usage.")

  @Option(help: ArgumentHelp("The store.", valueName: "file"))
  var store: String

  @Flag(help: "Also those that were removed.")
  var removed = false

  @Option(help: "How the result is printed: table, json or ndjson (docs/schemas/exception.schema.json).")
  var format = OutputFormat.table

  func run() throws {
    try FeedbackFailure.reporting {
      let all = try FeedbackStore(path: store).acceptedExceptions(at: FeedbackExceptionsCommand.now)
      FeedbackPrinter.print(all.filter { removed || $0.standing != .removed }, as: format)
    }
  }
}

/// `shrike feedback exceptions accept`.
struct FeedbackExceptionsAcceptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept",
    abstract: "Accept a proposed exception, or agree to one that somebody else accepted.",
    discussion: """
      What would hide an alert on data of attacks, or one that was called malicious, is refused. Every acceptance ends \
      after --days, unless that is 0.

      Exit status: 0 it is in force, 1 it is not (refused, or somebody else has to agree), 2 wrong usage.
      """)

  @Argument(help: "The exception, as propose or list names it.")
  var id: String

  @OptionGroup var step: ExceptionStepOptions

  @Option(help: "Days after which the acceptance ends; 0 for never.")
  var days = 90

  @Flag(help: "Also high and critical severity; counts when two people say so.")
  var includingHigh = false

  @Option(help: ArgumentHelp("A store with alerts on data of attacks.", valueName: "file"))
  var attacks: String?

  @Option(help: "How the result is printed: table, json or ndjson (docs/schemas/exception.schema.json).")
  var format = OutputFormat.table

  func validate() throws {
    guard (0...36_500).contains(days) else { throw ValidationError("--days is 0 to 36500") }
  }

  func run() throws {
    try FeedbackFailure.reporting {
      let now = FeedbackExceptionsCommand.now
      let expires = days == 0 ? nil : now + Int64(days) * 86_400_000_000_000
      let other = try attacks.map { try FeedbackStore(path: $0) }
      let accepted = try FeedbackStore(path: step.store).accept(
        id,
        .init(author: step.by, reason: step.reason, time: now, expires: expires, coversHigh: includingHigh),
        attacks: other)
      FeedbackPrinter.print([accepted], as: format)
      if accepted.standing != .inForce { throw ExitCode(1) }
    }
  }
}

/// `shrike feedback exceptions remove`.
struct FeedbackExceptionsRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "End an exception; its history stays in the store.",
    discussion: "Exit status: 0 fine, 1 there is none, 2 wrong usage.")

  @Argument(help: "The exception.")
  var id: String

  @OptionGroup var step: ExceptionStepOptions

  @Option(help: "How the result is printed: table, json or ndjson (docs/schemas/exception.schema.json).")
  var format = OutputFormat.table

  func run() throws {
    try FeedbackFailure.reporting {
      let removed = try FeedbackStore(path: step.store).remove(
        id, by: step.by, reason: step.reason, at: FeedbackExceptionsCommand.now)
      FeedbackPrinter.print([removed], as: format)
    }
  }
}
