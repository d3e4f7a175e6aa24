import Foundation
import Testing

@testable import Report

/// The report of the sample hunt. With `SHRIKE_SAMPLES` in the environment, written there to be looked at.
@Suite struct SampleReportTests {
  @Test func everyStyleThatIsUsedIsDefined() throws {
    let sheet = "\(Stylesheet.text)"
    for name in Markup(HuntReport(SampleHunt.make()).html()).classes {
      let pattern = try Regex("\\.\(name)(?![a-z-])")
      #expect(sheet.firstMatch(of: pattern) != nil, "\(name)")
    }
  }

  @Test func tellsTheStory() throws {
    let page = HuntReport(SampleHunt.make()).html()
    let text = String(decoding: page, as: UTF8.self)
    for expected in [
      "2 incidents, 1 of critical severity", "128,403 events", "Memory of lsass.exe dumped with comsvcs.dll",
      "T1003.001", "Credential Access", "CORP\\m.keller", "MiniDump 712", "bad-checksum", "could not be run",
    ] {
      #expect(text.contains(expected), "\(expected)")
    }
    if let folder = ProcessInfo.processInfo.environment["SHRIKE_SAMPLES"] {
      try Data(page).write(to: URL(filePath: folder).appending(path: "report.html"))
    }
  }
}
