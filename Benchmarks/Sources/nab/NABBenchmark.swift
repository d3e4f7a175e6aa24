import Foundation
import Learning
import Measuring

/// Runs streaming detectors over the Numenta Anomaly Benchmark and scores them, and others whose result files lie beside.
///
/// `nab FOLDER RESULTS`: FOLDER holds `data/` and `labels/combined_windows.json`; under RESULTS each folder is a detector with one
/// CSV for each series, an anomaly score a line after a header. Ours are written there first.
@main struct NABBenchmark {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else {
      print("usage: nab FOLDER RESULTS")
      exit(2)
    }
    let corpus = try NABCorpus(URL(filePath: arguments[1]))
    let results = URL(filePath: arguments[2])
    for detector in Detectors.all {
      var scores: [[Double]] = []
      let cost = Measure.once { scores = corpus.files.map(detector.run) }
      let points = corpus.files.reduce(0) { $0 + $1.values.count }
      print("\(detector.name)\t\((cost.user / Double(points) * 1e8).rounded() / 100) µs a point")
      try corpus.write(scores, to: results.appending(path: detector.name))
    }
    try report(corpus, results)
  }

  private static func report(_ corpus: NABCorpus, _ results: URL) throws {
    let scoring = NABScoring(corpus.files.map(\.series))
    print("\n\(scoring.series.count) series, \(scoring.windows) windows")
    print("detector\tstandard\tlow FP\tlow FN\tfound\tfalse alerts\tthreshold from other categories (standard)")
    let names = try FileManager.default.contentsOfDirectory(atPath: results.path()).sorted()
    for name in names where !name.hasPrefix(".") {
      guard let scores = try corpus.read(results.appending(path: name)) else { continue }
      let outcomes = NABProfile.all.map { scoring.best(scores, $0) }
      let figures = outcomes.map { rounded($0.score) } + ["\(outcomes[0].found)", "\(outcomes[0].falseAlerts)"]
      print("\(name)\t" + (figures + [rounded(transferred(corpus, scores))]).joined(separator: "\t"))
    }
  }

  /// The standard score when each category of series is judged by the threshold that is best for all others.
  private static func transferred(_ corpus: NABCorpus, _ scores: [[Double]]) -> Double {
    var raw = 0.0
    for category in Set(corpus.files.map(\.category)) {
      let inside = corpus.files.indices.filter { corpus.files[$0].category == category }
      let outside = corpus.files.indices.filter { corpus.files[$0].category != category }
      let others = NABScoring(outside.map { corpus.files[$0].series })
      let threshold = others.best(outside.map { scores[$0] }, .standard).threshold
      let here = NABScoring(inside.map { corpus.files[$0].series })
      raw += here.outcome(inside.map { scores[$0] }, threshold: threshold, .standard).raw
    }
    return NABProfile.standard.normalized(raw, windows: NABScoring(corpus.files.map(\.series)).windows)
  }

  private static func rounded(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}
