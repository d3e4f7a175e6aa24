import ArgumentParser

/// `shrike feedback`: what analysts say, and what follows from it.
struct FeedbackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "feedback",
    abstract: "Verdicts as files: bring them in, take them out, see who disagrees; replay labelled alerts.",
    discussion: """
      Verdicts in a store re-rank the alerts of every shrike hunt --store; shrike hunt --feedback FILE uses a file.
      """,
    subcommands: [
      FeedbackImportCommand.self, FeedbackExportCommand.self, FeedbackStatsCommand.self, FeedbackQueueCommand.self,
      FeedbackExceptionsCommand.self, FeedbackLabelsCommand.self, FeedbackAuditsCommand.self,
      FeedbackFeaturesCommand.self, FeedbackReplayCommand.self,
    ])
}
