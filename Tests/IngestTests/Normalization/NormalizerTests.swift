import ECS
import Testing

@testable import Ingest

@Suite("Mapping tables")
struct NormalizerTests {
  private func apply(_ lines: String, _ cells: [(String, Any?)], head: String = "") throws -> NormalizedRow {
    let text = "table t\nbase src.\nmissing - (null)\nextension x.*\n\(head)\nalways\n\(lines)"
    return NormalizedRow(cells, table: "t", normalizer: try Normalizer(texts: [text]))
  }

  @Test("Constants with several values are added once, typed for their field")
  func constants() throws {
    let row = try apply("event.category = a, \"b, c\"\nevent.severity = 7\nevent.category = d", [])
    #expect(row["event.category"] == ["a", "b, c"])
    #expect(row.cells("event.severity").map(\.kind) == [.int])
    #expect(row.cells("event.category").allSatisfy { $0.flags.isSuperset(of: [.mapped, .list, .plain]) })
  }

  @Test("What an event is in one line is the same as in three", arguments: ["", "when A x"])
  func events(condition: String) throws {
    func parsed(_ lines: String) throws -> [MappingLine] {
      try MappingParser.parse("table t\nalways\n\(condition)\n\(lines)").always
    }
    let short = try parsed("event process,file start created\nevent host info")
    let long = try parsed(
      """
      event.category = process, file
      event.type = start
      event.action = created
      event.category = host
      event.type = info
      """)
    #expect(short.map(\.targets) == long.map(\.targets))
    #expect(short.map(\.mode) == long.map(\.mode))
    #expect(short.map(\.condition) == long.map(\.condition))
    let constants = { (line: MappingLine) in
      if case .constants(let values) = line.action { values } else { [] as [String] }
    }
    #expect(short.map(constants) == long.map(constants))
    #expect(short.map(constants).allSatisfy { !$0.isEmpty })
  }

