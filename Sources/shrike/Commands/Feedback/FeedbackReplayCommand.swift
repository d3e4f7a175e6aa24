public import ArgumentParser
public import Pipeline

/// `shrike feedback replay`.
struct FeedbackReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Replay labelled alerts with their labels as verdicts: how much must be read, with and without learning.",
    discussion: """
      Reads alerts in the shape of AIT-ADS (CSV with time, name, ip, host, time_label and event_label; archives and \
      folders are walked). With two or more scenarios each is measured after learning from the others.

      Exit status: 0 fine, 1 the scenarios cannot be read, 2 wrong usage.
      """)

  @Argument(help: "Files, archives and folders of scenarios.")
  var paths: [String]

  @Option(help: "The truth of an alert: event (the step that caused it) or time (the step that ran).")
  var truth = AlertScenario.Truth.event

  @Option(help: "How the result is printed: table, json or ndjson.")
  var format = OutputFormat.table

  func run() throws {
    try FeedbackFailure.reporting {
      let scenarios = try paths.flatMap { try AlertScenario.read($0) }
      for problem in scenarios.flatMap(\.problems) { Terminal.error("shrike: \(problem)") }
      for scenario in scenarios {
        Terminal.progress("replaying \(scenario.name)")
        let result = AlertReplay(truth: truth).run(scenario, trainedOn: scenarios)
        Terminal.clearProgress()
        FeedbackPrinter.print(result, as: format)
      }
    }
  }
}

extension AlertScenario.Truth: ExpressibleByArgument {}
