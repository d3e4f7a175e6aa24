import ArgumentParser
import ECS
import Simulation

/// `shrike simulate`: a fleet with known attacks.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Write the telemetry of a simulated fleet with known attacks, as ECS NDJSON.",
    discussion: """
      Windows, Linux and macOS machines whose users have roles, working hours and habits, with patch days, backups and \
      administrators' chores, and attacks from the ATT&CK playbook. The same seed gives the same events. Every event \
      carries the tag "simulated". The truth about malicious events goes to --truth and nowhere else.

      Attacks: \(Campaign.allCases.map { "\($0.rawValue) (\($0.summary))" }.joined(separator: "; ")).

      Exit status: 0 fine, 1 the output could not be written, 2 wrong usage.
      """)

  @Option(help: "Everything follows from it.")
  var seed: UInt64 = 1

  @Option(help: "Machines (at least 6).")
  var hosts = 25

  @Option(help: "Days, from Monday 2 March 2026.")
  var days = 5

  @Option(name: .customLong("attack"), help: "An attack to play; may be repeated. Default: all.")
  var attacks: [String] = []

  @Flag(help: "Play no attack.")
  var benign = false

  @Option(name: [.short, .long], help: "The file to write; standard output by default.")
  var output: String?

  @Option(help: "Where to write the truth, one malicious event a line.")
  var truth: String?

  func validate() throws {
    for attack in attacks where Campaign(rawValue: attack) == nil {
      throw ValidationError(
        "no attack '\(attack)'; there are \(Campaign.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    guard hosts >= 1, days >= 1 else { throw ValidationError("--hosts and --days must be at least 1") }
    guard !benign || attacks.isEmpty else { throw ValidationError("--benign and --attack exclude each other") }
  }

  func run() throws {
    var options = FleetSimulation.Options()
    options.seed = seed
    options.hosts = hosts
    options.days = days
    if benign {
      options.campaigns = []
    } else if !attacks.isEmpty {
      options.campaigns = attacks.compactMap(Campaign.init)
    }
    var simulation = FleetSimulation(options)
    var writer = EventJSONWriter()
    let events = try output.map { try OutputFile($0) }
    let truths = try truth.map { try OutputFile($0) }
    var count = 0
    while let (batch, records) = simulation.next() {
      var lines: [UInt8] = []
      writer.appendLines(batch, to: &lines)
      if let events { try events.write(lines) } else { Terminal.write(lines) }
      try truths?.write(TruthJSON.lines(records))
      count += batch.count
      Terminal.progress("\(count) events simulated")
    }
    Terminal.clearProgress()
  }
}

/// The truth as NDJSON.
enum TruthJSON {
  static func lines(_ records: [TruthRecord]) -> [UInt8] {
    var output: [UInt8] = []
    for record in records {
      let members = [
        ("@timestamp", Timestamp(nanoseconds: record.time).iso8601), ("event.id", record.eventID),
        ("host.name", record.host), ("campaign", record.truth.campaign),
        ("threat.technique.id", record.truth.technique), ("threat.tactic.id", record.truth.tactic),
      ]
      output.append(UInt8(ascii: "{"))
      for (name, value) in members {
        JSONText.appendQuoted(name, to: &output)
        output.append(UInt8(ascii: ":"))
        JSONText.appendQuoted(value, to: &output)
        output.append(UInt8(ascii: ","))
      }
      output.append(contentsOf: "\"step\":\(record.truth.step)}\n".utf8)
    }
    return output
  }
}
