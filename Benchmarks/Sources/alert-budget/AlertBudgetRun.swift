import Foundation
import Learning

/// Replays streams (`scripts/measure-alert-budget` makes them) under several policies and prints a line of JSON for each
/// tenant: `alert-budget STREAM.csv… [--budgets 0.5,5,50] [--delay DAYS] [--provisional P] [--first THETA]
/// [--seeds N] [--case-pause DAYS]`. With a pause, the findings of a tenant are judged and charged by cases.
@main
struct AlertBudgetRun {
  static func main() throws {
    var arguments = Array(CommandLine.arguments.dropFirst())
    func option(_ name: String) -> String? {
      guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else { return nil }
      let value = arguments[index + 1]
      arguments.removeSubrange(index...index + 1)
      return value
    }
    let budgets = (option("--budgets") ?? "0.5,2,10,50").split(separator: ",").compactMap { Double($0) }
    let delay = option("--delay").flatMap(Double.init) ?? 0.5
    let provisional = option("--provisional").flatMap(Double.init)
    let margin = option("--first").flatMap(Double.init)
    let pause = option("--case-pause").flatMap(Double.init)
    let seeds = option("--seeds").flatMap(Int.init) ?? 3
    for path in arguments {
      let stream = try Stream(path)
      let tenants = Set(stream.items.map(\.tenant)).count
      for perDay in budgets {
        for seed in 1...seeds {
          var replay = Replay(perDay: perDay, delay: delay, seed: UInt64(seed))
          var configuration = AlertBudget.Configuration(perDay: perDay)
          if let pause {
            configuration.casePause = pause
            replay.cases = (pause, configuration.caseSpan)
          }
          if let provisional { configuration.provisional = provisional }
          if let margin { configuration.firstThreshold = margin }
          for lies in [0, 0.1] {
            replay.lies = lies
            let words = lies == 0 ? "" : ", 10 % lies"
            // What operators get: the share of lies is estimated from what was judged twice, if anything was.
            for second in [0.1, 0] {
              replay.secondVerdicts = second
              configuration.wrongVerdicts = nil
              var plain = Controlled(configuration, chargesCases: pause != nil)
              let share = second == 0 ? ", nothing judged twice" : ""
              show(stream, perDay, seed, "controller\(words)\(share)", replay.run(stream, &plain))
            }
            if lies == 0, pause != nil {
              var apart = Controlled(configuration)
              show(stream, perDay, seed, "every finding charged", replay.run(stream, &apart))
            }
            configuration.wrongVerdicts = 0
            var uncorrected = Controlled(configuration, chargesCases: pause != nil)
            show(stream, perDay, seed, "controller\(words), uncorrected", replay.run(stream, &uncorrected))
          }
          guard seed == 1 else { continue }
          replay.lies = 0
          var shared = Fixed(perDay: perDay, isShared: true)
          shared.share(among: tenants)
          show(stream, perDay, seed, "one threshold", replay.run(stream, &shared))
          var fixed = Fixed(perDay: perDay, isShared: false)
          show(stream, perDay, seed, "threshold per tenant", replay.run(stream, &fixed))
          var sliding = SlidingQuantile(perDay: perDay)
          show(stream, perDay, seed, "sliding quantile", replay.run(stream, &sliding))
        }
      }
    }
  }

  static func show(_ stream: Stream, _ perDay: Double, _ seed: Int, _ policy: String, _ tenants: [Replay.Tenant]) {
    for tenant in tenants {
      print(
        """
        {"stream":"\(stream.name)","per_day":\(perDay),"seed":\(seed),"policy":"\(policy)","tenant":"\(tenant.name)",\
        "days":\(tenant.days),"false":\(tenant.falseAlerts),"attacks":\(tenant.attacks),"caught":\(tenant.caught),\
        "oracle":\(tenant.oracle)}
        """)
    }
  }
}

func logarithm(_ value: Double) -> Double { Foundation.log(value) }
