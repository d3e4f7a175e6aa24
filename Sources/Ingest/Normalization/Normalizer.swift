/// The mapping tables that turn what a source says into ECS, compiled.
///
/// A table is text, one line a statement:
/// ```
/// table windows                              # several texts may be parts of one table
/// key winlog.provider_name winlog.event_id   # fields whose values choose the entry (none, one or two)
/// base winlog.event_data.                    # prefix of source names; one that begins with '/' is taken as it is
/// missing - (null)                           # text values (1 to 8 bytes) that count as missing; null and "" always do
/// extension winlog.*                         # targets outside ECS that are meant
/// rename EventData.* -> winlog.event_data.*  # before mapping; 'drop X' removes, 'keep X' leaves; the first that fits
/// before                                     # lines for every event, before its entry is looked for
///   winlog.provider_name < /winlog.channel
/// always                                     # lines for every event, before its entry
///   event.kind = event
/// entry Microsoft-Windows-Sysmon 1,5-7       # lists and ranges; '*' as last value: any, after the exact entry's lines
/// entry "Other Provider" 1                   # entries without lines between them share the lines that follow
///   event.category = process                 # '=' constants: a, b, "quoted, with comma"
///   process.name < Image | basename          # '<' the value of a source, through transforms, when there is one
///   file.path < Folder + '\' + Name          # joined; single quotes hold literals; all parts must be there
///   user.domain, user.name < User | split-user   # several targets; '_' throws a value away
///   related.user <+ User                     # '<+' and '+=' add to a list what it does not have yet
///   host.name <! Computer                    # '<!' replaces what is there
/// fallback                                   # lines for events without an entry
/// finally                                    # lines for every event, after its entry or the fallback
/// ```
/// A target that has a value is left alone by `=` and `<`. Lines of several entries with one key apply in order. Values
/// are fitted to the type of an ECS target: numbers to text, text to integers, addresses and times; what does not fit is
/// left out. Comments stand on lines of their own. Sources may also be targets of earlier lines.
///
/// Immutable and shared; the state that a reader needs is a `NormalizerState`.
public final class Normalizer: Sendable {
  /// The tables of the house.
  public static let shared = Normalizer(lenient: MappingTables.all)

  /// What was wrong with tables that had to be left out; empty for the tables of the house, as tests assure.
  public let problems: [MappingError]

  let parsed: [MappingTable]
  let tables: [CompiledTable]
  let program: MappingProgram
  private let ids: [String: Int]

  /// Compiles tables from their texts.
  public convenience init(texts: [String]) throws(MappingError) {
    var parsed: [MappingTable] = []
    for text in texts { parsed.append(try MappingParser.parse(text)) }
    self.init(parsed: parsed, problems: [])
  }

  /// Compiles the texts that are readable.
  convenience init(lenient texts: [String]) {
    var parsed: [MappingTable] = []
    var problems: [MappingError] = []
    for text in texts {
      do { parsed.append(try MappingParser.parse(text)) } catch { problems.append(error) }
    }
    self.init(parsed: parsed, problems: problems)
  }

  private init(parsed: [MappingTable], problems: [MappingError]) {
    var compiler = MappingCompiler()
    var tables: [CompiledTable] = []
    var ids: [String: Int] = [:]
    for table in parsed where ids[table.name] == nil {
      ids[table.name] = tables.count
      tables.append(compiler.compile(parsed.filter { $0.name == table.name }))
    }
    self.parsed = parsed
    self.problems = problems
    self.tables = tables
    self.ids = ids
    self.program = compiler.program
  }

  /// The table of this name.
  public func table(_ name: String) -> TableID? {
    ids[name].map { TableID(index: $0) }
  }

  /// A word that follows the name of a step; empty when there are fewer.
  func argument(_ step: MappingStep, _ index: Int) -> [UInt8] {
    index < step.argumentCount ? program.texts[program.parts[step.argument + index].text] : []
  }
}

/// A table of one normalizer.
public struct TableID: Sendable, Hashable {
  let index: Int
}
