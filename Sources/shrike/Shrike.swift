import ArgumentParser
import Glibc
import Pipeline

/// The one binary. Every command is a file of its own and holds no logic beyond its options.
@main
struct Shrike: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shrike",
    abstract: "Machine-learning protections for endpoints: hunt through telemetry of Windows, macOS and Linux.",
    discussion: "Exit status: 0 fine, 1 found or failed as the command's help says, 2 wrong usage.",
    version: ShrikeVersion.current,
    subcommands: [
      HuntCommand.self, ScanCommand.self, ListsCommand.self, QueryCommand.self, NormalizeCommand.self,
      RulesCommand.self,
      FeaturesCommand.self,
      SimulateCommand.self,
      FeedbackCommand.self,
      OutliersCommand.self, ClusterCommand.self,
      JobsCommand.self,
      ModelCommand.self, ReportCommand.self,
      FieldsCommand.self,
    ]
  )

  static func main() {
    Allocation.keepFreedMemory()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      // ArgumentParser's own code for wrong usage is 64; ours is documented as 2.
      let code = exitCode(for: error)
      guard code != .validationFailure else {
        Terminal.error(fullMessage(for: error))
        Glibc.exit(2)
      }
      exit(withError: error)
    }
  }
}
