import ECS

/// The data streams that index patterns mean.
struct DataStreams {
  /// The names of data sets; empty if the patterns say nothing of them.
  private var sets: [GlobPattern] = []
  /// Whether one of them is filled from the logs of Windows.
  private var areOfWindows = false

  /// Integrations that read logs of Windows.
  private static let windows: Set<String> = ["windows", "system", "winlog", "endpoint"]

  /// Reads patterns such as `logs-endpoint.events.process-*`: type, data set, namespace.
  init(_ patterns: [String]) {
    for pattern in patterns {
      let parts = pattern.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, ["logs", "metrics", "traces"].contains(parts[0]) else {
        sets = []
        return
      }
      var name = parts[1]
      if let dash = name.lastIndex(of: "-") { name = name[..<dash] }
      sets.append(GlobPattern(Array(name.utf8), insensitive: false))
      let integration = name.prefix { $0 != "." }
      if integration.contains("*") || Self.windows.contains(String(integration)) { areOfWindows = true }
    }
  }

  /// Holds for events whose data set is one of them, and for events that name none, unless they are known to be from
  /// elsewhere.
  var condition: Term {
    guard !sets.isEmpty else { return .yes }
    let stream = Term.field(.named("data_stream.dataset"))
    let dataset = Term.field(.eventDataset)
    var unnamed = [Term.isNull(dataset)]
    if !areOfWindows { unnamed.append(.isNull(.field(.named("winlog.channel")))) }
    return Folding.or([
      .test(stream, .like(sets)),
      Folding.and([.isNull(stream), Folding.or([Folding.and(unnamed), .test(dataset, .like(sets))])]),
    ])
  }
}
