import Foundation
import Learning
import Testing

@testable import Tables

@Suite struct TableFileTests {
  private func read(_ text: String) throws -> DataTable {
    let path = FileManager.default.temporaryDirectory.appending(path: "table-\(UUID().uuidString)")
    try Data(text.utf8).write(to: path)
    defer { try? FileManager.default.removeItem(at: path) }
    return try TableFile(path.path()).table()
  }

  @Test(arguments: [
    "host,bytes,count\na,1.5,2\n\"b, c\",,-3e2\n", "host\tbytes\tcount\r\na\t1.5\t2\r\n\"b, c\"\tNaN\t-3e2",
    """
    {"host":"a","bytes":1.5,"count":2}
    {"count":-3e2,"host":"b, c","bytes":null}
    """,
  ])
  func tellsFeaturesFromNames(_ text: String) throws {
    let table = try read(text)
    #expect(table.numbers.names == ["bytes", "count"])
    #expect(table.numbers[0, 0] == 1.5 && table.numbers[1, 0].isNaN)
    #expect(table.numbers.column(1) == [2, -300])
    #expect(table.texts.map(\.name) == ["host"])
    #expect(table.texts.first?.values == ["a", "b, c"])
  }

  @Test func namesColumnsOfATableWithoutHeader() throws {
    let table = try read("1,2\n3,4\n")
    #expect(table.numbers.names == ["f0", "f1"])
    #expect(table.numbers.values == [1, 2, 3, 4])
  }

  @Test func namesMembersOfObjectsByTheirPath() throws {
    let table = try read(#"{"a":{"b":1,"c":{"d":true}},"e":[1,2]}"#)
    #expect(table.numbers.names == ["a.b", "a.c.d"])
    #expect(table.numbers.values == [1, 1])
    #expect(table.texts.first?.values == ["[1,2]"])
  }

  @Test(arguments: [
    ("a,b\n1,2\n3\n", ":3: 1 fields where the first line has 2"), ("", "empty"), ("{\"a\":1}\n{\"a\"\n", ":2:"),
    ("x\nred\nblue\n", "no column holds numbers"), ("a,b\n1,\u{0}2\n", "byte 6 is 0"),
  ])
  func saysWhereAndWhy(_ text: String, _ expected: String) {
    let error = #expect(throws: TableError.self) { try self.read(text) }
    #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
  }

  @Test func takesALabelOut() throws {
    var table = try read("a,label,b\n1,0,2\n3,1,4\n")
    #expect(table.remove(column: "label") == [0, 1])
    #expect(table.numbers.names == ["a", "b"])
    #expect(table.numbers.values == [1, 2, 3, 4])
  }

  static let adbench = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "../shared/data/anomaly/adbench")

  @Test(.enabled(if: FileManager.default.fileExists(atPath: adbench.path()), "needs ../shared"))
  func readsPublishedArchives() throws {
    let index = try String(contentsOf: Self.adbench.appending(path: "index.csv"), encoding: .utf8)
    for line in index.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",")
      guard let rows = Int(fields[1]), let columns = Int(fields[2]), rows < 12_000 else { continue }
      let file = try TableFile(Self.adbench.appending(path: "\(fields[0])").path())
      let table = try file.table()
      #expect(table.numbers.rows == rows && table.numbers.columns == columns, "\(fields[0])")
      #expect(file.arrays["y"]?.values.reduce(0, +) == Double(fields[3]), "\(fields[0])")
    }
  }
}
