import Learning

/// What a version on trial did, and the version in use beside it over the same time.
public struct ReleaseObservation: Sendable, Hashable, Codable {
  /// Alerts and endpoint-days of the version on trial.
  public var alerts: Int
  /// See `alerts`.
  public var endpointDays: Double
  /// Alerts and endpoint-days of the version in use; zero days when there is none.
  public var referenceAlerts: Int
  /// See `referenceAlerts`.
  public var referenceEndpointDays: Double
  /// Known-good inputs that were scored, and those of them that were reported.
  public var trusted: Int
  /// See `trusted`.
  public var trustedReported: Int
  /// Microseconds for a score, the 95th percentile; nil when it was not measured.
  public var latency: Double?

  /// An observation by its parts.
  public init(
    alerts: Int, endpointDays: Double, referenceAlerts: Int = 0, referenceEndpointDays: Double = 0, trusted: Int = 0,
    trustedReported: Int = 0, latency: Double? = nil
  ) {
    self.alerts = alerts
    self.endpointDays = endpointDays
    self.referenceAlerts = referenceAlerts
    self.referenceEndpointDays = referenceEndpointDays
    self.trusted = trusted
    self.trustedReported = trustedReported
    self.latency = latency
  }
}

extension ReleaseObservation {
  /// Counts above this are refused: a roll-back needs far fewer.
  public static let mostAlerts = 1_000_000

  /// Throws when the numbers cannot be counts of anything.
  func check() throws(LifecycleError) {
    guard (0...Self.mostAlerts).contains(alerts), (0...Self.mostAlerts).contains(referenceAlerts), trusted >= 0,
      (0...trusted).contains(trustedReported), endpointDays >= 0, endpointDays.isFinite, referenceEndpointDays >= 0,
      referenceEndpointDays.isFinite
    else {
      throw LifecycleError(
        "an observation has alerts from 0 to \(Self.mostAlerts), days that are not negative, and at most as many reports as trusted inputs"
      )
    }
  }
}

/// Limits whose breach rolls a version back, each judged so that watching often does not break it by chance.
public struct GuardRails: Sendable, Hashable, Codable {
  /// The most alerts per endpoint-day against the version in use.
  public var alertRatio = 2.0
  /// The most alerts per endpoint-day in itself.
  public var alertsPerEndpointDay: Double?
  /// The highest rate of reports on known-good inputs.
  public var trustedFalsePositiveRate = 0.001
  /// The most microseconds for a score, at the 95th percentile.
  public var latency: Double?
  /// The chance that a version that keeps a limit is ever rolled back for it: the n-th look spends α/(n(n + 1)) of it.
  public var alpha = 0.01

  /// The defaults.
  public init() {}

  /// The limits that an observation breaks, in words.
  public func broken(_ seen: ReleaseObservation, look: Int) -> [String] {
    let level = alpha / Double(max(1, look)) / Double(max(1, look) + 1)
    var result: [String] = []
    if seen.endpointDays > 0, seen.referenceEndpointDays > 0 {
      // Given the sum of two Poisson counts, one of them is binomial (J. Przyborowski, H. Wilenski, 1940).
      let exposure = alertRatio * seen.endpointDays / (alertRatio * seen.endpointDays + seen.referenceEndpointDays)
      let least = Binomial.lowerLimit(
        successes: seen.alerts, trials: seen.alerts + seen.referenceAlerts, confidence: 1 - level)
      if least > exposure {
        result.append(
          "more than \(alertRatio) times the alerts per endpoint-day of the version in use (\(seen.alerts) in \(seen.endpointDays), \(seen.referenceAlerts) in \(seen.referenceEndpointDays) endpoint-days)"
        )
      }
    }
    if let most = alertsPerEndpointDay, seen.endpointDays > 0,
      PoissonLimit.lower(seen.alerts, confidence: 1 - level) > most * seen.endpointDays
    {
      result.append("more than \(most) alerts per endpoint-day (\(seen.alerts) in \(seen.endpointDays))")
    }
    if seen.trusted > 0,
      Binomial.lowerLimit(successes: seen.trustedReported, trials: seen.trusted, confidence: 1 - level)
        > trustedFalsePositiveRate
    {
      result.append("\(seen.trustedReported) of \(seen.trusted) known-good inputs were reported")
    }
    if let latency, let measured = seen.latency, measured > latency {
      result.append("a score takes \(measured) µs at the 95th percentile, more than \(latency)")
    }
    return result
  }
}
