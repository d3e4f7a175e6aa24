import Learning

/// What a version on trial did on its hosts and the version in use on the others, over the same rows: the observation that guard-rails
/// judge (`GuardRails`).
public struct TrialObservation: Sendable {
  /// The version on trial and its share of the hosts, which is 1 for the version in use.
  public var trial: ModelMonitor
  /// The version in use; nil where there is none beside.
  public var reference: ModelMonitor?
  /// Whether a host runs the version on trial.
  public var isOnTrial: @Sendable (String) -> Bool

  /// An observation of a version on trial beside another.
  public init(trial: ModelMonitor, reference: ModelMonitor?, isOnTrial: @escaping @Sendable (String) -> Bool) {
    self.trial = trial
    self.reference = reference
    self.isOnTrial = isOnTrial
  }

  /// Counts alerts and endpoint-days.
  ///
  /// - Parameters:
  ///   - table: Rows as the version on trial reads them, and as the other does.
  ///   - hosts: The host of each row.
  ///   - days: The time of each row in days.
  ///   - trusted: Known-good inputs, as the version on trial reads them.
  public func observe(
    _ table: ModelTable, other: ModelTable?, hosts: [String], days: [Double], trusted: ModelTable? = nil
  ) throws(LifecycleError) -> ReleaseObservation {
    let own = try alerts(trial, table, hosts, days) { isOnTrial($0) }
    var observation = ReleaseObservation(alerts: own.alerts, endpointDays: own.days)
    if let reference, let other {
      let beside = try alerts(reference, other, hosts, days) { !isOnTrial($0) }
      (observation.referenceAlerts, observation.referenceEndpointDays) = (beside.alerts, beside.days)
    }
    if let trusted {
      let threshold = try Self.threshold(trial)
      observation.trusted = trusted.count
      observation.trustedReported = try trial.scores(trusted).count { $0 >= threshold }
    }
    observation.latency = try latency(table)
    return observation
  }

  private static func threshold(_ monitor: ModelMonitor) throws(LifecycleError) -> Double {
    guard let threshold = monitor.loaded.model.threshold else {
      throw LifecycleError("the model has no threshold, so there are no alerts to count")
    }
    return threshold
  }

  private func alerts(
    _ monitor: ModelMonitor, _ table: ModelTable, _ hosts: [String], _ days: [Double], _ takes: (String) -> Bool
  ) throws(LifecycleError) -> (alerts: Int, days: Double) {
    let threshold = try Self.threshold(monitor)
    let scores = try monitor.scores(table)
    var seen: Set<String> = []
    var alerts = 0
    for row in scores.indices where takes(hosts[row]) {
      seen.insert("\(hosts[row])\u{1F}\(days[row].rounded(.down))")
      if scores[row] >= threshold { alerts += 1 }
    }
    return (alerts, Double(seen.count))
  }

  /// Microseconds for a single row, the 95th percentile over at most 1,000 rows.
  private func latency(_ table: ModelTable) throws(LifecycleError) -> Double? {
    let forest: Forest
    do { forest = try Forest(trial.loaded.model.ensemble) } catch { throw LifecycleError("\(error)") }
    var workspace = ForestWorkspace()
    var times: [Double] = []
    for row in 0..<min(1_000, table.count) {
      let values = Array(table.rows[row * table.columns..<(row + 1) * table.columns])
      let start = ContinuousClock.now
      let predictions = forest.predict(rows: values.span, columns: table.columns, using: &workspace)
      _ = trial.loaded.model.score(predictions)
      let parts = (ContinuousClock.now - start).components
      times.append(Double(parts.seconds) * 1e6 + Double(parts.attoseconds) / 1e12)
    }
    times.sort()
    return times.isEmpty ? nil : times[min(times.count - 1, times.count * 95 / 100)]
  }
}
