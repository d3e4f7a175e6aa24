import ECS
import Simulation
import Testing

@Suite struct FleetSimulationTests {
  struct Output: Equatable {
    var lines: [UInt8] = []
    var truth: [TruthRecord] = []
    var times: [Int64] = []
    var hosts: Set<String> = []
    var ids: [String] = []
  }

  static func run(seed: UInt64, days: Int = 2, campaigns: [Campaign] = Campaign.allCases) -> Output {
    var options = FleetSimulation.Options()
    options.seed = seed
    options.hosts = 9
    options.days = days
    options.campaigns = campaigns
    var simulation = FleetSimulation(options)
    var writer = EventJSONWriter()
    var output = Output()
    while let (batch, truth) = simulation.next() {
      writer.appendLines(batch, to: &output.lines)
      output.truth += truth
      for row in 0..<batch.count {
        output.times.append(batch[row].timestamp?.nanoseconds ?? -1)
        output.ids.append(batch[row][.eventId] ?? "")
        output.hosts.insert(batch[row][.hostOsType] ?? "")
        #expect(batch[row].values(.tags) == ["simulated"])
      }
    }
    return output
  }

  @Test(arguments: [1, 7, 99] as [UInt64])
  func followsFromItsSeed(seed: UInt64) {
    let first = Self.run(seed: seed)
    let repeats = first == Self.run(seed: seed)
    let differs = first.lines != Self.run(seed: seed + 1).lines
    #expect(repeats && differs)
  }

  @Test func comesInOrderOfTimeWithUniqueIdentifiers() {
    let output = Self.run(seed: 3)
    let isSorted = zip(output.times, output.times.dropFirst()).allSatisfy { $0 <= $1 }
    #expect(isSorted)
    let distinct = Set(output.ids).count
    #expect(distinct == output.ids.count)
    #expect(output.hosts == ["windows", "linux", "macos"])
  }

  @Test(arguments: Campaign.allCases)
  func tellsTheTruthAboutEachAttack(campaign: Campaign) {
    let output = Self.run(seed: 5, campaigns: [campaign])
    let ids = Set(output.ids)
    #expect(output.truth.count >= 8)
    let isTrue = output.truth.allSatisfy { ids.contains($0.eventID) && $0.truth.campaign == "\(campaign.rawValue)-1" }
    #expect(isTrue)
    #expect(Set(output.truth.map(\.truth.tactic)).count >= 2)
    #expect(output.truth.map(\.truth.step).max() ?? 0 >= 3)
  }

  @Test func withoutAttacksEverythingIsBenign() {
    #expect(Self.run(seed: 5, campaigns: []).truth.isEmpty)
  }

  @Test func ordinaryLifeIsTheSameWithAndWithoutAttacks() {
    let benign = Self.run(seed: 8, campaigns: [])
    let attacked = Self.run(seed: 8)
    #expect(attacked.ids.count == benign.ids.count + attacked.truth.count)
  }
}
