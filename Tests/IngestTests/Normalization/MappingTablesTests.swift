import ECS
import Testing

@testable import Ingest

/// Every line of every table of the house, held to the schema.
@Suite("The tables of the house")
struct MappingTablesTests {
  private static let schema = Set(ECSSchema.fields.map(\.path))

  @Test("All tables are readable")
  func readable() {
    #expect(Normalizer.shared.problems.isEmpty, "\(Normalizer.shared.problems)")
    #expect(!Normalizer.shared.parsed.isEmpty)
  }

  @Test("Every target is a field of ECS or of the table's declared extensions", arguments: Normalizer.shared.parsed)
  func targets(table: MappingTable) {
    for line in table.lines {
      for target in line.targets where target != "_" && !Self.schema.contains(target) {
        let declared = table.extensions.contains { pattern in
          RenameDirective(pattern: pattern, effect: .keep).result(for: target) != nil
        }
        #expect(declared, "\(table.name), line \(line.number): \(target)")
      }
    }
  }

  @Test("Categorization values are those that ECS allows", arguments: Normalizer.shared.parsed)
  func values(table: MappingTable) {
    for line in table.lines {
      guard let target = line.targets.first, let allowed = ECSSchema.allowedValues[target] else { continue }
      for value in line.possibleValues {
        #expect(allowed.contains(value), "\(table.name), line \(line.number): \(target) = \(value)")
      }
    }
  }

  @Test("Event types fit their categories", arguments: Normalizer.shared.parsed)
  func types(table: MappingTable) {
    for lines in [table.always, table.fallback, table.finally] + table.entries.map(\.lines) {
      let values = { (target: String) in lines.filter { $0.targets == [target] }.flatMap(\.possibleValues) }
      let categories = values("event.category")
      guard !categories.isEmpty else { continue }
      let expected = categories.reduce(into: Set<String>()) { $0.formUnion(ECSSchema.expectedTypes[$1] ?? []) }
      for type in values("event.type") {
        #expect(expected.contains(type), "\(table.name), line \(lines.first?.number ?? 0): \(type) in \(categories)")
      }
    }
  }
}

extension MappingTable: CustomTestStringConvertible {
  /// The table's name and size, in place of all its lines.
  public var testDescription: String { "\(name) (\(lines.count) lines)" }

  /// Every mapping line.
  var lines: [MappingLine] { before + always + entries.flatMap(\.lines) + fallback + finally }
}

extension MappingLine {
  /// The values that the line can write which the table itself names.
  var possibleValues: [String] {
    switch action {
    case .constants(let values): values
    case .value(_, let calls):
      calls.filter { $0.name == .map || $0.name == .default }.flatMap(\.arguments).flatMap { argument in
        (argument.split(separator: "=", maxSplits: 1).last ?? "").split(separator: ",").map(String.init)
      }.filter { $0 != "*" }
    }
  }
}
