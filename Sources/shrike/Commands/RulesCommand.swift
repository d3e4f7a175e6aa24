import AnomalyJobs
import ArgumentParser
import Pipeline
import Rules

/// `shrike rules`: what rules there are, and whether they are sound.
struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "Check, list and test rules: Shrike's own, Elastic's, Sigma's.",
    subcommands: [RulesCheckCommand.self, RulesListCommand.self, RulesTestCommand.self])
}

/// `shrike rules check`: compiles every rule and says why one does not.
struct RulesCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Compile every rule below some folders and say of each what became of it.",
    discussion: """
      Reads TOML (Shrike's own rules, Elastic's detection rules and endpoint behaviour rules), YAML (Sigma rules, \
      collections, correlations and filters), NDJSON (exports of Elastic's detection engine), told apart by content, and \
      YARA files (.yar, .yara, .rule).

      Exit status: 0 every rule compiles, 1 some do not or there are none, 2 wrong usage.
      """)

  @Argument(help: "Folders or files.")
  var paths: [String]

  @Option(
    help: ArgumentHelp(
      "A folder or file of anomaly jobs that run, for rules about their records; may be repeated.", valueName: "dir"))
  var jobs: [String] = []

  @OptionGroup var placeholders: PlaceholderOptions

  @OptionGroup var definitions: DefinitionOptions

  @Flag(help: "Leave out rules that compile without doubts.")
  var problemsOnly = false

  @Option(help: "How the result is printed: table, json or ndjson.")
  var format = OutputFormat.table

  func run() throws {
    let running = try RuleLoading.jobs(jobs)
    let check = try RuleLoading.check(
      paths, jobs: running, placeholders: placeholders.values, definitions: try definitions.load())
    RulePrinter(format: format).print(check, problemsOnly: problemsOnly)
    if check.entries.isEmpty {
      Terminal.error(
        "shrike: no rule file (.toml, .yml, .yaml, .ndjson, .yar, .yara, .rule) at or below \(paths.joined(separator: ", "))"
      )
    }
    if !check.isClean || check.entries.isEmpty { throw ExitCode(1) }
  }
}

/// `shrike rules list`: the rules that run.
struct RulesListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List rules: the bundled ones, or those below some folders.",
    discussion: "Exit status: 0 fine, 1 a path cannot be read, 2 wrong usage.")

  @Argument(help: "Folders or files; the bundled rules without any.")
  var paths: [String] = []

  @Option(help: "How the rules are printed: table, json or ndjson.")
  var format = OutputFormat.table

  func run() throws {
    let rules = paths.isEmpty ? RuleSet.bundled.rules : try RuleLoading.check(paths).rules.rules
    RulePrinter(format: format).print(rules)
  }
}

/// `shrike rules test`: the test events that rules carry.
struct RulesTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Run the test events that rules carry in their files.",
    discussion: "Exit status: 0 every rule does as its tests say, 1 one does not, or there are no tests, 2 wrong usage."
  )

  @Argument(help: "Folders or files.")
  var paths: [String]

  @OptionGroup var definitions: DefinitionOptions

  @Option(help: "How the result is printed: table, json or ndjson.")
  var format = OutputFormat.table

  func run() throws {
    let check = try RuleLoading.check(paths, definitions: try definitions.load())
    let outcomes = RuleTestRunner.run(check.rules)
    RulePrinter(format: format).print(outcomes, of: check)
    if outcomes.isEmpty || !outcomes.allSatisfy(\.passed) || !check.isClean { throw ExitCode(1) }
  }
}

/// Loads rules for a command, and says what is wrong with a path.
enum RuleLoading {
  static func check(
    _ paths: [String], jobs: Set<String> = [], placeholders: [(name: String, value: String)] = [],
    definitions: Definitions = Definitions()
  ) throws -> RuleCheck {
    do throws(RuleLoadError) {
      return try RuleCheck(paths, jobs: jobs, placeholders: placeholders, definitions: definitions)
    } catch {
      Terminal.error("shrike: \(error)")
      throw ExitCode(1)
    }
  }

  /// The identifiers of the jobs below some paths that can be run.
  static func jobs(_ paths: [String]) throws -> Set<String> {
    paths.isEmpty ? [] : Set(try JobLoading.check(paths).jobs.map(\.id))
  }
}

/// Values that Sigma rules leave to those who run them.
struct PlaceholderOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A value for a placeholder of Sigma rules, %name%, beside those that rule files give; may be repeated.",
      valueName: "name=value"))
  var placeholder: [String] = []

  func validate() throws {
    for text in placeholder where Self.split(text) == nil {
      throw ValidationError("--placeholder wants name=value, not '\(text)'")
    }
  }

  /// Names and values, in the order given.
  var values: [(name: String, value: String)] { placeholder.compactMap(Self.split) }

  private static func split(_ text: String) -> (name: String, value: String)? {
    guard let mark = text.firstIndex(of: "="), mark != text.startIndex else { return nil }
    let name = text[..<mark].drop { $0 == "%" }
    return (String(name.hasSuffix("%") ? name.dropLast() : name), String(text[text.index(after: mark)...]))
  }
}
