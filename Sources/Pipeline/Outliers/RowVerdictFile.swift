import ECS
import Evidence
import Foundation
import Ingest
import Learning
public import Tables
public import Triage

/// Verdicts on rows of a table, from a file: NDJSON, or CSV with the same names in its first line, told apart by content.
///
/// A line has the members of a verdict (`docs/schemas/verdict.schema.json`), and in place of a subject `row`, the number of the row from 0, or
/// `name`, its value in the column that names rows. A ranking with half of what was said is not the ranking that was
/// asked for, so that one line that cannot be read fails the file.
public struct RowVerdictFile: Sendable {
  /// What was read, in the order of the lines. Lines that say exactly the same are one verdict.
  public private(set) var judgements: [PointFeedback.Judgement] = []
  /// Lines that could not be read.
  public private(set) var problems: [FeedbackFile.Problem] = []

  /// What verdicts on rows have as `Verdict.subjectKind`.
  static let subjectKind = "row"

  private let path: String
  private let rows: RowNames
  /// The lines of verdicts by their identifiers.
  private var known: [String: (index: Int, line: Int)] = [:]

  /// Reads a file (`-` is standard input).
  ///
  /// - Throws: `HuntError` if the file cannot be read at all.
  public init(_ path: String, rows: RowNames) throws(HuntError) {
    let data: Data
    do {
      let handle = path == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(filePath: path))
      data = try handle.read(upToCount: FeedbackFile.largestFile + 1) ?? Data()
    } catch {
      throw HuntError("\(path): cannot be read: \(error.localizedDescription)")
    }
    guard data.count <= FeedbackFile.largestFile else {
      throw HuntError("\(path): larger than \(FeedbackFile.largestFile >> 20) MiB; split it by lines")
    }
    self.init(Array(data), path: path, rows: rows)
  }

  /// Reads the bytes of a file.
  public init(_ bytes: [UInt8], path: String, rows: RowNames) {
    self.path = path
    self.rows = rows
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    if bytes[start...].first(where: { $0 > 0x20 }) == 0x7B {
      readLines(bytes, from: start)
    } else {
      readRecords(bytes, from: start)
    }
  }

  private mutating func readLines(_ bytes: [UInt8], from start: Int) {
    for (index, line) in bytes[start...].split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
    where line.contains(where: { $0 > 0x20 }) {
      read(Array(line), index + 1)
    }
  }

  /// A record is read as the object that has the first record's names as members.
  private mutating func readRecords(_ bytes: [UInt8], from start: Int) {
    var scanner = CSVScanner(separator: UInt8(ascii: ","))
    var names: [String]?
    var position = start
    var line = 1
    while position < bytes.count {
      guard case .record(let end) = scanner.record(bytes.span, at: position, isLast: true) else {
        problems.append(problem(line, "a quoted field does not end", Array(bytes[position...])))
        return
      }
      let fields = scanner.fields.map { field in
        var value: [UInt8] = []
        CSVScanner.appendValue(field, bytes.span, to: &value)
        return String(decoding: value, as: UTF8.self)
      }
      let text = Array(bytes[position..<end])
      if fields.count == 1, fields[0].isEmpty {
        // An empty line.
      } else if let names {
        if fields.count == names.count {
          read(Self.object(names, fields), line)
        } else {
          problems.append(problem(line, "\(fields.count) fields where the first line has \(names.count)", text))
        }
      } else {
        names = fields
        guard fields.contains("row") || fields.contains("name") else {
          problems.append(
            problem(line, "neither JSON nor CSV: the first line names columns, of which one is row or name", text))
          return
        }
      }
      line += text.count { $0 == 0x0A }
      position = end
    }
  }

  /// A record as a JSON object; empty fields are left out, and the members that are numbers are written as such.
  private static func object(_ names: [String], _ fields: [String]) -> [UInt8] {
    var output: [UInt8] = [UInt8(ascii: "{")]
    for (name, field) in zip(names, fields) where !field.isEmpty {
      if output.count > 1 { output.append(UInt8(ascii: ",")) }
      JSONText.appendQuoted(name, to: &output)
      output.append(UInt8(ascii: ":"))
      let isNumber = ["row", "confidence"].contains(name) && Double(field)?.isFinite == true
      if isNumber, let number = Double(field) {
        let text = Int(exactly: number).map(String.init) ?? "\(number)"
        output.append(contentsOf: text.utf8)
      } else {
        JSONText.appendQuoted(field, to: &output)
      }
    }
    output.append(UInt8(ascii: "}"))
    return output
  }

  private mutating func read(_ text: [UInt8], _ line: Int) {
    do throws(FeedbackLineError) {
      guard text.count <= FeedbackFile.longestLine else {
        throw FeedbackLineError("the line is longer than \(FeedbackFile.longestLine >> 20) MiB")
      }
      let document: ModelDocument
      do throws(ModelError) { document = try ModelDocument(text) } catch {
        throw FeedbackLineError("is not a JSON object: \(error)")
      }
      try add(document.root, line)
    } catch {
      problems.append(problem(line, error.reason, text))
    }
  }

  private mutating func add(_ object: ModelValue, _ line: Int) throws(FeedbackLineError) {
    guard object.isObject else { throw FeedbackLineError("is not a JSON object") }
    let row = try row(object)
    let source = path == "-" ? "standard input" : URL(filePath: path).lastPathComponent
    let verdict = try FeedbackLine.verdict(object, kind: Self.subjectKind, id: "\(row)", source: source)
    guard (verdict.scope ?? .similar) == .similar else {
      throw FeedbackLineError("scope is similar: a verdict on a row speaks of all rows like it")
    }
    let judgement = PointFeedback.Judgement(row: row, verdict)
    if let earlier = known[verdict.id] {
      // Two that share an identifier would count by which stands first.
      guard judgements[earlier.index] == judgement else {
        throw FeedbackLineError("is another verdict than line \(earlier.line) with the same id '\(verdict.id)'")
      }
      return
    }
    known[verdict.id] = (judgements.count, line)
    judgements.append(judgement)
  }

  private func row(_ object: ModelValue) throws(FeedbackLineError) -> Int {
    let number = object.optional("row").flatMap { $0.isNull ? nil : $0 }
    let name = try FeedbackLine.optionalText(object, "name")
    switch (number, name) {
    case (let number?, nil):
      guard let row = try? number.integer(in: 0...Int.max) else {
        throw FeedbackLineError("row is a whole number from 0")
      }
      guard row < rows.count else { throw FeedbackLineError("there is no row \(row): the table has \(rows.count)") }
      return row
    case (nil, let name?): return try rows.row(named: name)
    case (nil, nil):
      throw FeedbackLineError("names no row: row is a number, name a value of the column that names rows")
    default: throw FeedbackLineError("has both row and name; one of them says which row is meant")
    }
  }

  private func problem(_ line: Int, _ reason: String, _ text: [UInt8]) -> FeedbackFile.Problem {
    FeedbackFile.Problem(
      path: path, line: line, reason: reason, text: String(decoding: text.prefix(FeedbackFile.keptText), as: UTF8.self))
  }
}

/// The rows of a table by the names that a column gives them.
public struct RowNames: Sendable {
  /// How many rows there are.
  public let count: Int
  private let column: String?
  private let rows: [String: [Int]]

  /// The names in a column of text, or in the first one there is.
  public init(_ table: DataTable, column name: String? = nil) {
    let column = table.texts.first { name == nil || $0.name == name }
    count = table.numbers.rows
    self.column = column?.name
    rows = Dictionary(grouping: (column?.values ?? []).indices) { column?.values[$0] ?? "" }
  }

  func row(named name: String) throws(FeedbackLineError) -> Int {
    guard let column else {
      throw FeedbackLineError("the table has no column that names rows; say row, or --id COLUMN")
    }
    guard let found = rows[name], let first = found.first else {
      throw FeedbackLineError("there is no row whose \(column) is '\(name)'")
    }
    guard found.count == 1 else {
      let some = found.prefix(3).map(String.init).joined(separator: ", ")
      throw FeedbackLineError("\(found.count) rows have the \(column) '\(name)' (\(some)…); say row")
    }
    return first
  }
}
