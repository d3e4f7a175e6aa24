import Foundation
import Learning

/// The benchmark's files: `timestamp,value` lines and windows by time.
struct NABCorpus {
  struct File {
    var series: NABSeries
    /// Seconds since 1970, taking the local times of the files for UTC.
    var times: [Double]
    var values: [Double]

    var category: String { series.name.split(separator: "/").first.map(String.init) ?? "" }
  }

  var files: [File] = []

  init(_ folder: URL) throws {
    let labels = try Data(contentsOf: folder.appending(path: "labels/combined_windows.json"))
    let windows = try JSONDecoder().decode([String: [[String]]].self, from: labels)
    for name in windows.keys.sorted() {
      let path = folder.appending(path: "data").appending(path: name)
      guard FileManager.default.fileExists(atPath: path.path()) else { continue }
      let lines = try String(contentsOf: path, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst()
      let cells = lines.map { $0.split(separator: ",") }
      let stamps = cells.map { String($0[0]) }
      var rows: [String: Int] = [:]
      for (row, stamp) in stamps.enumerated() where rows[stamp] == nil { rows[stamp] = row }
      let ranges = (windows[name] ?? []).compactMap { pair -> ClosedRange<Int>? in
        guard let first = rows[String(pair[0].prefix(19))], let last = rows[String(pair[1].prefix(19))] else {
          return nil
        }
        return first...last
      }
      files.append(
        File(
          series: NABSeries(name: name, count: cells.count, windows: ranges), times: stamps.map(Self.seconds),
          values: cells.map { Double($0[1]) ?? .nan }))
    }
  }

  func write(_ scores: [[Double]], to folder: URL) throws {
    for (file, scores) in zip(files, scores) {
      let path = folder.appending(path: file.series.name)
      try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
      let text = "anomaly_score\n" + scores.map { "\($0)\n" }.joined()
      try Data(text.utf8).write(to: path)
    }
  }

  /// `nil` where a series is missing.
  func read(_ folder: URL) throws -> [[Double]]? {
    var result: [[Double]] = []
    for file in files {
      let path = folder.appending(path: file.series.name)
      guard FileManager.default.fileExists(atPath: path.path()) else { return nil }
      let lines = try String(contentsOf: path, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst()
      result.append(lines.map { Double($0) ?? .nan })
    }
    return result
  }

  /// `2014-04-10 07:15:00` by the days of the civil calendar.
  private static func seconds(_ stamp: String) -> Double {
    let parts = stamp.split { !$0.isNumber }.compactMap { Int($0) }
    guard parts.count >= 6 else { return .nan }
    let year = parts[1] > 2 ? parts[0] : parts[0] - 1
    let month = (parts[1] + 9) % 12
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + parts[2] - 719_469
    return Double(days * 86_400 + parts[3] * 3_600 + parts[4] * 60 + parts[5])
  }
}
