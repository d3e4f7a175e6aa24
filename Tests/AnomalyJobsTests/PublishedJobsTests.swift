import Foundation
import Testing

@testable import AnomalyJobs

/// Every published job loads, and its datafeed's query compiles.
@Suite struct PublishedJobsTests {
  static let archive = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/data/jobs/elastic-examples-anomaly-jobs.tar.xz")

  /// The jobs of the archive, unpacked for a moment.
  static func library() throws -> JobLibrary {
    let folder = FileManager.default.temporaryDirectory.appending(path: "shrike-jobs-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let tar = Process()
    tar.executableURL = URL(filePath: "/usr/bin/env")
    tar.arguments = ["tar", "xf", Self.archive.path, "-C", folder.path]
    try tar.run()
    tar.waitUntilExit()
    return try JobLibrary([folder.path])
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: archive.path), "needs ../shared/data"))
  func allLoad() throws {
    let library = try Self.library()
    let failed = library.entries.filter { !$0.loaded }
    #expect(failed.isEmpty, "\(failed.map { "\($0.path): \($0.reason ?? "")" })")
    // 44 of security with their datafeeds beside them, 7 of application monitoring with theirs inside.
    #expect(library.jobs.count == 51)
    #expect(library.jobs.count { $0.groups.contains("security") } == 44)
    #expect(library.jobs.allSatisfy { $0.datafeed?.query != nil })
    let fleet = JobFleet(library.jobs)
    #expect(fleet.problems.isEmpty, "\(fleet.problems)")
    #expect(fleet.jobs.count == 51)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: archive.path), "needs ../shared/data"))
  func eachFindsAnAnomalyInEventsMadeForIt() throws {
    for job in try Self.library().jobs {
      for outcome in try Rehearsal.all(job) {
        #expect(outcome.matched == outcome.events && outcome.isFound && outcome.falseAlarms == 0, "\(outcome)")
      }
    }
  }
}
