import ECS
import Foundation
import Testing

@testable import Ingest

/// The shared recordings of real Windows machines, as far as the tables understand them.
@Suite("Windows tables on real recordings")
struct WindowsCoverageTests {
  private static let provider = FieldID.named("winlog.provider_name")

  /// Events, those with a category, and those whose category's fields are there, by provider.
  private func count(_ name: String) throws -> [String: (events: Int, categorized: Int, resolved: Int)] {
    var counts: [String: (events: Int, categorized: Int, resolved: Int)] = [:]
    var resolver = EntityResolver()
    let walker = InputWalker(skipped: { _ in }) { member in
      _ = try member.buffer.fill(to: ReaderRegistry.prefixLength)
      guard let type = ReaderRegistry.recognise(member.buffer.bytes.span) else { return }
      var reader = type.init(options: ReaderOptions())
      var report = ReadReport()
      let origin = EventOrigin(path: member.path, format: type.format)
      try reader.read(&member.buffer, origin: origin, report: &report) { batch in
        let output = resolver.resolve(batch)
        #expect(output.count == batch.count)
        for row in 0..<output.count {
          guard let name = output[row][Self.provider] else { continue }
          counts[name, default: (0, 0, 0)].events += 1
          if output[row][.eventCategory] != nil { counts[name]?.categorized += 1 }
          if output[row]["host.entity.id"] != nil { counts[name]?.resolved += 1 }
        }
      }
    }
    try walker.walk(SharedData.root.appendingPathComponent(name).path)
    return counts
  }

  @Test(
    "Every event of the providers that detection lives on has a category and a host",
    .enabled(if: SharedData.isAvailable, "needs ../shared/data"))
  func everySecurityEvent() throws {
    let counts = try count("windows/evtx-to-mitre-attack.tar.xz")
    #expect(counts.values.reduce(0) { $0 + $1.events } == 6_253)
    for name in [
      "Microsoft-Windows-Sysmon", "Microsoft-Windows-Security-Auditing", "Microsoft-Windows-PowerShell", "PowerShell",
      "Service Control Manager", "Microsoft-Windows-Windows Defender", "Microsoft-Windows-Eventlog",
    ] {
      let found = try #require(counts[name], "\(name)")
      #expect(found.categorized == found.events, "\(name): \(found)")
      #expect(found.resolved == found.events, "\(name): \(found)")
    }
  }
}
