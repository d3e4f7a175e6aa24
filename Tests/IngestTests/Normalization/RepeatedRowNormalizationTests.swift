import ECS
import Testing

@testable import Ingest

/// Of a row only those lines are followed again that depend on what is not as in the row before. A state that has seen nothing
/// follows them all, so it says what the outcome has to be.
@Suite struct RepeatedRowNormalizationTests {
  /// Lines of every kind: constants, values, chains, splitters, joined texts, lists, tests, and targets that are sources.
  static let lines = [
    "event.kind = event", "event.category = a, b", "host.name < Host | lower", "user.id < Id", "user.id < Alt",
    "user.domain, user.name < User | split-user", "process.pid < Pid", "process.executable < Image",
    "process.name < Image | basename", "process.name < Other", #"file.path < Dir + '\' + Name"#,
    "process.args, process.args_count < Line | windows-args", "process.command_line < Line",
    "event.outcome < Status | map 0x0=success *=failure", "related.user <+ /user.name", "related.user <+ User",
    "related.hosts <+ /host.name", "related.ip <+ Ip", "source.ip < Ip", "event.type += change", "event.code < /id",
    "rule.name < /event.action", "rule.name < /process.name | upper", "event.created < Time | date",
    "x.list < List | split ;", "x.many < Many", "x.many < Other | prefix o",
    "when Status 0x0\nevent.action = good\nuser.id < Alt\notherwise\nevent.action = bad\nhost.name < Name\nend",
    "when Other\nevent.reason < Other\nrelated.user <+ Other\nend",
    "when /user.name root admin\nevent.type += admin\nend",
  ]

  static let fields = [
    "Host", "Id", "Alt", "User", "Pid", "Image", "Other", "Dir", "Name", "Line", "Status", "Ip", "Time", "List", "Many",
  ].map { "src.\($0)" }

  static let texts = [
    "-", "", "PC", "pc", #"D\root"#, "admin", #"C:\Windows\cmd.exe"#, #"C:\Program Files\a b.exe" -x "y z""#, "0x0",
    "0x5",
    "10.0.0.1", "2020-01-02 03:04:05.678", "a;b;;c", "x", "17", "tab\there", "one", "two",
  ]

  static func table(_ generator: inout SplitMix) -> String {
    var text = "table t\nkey p id\nbase src.\nmissing -\nextension x.* src.*\n"
    for section in ["always", "entry one 1", "entry one 2", "fallback", "finally"] {
      text += section + "\n"
      for line in lines.shuffled(using: &generator).prefix(Int.random(in: 1..<14, using: &generator)) {
        text += line + "\n"
      }
      // Emptied cells cannot be taken over by later rows; few tables have such lines.
      if Int.random(in: 0..<20, using: &generator) == 0 { text += "host.name <! Name\n" }
    }
    return text
  }

  /// Rows of a few shapes in which some values change from one to the next.
  private struct Rows {
    var shapes: [[String]]
    var values: [String: Any?]

    init(_ generator: inout SplitMix) {
      shapes = (0..<3).map { _ in
        var shape = fields.filter { _ in Int.random(in: 0..<4, using: &generator) > 0 }
        // A field with several values, and more cells than a word has bits.
        if Bool.random(using: &generator) { shape += ["src.Many", "src.User", "src.Ip"] }
        if Int.random(in: 0..<4, using: &generator) == 0 { shape += (0..<60).map { "src.Filler\($0)" } + ["src.Line"] }
        return ["p", "id"] + shape
      }
      values = ["p": "one", "id": 1]
    }

    mutating func next(_ generator: inout SplitMix) -> [(String, Any?)] {
      let shape = shapes.randomElement(using: &generator) ?? []
      for field in shape where values[field] == nil || Int.random(in: 0..<7, using: &generator) == 0 {
        switch field {
        case "p": values[field] = ["one", "two"].randomElement(using: &generator)
        case "id": values[field] = Int.random(in: 1..<3, using: &generator)
        case "src.Pid": values[field] = Int.random(in: 1..<4, using: &generator)
        default: values[field] = texts.randomElement(using: &generator)
        }
      }
      return shape.map { ($0, values[$0] ?? nil) }
    }
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func rowsAreThoseOfAStateThatHasSeenNothing(seed: UInt64) throws {
    var generator = SplitMix(state: seed)
    let normalizer = try Normalizer(texts: [Self.table(&generator)])
    var rows = Rows(&generator)
    var builder = BatchBuilder(origin: EventOrigin(path: "test", format: "test"))
    var state = NormalizerState(normalizer)
    var writer = EventJSONWriter()
    for _ in 0..<3 {
      // The first row of a batch brings the texts that the others share.
      for text in Self.texts { builder.append(.named("x.text"), string: text) }
      let known = (0..<Self.texts.count).map { builder[rowCell: $0] }
      builder.endRow(at: RecordPosition(offset: 0, record: 0))
      var expected: [String] = []
      for number in 1...80 as ClosedRange<UInt64> {
        let cells = rows.next(&generator)
        for (path, value) in cells {
          if let text = value as? String, let place = Self.texts.firstIndex(of: text) {
            var cell = known[place]
            cell.field = .named(path)
            builder.append(cell)
          } else {
            NormalizedRow.fill(&builder, [(path, value)])
          }
        }
        state.apply("t", to: &builder)
        expected.append(Self.lines(NormalizedRow(cells, table: "t", normalizer: normalizer).batch)[0])
        builder.endRow(at: RecordPosition(offset: 0, record: number))
      }
      let batch = builder.finish()
      var output: [UInt8] = []
      writer.appendLines(batch, to: &output)
      let written = output.split(separator: 0x0A).dropFirst().map { String(decoding: $0, as: UTF8.self) }
      #expect(written == expected)
      #expect(Array(Self.lines(batch).dropFirst()) == expected)
    }
  }

  /// Each event as a writer that has seen nothing writes it.
  private static func lines(_ batch: EventBatch) -> [String] {
    (0..<batch.count).map { row in
      var writer = EventJSONWriter()
      var output: [UInt8] = []
      writer.append(batch, row: row, to: &output)
      return String(decoding: output, as: UTF8.self)
    }
  }

  @Test("What has to be followed is what depends on the cells that changed")
  func reach() {
    let code = (0..<70).map { index in
      RowInstruction(
        code: .copy, flags: index == 5 ? .looks : [], sources: index % 3 == 0 ? RowChanges.bit(ofCell: index) : 0)
    }
    let reach = RowReach(code, cells: 80)
    #expect(reach.changes(0, from: 7).instructions == 0)
    let changes = reach.changes(1 << 3 | 1 << 6, from: 7)
    #expect(changes.instructions == 1 << 3 | 1 << 6 && changes.row == 7 && !changes.looks)
    #expect(changes.next(100, in: 100..<170) == 103)
    #expect(changes.next(104, in: 100..<170) == 106)
    #expect(changes.next(107, in: 100..<170) == 170)
    // Cells and instructions from 63 on are one.
    let late = reach.changes(1 << 63, from: 7)
    #expect(late.next(100, in: 100..<170) == 163 && late.next(168, in: 100..<170) == 168)
  }
}
