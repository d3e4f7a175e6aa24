import ECS
import Foundation
import Simulation
import Testing

@testable import AnomalyJobs

/// The jobs under `Jobs/`: all load, give their reasons, and run over a simulated fleet.
@Suite struct OwnJobsTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Jobs")

  @Test func allLoadAndSayWhy() throws {
    let library = try JobLibrary([Self.folder.path])
    #expect(library.entries.allSatisfy { $0.loaded && $0.kind == "job" && $0.remarks.isEmpty }, "\(library.entries)")
    #expect(library.jobs.count >= 40)
    #expect(JobFleet(library.jobs).problems.isEmpty)
    for job in library.jobs {
      #expect(job.reasoning.count > 60 && !job.description.isEmpty, "\(job.id)")
      #expect(!job.techniques.isEmpty && !job.tactics.isEmpty && !job.influencers.isEmpty, "\(job.id)")
    }
    #expect(Set(library.jobs.map(\.id)).count == library.jobs.count)
  }

  @Test func eachFindsAnAnomalyInEventsMadeForIt() throws {
    for job in try JobLibrary([Self.folder.path]).jobs {
      for outcome in try Rehearsal.all(job) {
        #expect(outcome.matched > 0 && outcome.isFound && outcome.falseAlarms == 0, "\(outcome)")
      }
    }
  }

  /// Two days of eight machines with all attacks: the jobs take events, and some of what is malicious is found.
  @Test func runOverASimulatedFleet() throws {
    var options = FleetSimulation.Options()
    options.hosts = 8
    options.days = 2
    var simulation = FleetSimulation(options)
    var fleet = JobFleet(try JobLibrary([Self.folder.path]).jobs)
    let selection = FieldSelection(fleet.fields)
    var records: [String: Int] = [:]
    var buckets: [String: Int] = [:]
    let count: (Int, [JobResult]) -> [(Int, Bool)] = { index, results in
      results.compactMap { result in
        switch result {
        case .record: (index, true)
        case .bucket: (index, false)
        default: nil
        }
      }
    }
    let ids = fleet.jobs.map(\.definition.id)
    func tally(_ found: [(Int, Bool)]) {
      for (index, isRecord) in found {
        if isRecord { records[ids[index], default: 0] += 1 } else { buckets[ids[index], default: 0] += 1 }
      }
    }
    var hours = 0
    while let (batch, _) = simulation.next() {
      var found: [(Int, Bool)] = []
      fleet.observe(ColumnSet(batch, selection)) { found += count($0, $1) }
      tally(found)
      hours += 1
    }
    var found: [(Int, Bool)] = []
    fleet.finish { found += count($0, $1) }
    tally(found)
    #expect(hours == 48)
    let busy = fleet.jobs.count { $0.eventCount > 0 }
    #expect(busy >= 30, "\(fleet.jobs.filter { $0.eventCount == 0 }.map(\.definition.id))")
    #expect(buckets["shrike_process_rare_on_host"] ?? 0 > 40)
    #expect(records.values.reduce(0, +) > 0)
    for job in fleet.jobs { #expect(job.size.status != "hard_limit", "\(job.definition.id)") }
  }
}
