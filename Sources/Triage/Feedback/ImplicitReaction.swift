public import Learning

/// What people do about alerts without giving a verdict, and what that is first taken to mean.
///
/// The guesses are where estimation begins (`ReactionModel`); they are replaced as explicit verdicts and reactions coincide.
public enum ImplicitReaction: String, Sendable, Hashable, CaseIterable {
  /// Nothing was done until the alert aged out.
  case ignored
  /// Closed without having been opened.
  case closedUnread = "closed_unread"
  /// Closed together with many others.
  case bulkClosed = "bulk_closed"
  /// Closed by a rule, not by a person.
  case autoClosed = "auto_closed"
  /// Opened and closed within a minute.
  case closedQuickly = "closed_quickly"
  /// Closed after it was looked at.
  case closed
  /// An exception was added because of it.
  case exceptionAdded = "exception_added"
  /// Its rule was switched off.
  case ruleDisabled = "rule_disabled"
  /// The file was released from quarantine.
  case quarantineReleased = "quarantine_released"
  /// What it names goes on running on many hosts without consequence.
  case ranAcrossFleet = "ran_across_fleet"
  /// A ticket was opened for it.
  case ticketOpened = "ticket_opened"
  /// It was closed and opened again.
  case reopened
  /// The password of its user was reset.
  case passwordReset = "password_reset"
  /// Its host was taken off the network.
  case hostIsolated = "host_isolated"

  /// Whether it is what people do about an intrusion, after they looked. It never speaks against an alert.
  public var isResponse: Bool {
    [.ticketOpened, .reopened, .passwordReset, .hostIsolated].contains(self)
  }

  /// The guess of P(reaction | examined, malicious), P(reaction | examined, benign) and P(reaction | nobody looked), in
  /// thousandths before they are made to sum to 1.
  var guess: (malicious: Double, benign: Double, unexamined: Double) {
    switch self {
    case .ignored: (40, 60, 600)
    case .closedUnread: (5, 20, 150)
    case .bulkClosed: (10, 90, 150)
    case .autoClosed: (5, 20, 90)
    case .closedQuickly: (30, 240, 2)
    case .closed: (60, 330, 2)
    case .exceptionAdded: (5, 100, 1)
    case .ruleDisabled: (5, 40, 2)
    case .quarantineReleased: (10, 50, 1)
    case .ranAcrossFleet: (5, 30, 5)
    case .ticketOpened: (300, 15, 1)
    case .reopened: (75, 15, 1)
    case .passwordReset: (150, 5, 1)
    case .hostIsolated: (300, 5, 1)
    }
  }

  /// The number under which models know it.
  public var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// Strata of prominence: how many alerts were above it in the queue.
  public static let strata = [1...10, 11...50, 51...200, 201...1_000_000_000]

  /// The stratum of a rank; things of unknown rank count as the last.
  public static func stratum(ofRank rank: Int?) -> Int {
    guard let rank else { return strata.count - 1 }
    return strata.firstIndex { $0.contains(rank) } ?? strata.count - 1
  }

  /// Where estimation begins.
  public static var guess: ReactionModel.Guess {
    ReactionModel.Guess(
      positive: allCases.map(\.guess.malicious), negative: allCases.map(\.guess.benign),
      unexamined: allCases.map(\.guess.unexamined), propensities: [0.9, 0.6, 0.3, 0.1], prevalence: 0.1,
      strength: 200)
  }
}