  @Test("A source value is taken without copying its bytes")
  func zeroCopy() throws {
    let row = try apply(
      "process.executable < Image\nprocess.name < Image | basename", [("src.Image", #"C:\W\cmd.exe"#)])
    #expect(row.cells("process.executable")[0].bits == row.cells("src.Image")[0].bits)
    #expect(row["process.name"] == ["cmd.exe"])
    #expect(row.cells("process.name")[0].range.end == row.cells("src.Image")[0].range.end)
  }

  @Test("Missing, null, empty and dash values are skipped", arguments: [nil, "", "-", "(null)"] as [String?])
  func missing(value: String?) throws {
    let row = try apply("user.name < A\nuser.name < B", [("src.A", value), ("src.B", "bob")])
    #expect(row["user.name"] == ["bob"])
  }

  @Test("A target with a value is left alone, replaced or added to, as the operator says")
  func modes() throws {
    let row = try apply(
      "user.name < A\nuser.id <! A\nrelated.user <+ A\nrelated.user <+ B\nrelated.user <+ C",
      [("user.name", "x"), ("user.id", "y"), ("src.A", "a"), ("src.B", "b"), ("src.C", "a")])
    #expect(row["user.name"] == ["x"])
    #expect(row["user.id"] == ["a"])
    #expect(row["related.user"] == ["a", "b"])
  }

  @Test("Every value of a list is mapped")
  func lists() throws {
    let row = try apply("process.args < argv", [("src.argv", "ls"), ("src.other", 1), ("src.argv", "-l")])
    #expect(row["process.args"] == ["ls", "-l"])
  }

  @Test("Entries are chosen by two keys, text without regard to case, numbers also when written as text")
  func entries() throws {
    let text = """
      table t
      key p id
      always
        event.kind = event
      entry Some-Provider 1,3-4
        event.action = one
      entry "With Blank" *
        event.module = blank
        event.action = other
      entry "With Blank" 7
        event.action = seven
      fallback
        event.action = none
      finally
        event.dataset = d
      """
    let normalizer = try Normalizer(texts: [text])
    let cases: [(Any?, Any?, [String])] = [
      ("some-PROVIDER", 1, ["one"]), ("Some-Provider", "4", ["one"]), ("Some-Provider", 2, ["none"]),
      ("with blank", 7, ["seven"]), ("With Blank", 8, ["other"]), ("With Blank", nil, ["other"]), (nil, 1, ["none"]),
      ("Some-Provideq", 1, ["none"]),
    ]
    for (provider, id, expected) in cases {
      let row = NormalizedRow([("p", provider), ("id", id)], table: "t", normalizer: normalizer)
      #expect(row["event.action"] == expected)
      #expect(row["event.kind"] == ["event"] && row["event.dataset"] == ["d"])
    }
    #expect(
      NormalizedRow([("p", "With Blank"), ("id", 7)], table: "t", normalizer: normalizer)["event.module"] == ["blank"])
  }

  @Test(
    "A first key value that ends with * serves everything with that beginning, after exact keys",
    arguments: [
      ("MSSQL$ONE", 5, "five"), ("mssql$two", 6, "any"), ("MSSQL$", 5, "five"), ("MSSQL", 5, "none"),
      ("MSSQL$EXACT", 5, "exact"), ("MSSQL$EXACT", 6, "any"), ("MSSQL$*", 5, "five"),
    ])
  func prefixes(provider: String, id: Int, expected: String) throws {
    let text = """
      table t
      key p id
      entry MSSQL$* 5
        event.action = five
      entry MSSQL$* *
        event.action = any
      entry MSSQL$EXACT 5
        event.action = exact
      fallback
        event.action = none
      """
    let row = NormalizedRow([("p", provider), ("id", id)], table: "t", normalizer: try Normalizer(texts: [text]))
    #expect(row["event.action"] == [expected])
  }

  @Test(
    "Lines between when and end apply when the field has one of the values, those after otherwise when it has not",
    arguments: [
      ("DeleteKey", ["deleted", "both"]), ("deletevalue", ["deleted", "both"]), ("CreateKey", ["other", "both"]),
      ("-", ["other", "both"]), (nil, ["other", "both"]),
    ] as [(String?, [String])])
  func conditions(value: String?, expected: [String]) throws {
    let lines = """
      when Kind DeleteKey DeleteValue
        event.action = deleted
        user.id < Kind | lower
      otherwise
        event.action = other
      end
      event.type = both
      """
    let row = try apply(lines, [("src.Kind", value)])
    #expect(row["event.action"] + row["event.type"] == expected)
    #expect(row["user.id"] == (expected[0] == "deleted" ? [value?.lowercased() ?? ""] : []))
  }

  @Test("A condition without values holds when the field has any, numbers count as numbers, lists by any value")
  func conditionsOnPresence() throws {
    let lines = """
      when A
        event.action = a
      end
      when N 1 0x2 3
        event.reason = n
      end
      when L two
        event.outcome = success
      end
      event.outcome = failure
      """
    let some = try apply(lines, [("src.A", "x"), ("src.N", 3), ("src.L", "one"), ("src.L", "two")])
    #expect(some["event.action"] == ["a"] && some["event.reason"] == ["n"] && some["event.outcome"] == ["success"])
    let none = try apply(lines, [("src.A", "-"), ("src.N", 4), ("src.L", "three")])
    #expect(none["event.action"] == [] && none["event.reason"] == [] && none["event.outcome"] == ["failure"])
  }

  @Test(
    "A condition that is not closed or opened is an error",
    arguments: ["otherwise", "end", "when", "when A\notherwise\notherwise", "when A\nend now"])
  func brokenConditions(lines: String) {
    #expect(throws: MappingError.self) { try apply(lines, []) }
  }

  @Test("Rows are mapped the same whatever rows came before them, in one batch and in several")
  func history() throws {
    let text = """
      table t
      key p id
      base src.
      missing -
      before
        p < /channel | map A=one B=two
      always
        host.name < Host | lower
        event.code < /id
      entry one *
        user.domain, user.name < User | split-user
        process.args, process.args_count < Line | windows-args
        event.type = start, end
        event.action = one
      entry two 7
        user.name < User
        user.name < Other
        user.id <! Other
        related.user <+ /user.name
        related.user <+ Other
      fallback
        event.action = none
      """
    let normalizer = try Normalizer(texts: [text])
    let values: [[(String, Any?)]] = [
      [("p", "one"), ("id", 1), ("src.Host", "PC"), ("src.User", #"D\a"#), ("src.Line", "x y")],
      [("p", "one"), ("id", 1), ("src.Host", "PC"), ("src.User", #"D\a"#), ("src.Line", "x y")],
      [("p", "two"), ("id", 7), ("src.Host", "PC"), ("src.User", "-"), ("src.Other", "o"), ("user.id", "old")],
      [("p", "two"), ("id", 7), ("src.Host", "pc2"), ("src.User", "u"), ("src.Other", "o"), ("user.id", "old")],
      [("channel", "B"), ("id", 7), ("src.Host", "PC"), ("src.User", "-"), ("src.Other", "o")],
      [("channel", "A"), ("id", 7), ("src.Host", "PC"), ("src.User", "a"), ("src.Line", "")],
      [("p", "three"), ("id", 1), ("src.Host", nil), ("src.User", "a"), ("src.Line", "b")],
      [("p", "one"), ("id", 1), ("src.Host", "-"), ("src.User", "a"), ("src.Line", "b"), ("src.Line", "c d")],
      [("p", "one"), ("id", "1"), ("src.Host", 5), ("src.User", true), ("src.Line", "b")],
    ]
    var builder = BatchBuilder(origin: EventOrigin(path: "test", format: "test"), limits: .init(rows: 4))
    var state = NormalizerState(normalizer)
    var generator = SplitMix(state: 5)
    for _ in 0..<400 {
      let cells = values[Int.random(in: values.indices, using: &generator)]
      NormalizedRow.fill(&builder, cells)
      state.apply("t", to: &builder)
      builder.endRow(at: RecordPosition(offset: 0, record: 1))
      let alone = NormalizedRow(cells, table: "t", normalizer: normalizer)
      if builder.isFull || Bool.random(using: &generator) {
        let batch = builder.finish()
        #expect(Self.text(batch, batch.count - 1) == Self.text(alone.batch, 0))
      }
    }
  }

  private static func text(_ batch: EventBatch, _ row: Int) -> String {
    var writer = EventJSONWriter()
    var output: [UInt8] = []
    writer.append(batch, row: row, to: &output)
    return String(decoding: output, as: UTF8.self)
  }

  @Test("Values are fitted to the type of their target")
  func coercion() throws {
    let row = try apply(
      "process.pid < Pid\nsource.ip < Ip\nsource.ip < Ip2\nevent.code < Id\nevent.created < Time\nprocess.exit_code < Bad",
      [
        ("src.Pid", "0x1f4"), ("src.Ip", "LOCAL"), ("src.Ip2", "::ffff:10.0.0.1"), ("src.Id", 4624),
        ("src.Time", "2020-01-02 03:04:05.678"), ("src.Bad", "much"),
      ])
    #expect(row.cells("process.pid")[0].int == 500)
    #expect(row["source.ip"] == ["10.0.0.1"])
    #expect(row.cells("event.code")[0].kind == .string)
    #expect(row["event.created"] == ["2020-01-02T03:04:05.678Z"])
    #expect(row["process.exit_code"] == [])
  }

  @Test("Renaming happens first, drops remove, and what a directive keeps stays")
  func renaming() throws {
    let head = "keep src.k*\ndrop src.secret\nrename src.A -> user.name\nrename data.* -> src.*\nrename * -> x.*"
    let row = try apply(
      "user.id < Id", [("src.A", "a"), ("src.secret", 1), ("data.Id", "7"), ("src.keep", "k"), ("odd", "o")], head: head
    )
    #expect(row["user.name"] == ["a"] && row["user.id"] == ["7"] && row["src.Id"] == ["7"])
    #expect(row["src.secret"] == [] && row["src.keep"] == ["k"] && row["x.odd"] == ["o"])
    #expect(!row.cells("user.name")[0].flags.contains(.mapped))
  }

  @Test("Parts are joined when all of them are there")
  func joins() throws {
    let row = try apply(
      "file.path < Dir + '\\' + Name\nuser.id < Dir + Gone\nx.key < Host + '|' + Pid + '|' + Yes | upper",
      [("src.Dir", #"C:\a"#), ("src.Name", "b.txt"), ("src.Host", "h"), ("src.Pid", 12), ("src.Yes", true)])
    #expect(row["file.path"] == [#"C:\a\b.txt"#])
    #expect(row["user.id"] == [])
    #expect(row["x.key"] == ["H|12|TRUE"])
  }

  @Test("Constants stay right when a row is abandoned and when a batch ends")
  func constantsAcrossRows() throws {
    let normalizer = try Normalizer(texts: ["table t\nalways\nevent.action = the-constant\nuser.name = someone"])
    var builder = BatchBuilder(origin: EventOrigin(path: "", format: ""))
    var state = NormalizerState(normalizer)
    let position = RecordPosition(offset: 0, record: 0)
    state.apply("t", to: &builder)
    builder.abandonRow()
    for round in 0..<3 {
      builder.append(.message, string: "some other text that lies where the constant lay \(round)")
      state.apply("t", to: &builder)
      builder.endRow(at: position)
      state.apply("t", to: &builder)
      builder.endRow(at: position)
      let batch = builder.finish()
      #expect(batch[0][.eventAction] == "the-constant" && batch[1][.eventAction] == "the-constant")
      #expect(batch[1][.userName] == "someone")
      #expect(batch.cells.filter { $0.field == .eventAction }.map(\.bits).count == 2)
      #expect(Set(batch.cells.filter { $0.field == .eventAction }.map(\.bits)).count == 1)
    }
  }

  @Test(
    "A wrong table is refused with its name and line",
    arguments: [
      ("table t\nalways\nuser.name < A | nosuch", 3), ("table t\nuser.name < A", 2),
      ("table t\nalways\nuser.name <", 3),
      ("table t\nalways\na, b < X | lower", 3), ("table t\nalways\na < X | map b", 3), ("table t\nkey a b\nentry c", 3),
      ("table t\nnonsense here", 2), ("table t\nalways\na < \"X", 3), ("table t\nalways\na < X | split ; | lower", 3),
      ("table t\nkey a b\nentry * 1", 3), ("table t\nmissing 123456789", 2), ("table t\nalways\na < b c", 3),
      ("table t\nalways\nevent a", 3), ("table t\nalways\nevent a, b", 3), ("table t\nevent a b", 2),
    ])
  func errors(text: String, line: Int) {
    #expect { try Normalizer(texts: [text]) } throws: { ($0 as? MappingError)?.line == line }
  }
}
