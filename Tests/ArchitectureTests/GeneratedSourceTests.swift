import Foundation
import Testing

/// Generated sources agree with the tables they are generated from.
@Suite struct GeneratedSourceTests {
  @Test(arguments: [
    "scripts/generate-ecs", "scripts/generate-attack", "scripts/generate-rules", "scripts/generate-sigma",
  ])
  func isUpToDate(script: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", script, "--check"]
    process.currentDirectoryURL = LayeringTests.root
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "run \(script)")
  }
}
