import Learning

/// A detector with one configuration for all series; it sees each point before the next.
struct Detector: Sendable {
  var name: String
  var run: @Sendable (NABCorpus.File) -> [Double]
}

enum Detectors {
  static let all = [series]

  static let series = Detector(name: "shrike") { file in
    var detector = SeriesDetector()
    return zip(file.values, file.times).map { detector.observe($0, at: $1)?.score ?? 0 }
  }
}
