import Foundation
import Testing

/// The contract of the command line, checked on the real binary.
@Suite struct CommandLineTests {
  @Test(arguments: [
    [], ["features"], ["hunt"], ["query"], ["normalize"], ["simulate"], ["outliers"], ["cluster"], ["fields"],
    ["rules"],
    ["rules", "check"], ["jobs"], ["jobs", "run"], ["jobs", "snapshots"], ["jobs", "revert"], ["feedback"],
    ["feedback", "import"], ["feedback", "replay"],
  ])
  func hasHelp(command: [String]) throws {
    let outcome = try Binary.run(command + ["--help"])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("USAGE: shrike"))
  }

  @Test(arguments: [
    ["features"], ["features", "--format", "npy", "."], ["features", "--set", "none", "."], ["normalize"], ["nonsense"],
    ["normalize", "--nonsense", "x"], ["simulate", "--days", "0"],
    ["simulate", "--attack", "nonsense"], ["simulate", "--hosts", "many"],
    ["simulate", "--benign", "--attack", "spray"], ["outliers"], ["outliers", "x", "--method", "guess"],
    ["outliers", "x", "--top", "-1"], ["cluster"], ["cluster", "x", "--method", "guess"],
    ["cluster", "x", "--min-size", "1"],
    ["cluster", "x", "--radius", "0"], ["cluster", "x", "--clusters", "0"],
    ["feedback", "stats"], ["feedback", "import", "x"], ["feedback", "queue", "--store", "x", "--count", "0"],
    ["query"], ["query", "any where true"],
    ["query", "any where true", "x", "--language", "sql"], ["query", "any where true", "x", "--store", "y"],
  ])
  func exitsWithTwoOnWrongUsage(arguments: [String]) throws {
    let outcome = try Binary.run(arguments)
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.error.contains("Error:"))
  }

  @Test func normalizesStandardInput() throws {
    let document = #"{"@timestamp":"2026-01-01T00:00:00.000Z","event":{"kind":"event"},"host":{"name":"h"}}"#
    let outcome = try Binary.run(["normalize", "-"], input: document + "\n")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.output.contains(#""host":{"name":"h""#))
  }

  @Test func explainsFields() throws {
    let known = try Binary.run(["fields", "event.outcome", "process.parent.pid", "--format", "ndjson"])
    #expect(known.status == 0)
    let lines = known.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.contains(#""allowed_values":["failure","success","unknown"]"#) == true)
    #expect(lines.last?.contains("Parent process: number of the process on its host") == true)
    let unknown = try Binary.run(["fields", "process.nonsense"])
    #expect(unknown.status == 1)
    #expect(unknown.error.contains("no field is named process.nonsense"))
  }

  @Test func namesWhatItCannotRead() throws {
    let outcome = try Binary.run(["normalize", "/nonexistent/file"])
    #expect(outcome.status == 1)
    #expect(outcome.error.contains("/nonexistent/file: No such file or directory"))
  }

  @Test func simulatesTheSameFleetTwice() throws {
    let arguments = ["simulate", "--hosts", "6", "--days", "1", "--seed", "4"]
    let first = try Binary.run(arguments)
    #expect(first.status == 0)
    let isSame = try first.output == Binary.run(arguments).output
    #expect(isSame)
    let isAllMarked = first.output.split(separator: "\n").allSatisfy { $0.contains(#""tags":["simulated"]"#) }
    #expect(isAllMarked)
  }

  @Test func ranksTheUnusualPointFirstAndSaysWhy() throws {
    let usual = (0..<60).map { "host\($0),\(10 + $0 % 5),\(100 + $0 % 7)" }
    let text = (["host,logons,bytes"] + usual + ["odd,12,9000"]).joined(separator: "\n")
    let outcome = try Binary.run(["outliers", "-", "--top", "1", "--format", "ndjson"], input: text)
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.output.contains(#""row":60"#))
    #expect(outcome.output.contains(#""labels":{"host":"odd"}"#))
    #expect(outcome.output.contains(#""reasons":[{"feature":"bytes","value":9000.0"#))
  }

  @Test func saysWhereATableIsBroken() throws {
    let outcome = try Binary.run(["outliers", "-"], input: "a,b\n1,2\n3\n")
    #expect(outcome.status == 1)
    #expect(outcome.error.contains("-:3: 1 fields where the first line has 2"))
  }
}
