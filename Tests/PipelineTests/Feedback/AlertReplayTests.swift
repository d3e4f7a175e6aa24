import Foundation
import TestSupport
import Testing

@testable import Pipeline

@Suite struct AlertReplayTests {
  /// Noise every two hours on ten hosts, and three steps of an attack late on the second day.
  static func csv(_ prefix: String) -> String {
    var lines = ["time,name,ip,host,short,time_label,event_label"]
    for hour in 0..<12 {
      for host in 0..<10 {
        let time = 1_642_723_200 + hour * 3_600 * 2 + host
        lines.append("\(time),\"Sensor: noise \(host % 4), usual\",10.0.0.\(host),\(prefix)\(host),N,false_positive,-")
      }
    }
    for (index, step) in ["scan", "shell", "steal"].enumerated() {
      let time = 1_642_723_200 + 250_000 + index * 7_200
      lines.append("\(time),Sensor: step \(index),10.0.0.1,server,S,\(step),\(step)")
      lines.append("\(time),Sensor: odd \(index),10.0.0.1,server,O,\(step),-")
    }
    return lines.joined(separator: "\r\n") + "\r\n"
  }

  static func scenario(_ name: String) throws -> AlertScenario {
    try AlertScenario(csv: Array(csv("host").utf8), path: "folder/\(name)_alerts.csv")
  }

  @Test func readsTheShapeAndItsLabels() throws {
    let scenario = try Self.scenario("alpha")
    #expect(scenario.name == "alpha" && scenario.alerts.count == 126 && scenario.problems.isEmpty)
    #expect(Set(scenario.alerts.compactMap(\.step)) == ["scan", "shell", "steal"])
    #expect(scenario.alerts.count { $0.phase != nil } == 6 && scenario.alerts.count { $0.step != nil } == 3)
    #expect(scenario.alerts.contains { $0.name == "Sensor: noise 1, usual" })
  }

  @Test func badLinesAreNamedAndOtherFilesRefused() throws {
    let text =
      "time,name,ip,host,short,time_label,event_label\n12,a,b,c,d,e,f\nsoon,a,b,c,d,e,f\n7,x\n1e300,a,b,c,d,e,f\n"
    let scenario = try AlertScenario(csv: Array(text.utf8), path: "x.csv")
    #expect(scenario.alerts.count == 1 && scenario.problems.count == 3)
    #expect(scenario.problems[0].hasPrefix("x.csv:3:"))
    #expect(throws: HuntError.self) { try AlertScenario(csv: Array("a,b\n1,2\n".utf8), path: "x.csv") }
    #expect(throws: HuntError.self) { try AlertScenario(csv: [], path: "x.csv") }
  }

  @Test func learningReadsLessAndTrainingLeastAndNothingTrueIsHidden() throws {
    let (alpha, beta) = (try Self.scenario("alpha"), try Self.scenario("beta"))
    let result = AlertReplay().run(beta, trainedOn: [alpha, beta])
    #expect(result.trainedOn == ["alpha"] && result.steps == ["scan", "shell", "steal"] && result.trueItems == 3)
    var needed: [AlertReplay.Order: Int] = [:]
    for reading in result.readings { needed[reading.order] = reading.itemsToAllSteps }
    let (time, trained) = (try #require(needed[.time]), try #require(needed[.trained]))
    #expect(trained == 3 && time > 100, "\(needed)")
    #expect(try #require(needed[.learning]) <= (try #require(needed[.rarity])), "\(needed)")
    let kept = try #require(result.suppression)
    #expect(kept.keptTrueAlerts == 3 && kept.keptSteps == 3)
    #expect(kept.keptAlerts < result.alerts / 2)
  }

  @Test func withoutOthersThereIsNoTraining() throws {
    let result = AlertReplay(truth: .time).run(try Self.scenario("alpha"), trainedOn: [])
    #expect(result.suppression == nil && Set(result.readings.map(\.order)) == [.time, .rarity, .learning])
    #expect(result.trueItems == 6)
  }

  @Test(.enabled(if: SharedData.isAvailable, "needs ../shared/data")) func readsPublishedScenarios() throws {
    let scenarios = try AlertScenario.read(SharedData.root.appending(path: "alerts/ait-ads.tar.xz").path)
    #expect(scenarios.map(\.name) == ["russellmitchell", "santos"])
    #expect(scenarios.map(\.alerts.count) == [45_544, 130_779])
    #expect(scenarios.allSatisfy { $0.problems.isEmpty })
    #expect(Set(scenarios[0].alerts.compactMap(\.phase)).count == 10)
  }
}
