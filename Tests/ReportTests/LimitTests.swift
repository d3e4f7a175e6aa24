import Evidence
import Foundation
import Pipeline
import Testing

@testable import Report

/// A report stays small enough to open, and says what it left out.
@Suite struct LimitTests {
  static func large(alerts count: Int) -> HuntResult {
    var result = SampleHunt.make()
    let alerts = result.alerts
    let members = (0..<40).map { "\"m\($0)\":\"\(String(repeating: "<x>", count: 1_000))\"" }
    let json = "{\(members.joined(separator: ","))}"
    result.alerts = (0..<count).map { number in
      var alert = alerts[number % alerts.count]
      alert.id = "n\(number)"
      alert.signals[0].events = (0..<20).map { .init(id: "e\(number)-\($0)", path: "p", record: 1, time: 0) }
      for event in alert.signals[0].events.prefix(6) {
        result.events[event.id] = .init(id: event.id, path: "p", record: 1, time: 0, json: json)
      }
      return alert
    }
    return result
  }

  @Test(.enabled(if: Python.isAvailable, "needs python3"))
  func aPageStaysWithinItsLimitAndSaysWhatItLeftOut() throws {
    var limits = ReportLimits()
    limits.bytes = 3 << 20
    let page = HuntReport(Self.large(alerts: 20_000), limits: limits).html()
    #expect(page.count < limits.bytes * 5 / 4)
    let file = try TemporaryFile(page, name: "report.html")
    // Not the XML parser of Foundation: it refuses documents of this size.
    let script = """
      import sys, re, xml.etree.ElementTree as tree
      root = tree.parse(sys.argv[1]).getroot()
      ids = {e.get('id') for e in root.iter() if e.get('id')}
      links = {e.get('href')[1:] for e in root.iter() if (e.get('href') or '').startswith('#')}
      text = ''.join(root.itertext())
      print(len([i for i in ids if i.startswith('alert-')]))
      print(re.search('shows the first ([0-9,]+) of 20,000 alerts', text).group(1).replace(',', ''))
      print(re.search('([0-9,]+) alerts left out', text).group(1).replace(',', ''))
      print('The rest of this event is not in this report' in text)
      print(sorted(links - ids)[:5])
      """
    let lines = try Python.run(script, [file.path]).split(separator: "\n")
    let shown = try #require(Int(lines[0]))
    #expect(shown > 5 && Int(lines[1]) == shown && Int(lines[2]) == 20_000 - shown)
    #expect(lines[3] == "True", "a cut event says so")
    #expect(lines[4] == "[]", "nothing links to what was left out")
  }

  @Test func aLongValueIsFoldedThenCut() {
    var html = HTML()
    html.value(String(repeating: "x", count: 50_000), ReportLimits())
    let text = Markup(html.bytes).text
    #expect(text.contains("50,000 characters, show all"))
    #expect(text.contains("30,000 more characters are not in this report."))
    #expect(html.count < 22_000)
  }

  @Test func anEmptyHuntIsAPageToo() {
    let page = HuntReport(HuntResult()).html()
    let markup = Markup(page)
    #expect(markup.failure == nil)
    #expect(markup.text.contains("Nothing could be read"))
    #expect(markup.text.contains("nothing could be found"))
  }

  @Test func simulatedTelemetryIsSaidFirst() throws {
    var result = SampleHunt.make()
    result.isSimulated = true
    let text = Markup(HuntReport(result).html()).text
    let banner = try #require(text.range(of: "Simulated data."))
    let title = try #require(
      text.range(of: "2 incidents, 1 of critical severity", range: banner.upperBound..<text.endIndex))
    #expect(banner.lowerBound < title.lowerBound)
    #expect(!Markup(HuntReport(SampleHunt.make()).html()).text.contains("Simulated data."))
    #expect(HuntSummary(result).text().hasPrefix("SIMULATED DATA"))
  }
}
