import Executables
import Foundation
import Measuring

/// Measures how fast files become vectors of EMBER2024, version 3.
///
///     features ROUNDS FILE…    # or - to read the names of files from standard input, one a line
///
/// `vector` is all 2,568 columns, `parse` the PE parser alone with its statistics a file.
@main struct FeatureRate {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count > 2, let rounds = Int(arguments[1]), rounds > 0 else {
      print("usage: features ROUNDS FILE…")
      exit(2)
    }
    var paths = Array(arguments.dropFirst(2))
    if paths == ["-"] {
      paths = []
      while let line = readLine() { paths.append(line) }
    }
    let files = try paths.map { [UInt8](try Data(contentsOf: URL(filePath: $0))) }
    let bytes = files.map(\.count).reduce(0, +)
    let cost = Measure.best(of: rounds) {
      for file in files where EmberV3.vector(of: file.span).count != EmberV3.dimension { exit(1) }
    }
    print("vector\t\(files.count) files\t\(bytes) bytes\t\(Int(Double(bytes) / cost.user / 1e6)) MB/s\t\(cost.summary)")
    measureParser(files, rounds: rounds)
  }

  static func measureParser(_ files: [[UInt8]], rounds: Int) {
    var times: [Double] = []
    for file in files {
      var isPE = false
      var best = Double.infinity
      for _ in 0..<rounds {
        let start = DispatchTime.now().uptimeNanoseconds
        isPE = (try? PEFile(parsing: file.span)) != nil
        best = min(best, Double(DispatchTime.now().uptimeNanoseconds - start) / 1e3)
      }
      if isPE { times.append(best) }
    }
    times.sort()
    guard !times.isEmpty else { return }
    let mean = times.reduce(0, +) / Double(times.count)
    print(
      "parse\t\(times.count) PE files\tmedian \(Int(times[times.count / 2])) µs\tmean \(Int(mean)) µs"
        + "\tmost \(Int(times[times.count - 1])) µs")
  }
}
