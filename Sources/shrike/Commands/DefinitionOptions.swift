import ArgumentParser
import Rules

/// Names that EQL queries and rules may use.
struct DefinitionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A file of constants and macros (const NAME = value, macro NAME(a, b) expression) for EQL; may be repeated.",
      valueName: "file"))
  var definitions: [String] = []

  /// The definitions of the files, in the order given; says what is wrong with one, and ends the command.
  func load(dialect: QueryOptions.Dialect = .elasticsearch) throws -> Definitions {
    var result = Definitions()
    for path in definitions {
      do throws(RuleLoadError) {
        try result.add(contentsOf: path, dialect: dialect)
      } catch {
        Terminal.error("shrike: \(error)")
        throw ExitCode(2)
      }
    }
    return result
  }
}
