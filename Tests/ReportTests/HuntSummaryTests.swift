import Foundation
import Testing

@testable import Report

@Suite struct HuntSummaryTests {
  @Test func saysWhatWasReadSkippedAndFound() throws {
    let text = HuntSummary(SampleHunt.make()).text()
    for expected in [
      "2 incidents, 1 of critical severity", "128,403 events from 3 of 4 inputs (94 MB) in 4.7 s",
      "2 records or regions: 2 × bad-checksum", "notes/readme.docx: not recognised", "◆ critical", "WS-0142",
      "CORP\\m.keller", "41 ran, 1 could not be run",
    ] {
      #expect(text.contains(expected), "\(expected)")
    }
    if let folder = ProcessInfo.processInfo.environment["SHRIKE_SAMPLES"] {
      let colours = HuntSummary(SampleHunt.make(), terminal: TerminalTraits(width: 110, usesColours: true)).text()
      try Data(colours.utf8).write(to: URL(filePath: folder).appending(path: "summary.ansi"))
    }
  }

  @Test(arguments: [40, 60, 80, 120, 200])
  func fitsItsTerminal(width: Int) {
    for result in [SampleHunt.make(), HostileHunt.make()] {
      let text = HuntSummary(result, terminal: TerminalTraits(width: width)).text()
      for line in text.split(separator: "\n") { #expect(DisplayWidth.of(String(line)) <= width, "\(line)") }
    }
  }

  @Test(arguments: [true, false])
  func telemetryCannotSpeakToTheTerminal(colours: Bool) {
    let terminal = TerminalTraits(width: 120, usesColours: colours)
    let text = HuntSummary(HostileHunt.make(), terminal: terminal).text()
    let withoutColours = text.replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
    let controls = withoutColours.unicodeScalars.filter {
      ($0.value < 0x20 && $0 != "\n") || (0x7F...0x9F).contains($0.value) || $0.properties.generalCategory == .format
    }
    #expect(controls.isEmpty)
    #expect(text.contains("\u{1B}") == colours)
  }

  @Test func coloursAreOnlyForTerminals() throws {
    let file = try TemporaryFile([], name: "output")
    let handle = try #require(FileHandle(forWritingAtPath: file.path))
    let terminal = TerminalTraits.detect(
      descriptor: handle.fileDescriptor, environment: ["TERM": "xterm", "COLUMNS": "72"])
    #expect(terminal == TerminalTraits(width: 72, usesColours: false, usesUnicode: true))
  }

  @Test func plainASCIIWhereTheTerminalHasNoMore() {
    let terminal = TerminalTraits(width: 100, usesColours: false, usesUnicode: false)
    let text = HuntSummary(SampleHunt.make(), terminal: terminal).text()
    #expect(text.utf8.allSatisfy { $0 < 0x80 })
    #expect(text.contains("* critical"))
  }
}
