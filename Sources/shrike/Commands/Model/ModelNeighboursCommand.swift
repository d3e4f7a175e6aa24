import ArgumentParser
import Learning
import Lifecycle
import Tables

/// `shrike model neighbours`.
struct ModelNeighboursCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "neighbours",
    abstract: "Put known rows into a packed model, so that explanations name the nearest benign and malicious ones.",
    discussion: """
      The table has the rows that the model learned from; --known says of each, in the same order, what it is: columns label \
      (0, or 1 for what the model looks for), source, name and identity. Only the leaves that a row reaches are kept, one byte a tree, \
      and the texts: no value of any column. Rows that the trees cannot tell apart are one.

      Exit status: 0 written, 1 something is wrong with model or tables, 2 wrong usage.
      """)

  @Argument(help: "The model.") var model: String
  @OptionGroup var input: ModelTableOptions
  @Option(help: ArgumentHelp("The table of labels and names.", valueName: "table")) var known: String
  @Option(help: "The packed model that is written.") var output: String
  @Option(help: "How many trees are looked at, evenly over the model.") var trees = 96
  @Option(help: "How many rows are kept at most, those that are far from each other.") var most = 2500

  func validate() throws {
    guard (1...4096).contains(trees) else { throw ValidationError("--trees is 1 to 4096") }
    guard (1...1 << 20).contains(most) else { throw ValidationError("--most is 1 to 1048576") }
  }

  func run() throws {
    try modelWork {
      let loaded = try LoadedModel(model)
      let table = try ModelTable(try input.read(), for: loaded)
      let rows = try KnownRows.read(try TableFile(known).table())
      guard rows.count == table.count else {
        throw LifecycleError("\(known): has \(rows.count) rows, and \(input.table) \(table.count)")
      }
      var packed = loaded.model
      packed.neighbours = try LeafNeighbours(
        rows, rows: table.rows.span, columns: table.columns, of: packed.ensemble, trees: trees, most: most)
      try OutputFile(output).write(packed.packed())
    }
  }
}
