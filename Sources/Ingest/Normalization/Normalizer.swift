import Synchronization

/// The mapping tables that turn what a source says into ECS.
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
/// entry MSSQL$* 33205                        # a first value that ends with '*': any with this beginning
///   event process,file start created         # the categories, types and actions that an event has, as constants
///   network.protocol = dns                   # '=' constants: a, b, "quoted, with comma"
///   process.name < Image | basename          # '<' the value of a source, through transforms, when there is one
///   file.path < Folder + '\' + Name          # joined; single quotes hold literals; all parts must be there
///   user.domain, user.name < User | split-user   # several targets; '_' throws a value away
///   related.user <+ User                     # '<+' and '+=' add to a list what it does not have yet
///   host.name <! Computer                    # '<!' replaces what is there
///   when EventType DeleteKey DeleteValue     # the lines up to 'end' apply if the field has one of the values,
///     event.type = deletion                  # or, without values, any
///   otherwise                                # if it has not
///     event.type = change
///   end
/// fallback                                   # lines for events without an entry
/// finally                                    # lines for every event, after its entry or the fallback
/// ```
/// A target that has a value is left alone by `=` and `<`. Lines of several entries with one key apply in order. Values
/// are fitted to the type of an ECS target: numbers to text, text to integers, addresses and times; what does not fit is
/// left out. Comments stand on lines of their own. Sources may also be targets of earlier lines.
///
/// Immutable and shared; the state that a reader needs is a `NormalizerState`, which compiles the entries that it meets.
public final class Normalizer: Sendable {
  /// The tables of the house.
  public static let shared = Normalizer(lenient: MappingTables.all)

  /// The texts of each table, in the order of the names' first appearance.
  private let texts: [[String]]
  private let ids: [String: Int]
  private let indexed: Mutex<[IndexedTable?]>

  /// Takes tables from their texts, and reads them all.
  public convenience init(texts: [String]) throws(MappingError) {
    for text in texts { _ = try MappingParser.parse(text) }
    self.init(lenient: texts)
  }

  /// Takes the texts that are readable; each table is read when it is first used.
  init(lenient texts: [String]) {
    var grouped: [[String]] = []
    var ids: [String: Int] = [:]
    for text in texts {
      guard let name = MappingParser.name(of: text) else { continue }
      if let known = ids[name] {
        grouped[known].append(text)
      } else {
        ids[name] = grouped.count
        grouped.append([text])
      }
    }
    self.texts = grouped
    self.ids = ids
    indexed = Mutex(Array(repeating: nil, count: grouped.count))
  }

  /// The table of this name.
  public func table(_ name: String) -> TableID? {
    ids[name].map { TableID(index: $0) }
  }

  /// The number of tables.
  var tableCount: Int { texts.count }

  /// A table ready to be looked up, read now if nobody has used it yet.
  func indexedTable(_ id: TableID) -> IndexedTable {
    indexed.withLock { indexed in
      if let known = indexed[id.index] { return known }
      let table = IndexedTable(texts[id.index].compactMap { try? MappingParser.parse($0) })
      indexed[id.index] = table
      return table
    }
  }

  // MARK: Review

  /// What is wrong with texts that have to be left out; empty for the tables of the house, as tests assure.
  public var problems: [MappingError] {
    texts.joined().compactMap { text in
      do throws(MappingError) { _ = try MappingParser.parse(text) } catch { return error }
      return nil
    }
  }

  /// The readable texts as they were written.
  var parsed: [MappingTable] { texts.joined().compactMap { try? MappingParser.parse($0) } }
}

/// A table of one normalizer.
public struct TableID: Sendable, Hashable {
  let index: Int
}
