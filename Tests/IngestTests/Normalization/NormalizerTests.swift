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
    ])
  func errors(text: String, line: Int) {
    #expect { try Normalizer(texts: [text]) } throws: { ($0 as? MappingError)?.line == line }
  }
}
