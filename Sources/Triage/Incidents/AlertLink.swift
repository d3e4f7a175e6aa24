import Evidence

/// How strongly two alerts belong together, and because of what above all.
struct AlertLink: Sendable {
  /// Indices of the alerts, `first` the earlier one.
  var first: Int
  var second: Int
  /// 0 … 1: the noisy-or of all relations.
  var weight: Double
  /// Whether a relation of cause is among them, which may join over any time.
  var isCausal: Bool
  /// The strongest relation.
  var relation: Relation

  /// One thing that two alerts share.
  struct Relation: Sendable {
    var kind: Kind
    var entity: EntityKey
    var weight: Double
  }

  /// The sorts of relation with their greatest weight and the time in which it halves.
  ///
  /// The weights order the relations by how seldom unrelated alerts share them by accident; they were set by judgement, not
  /// learnt. With the default threshold of 0.5, a shared process tree joins alerts for a day, sharing nothing but the
  /// host joins them for 8 minutes, and weaker relations join only together.
  enum Kind: Sendable, CaseIterable {
    case processTree, session, file, address, domain, user, service, origin, host

    var weight: Double {
      switch self {
      case .processTree: 1
      case .session: 0.9
      case .file, .user: 0.8
      case .address, .domain: 0.7
      case .origin: 0.75
      case .host: 0.6
      case .service: 0.5
      }
    }

    var halfLife: Int64 {
      switch self {
      case .processTree, .file: TimeSpan.day
      case .session, .address, .domain: 12 * TimeSpan.hour
      case .user, .service, .origin: 6 * TimeSpan.hour
      case .host: TimeSpan.hour / 2
      }
    }

    /// The sort of relation that sharing an entity is.
    init?(_ kind: EntityKey.Kind) {
      switch kind {
      case .process: self = .processTree
      case .session: self = .session
      case .file: self = .file
      case .address: self = .address
      case .domain: self = .domain
      case .user: self = .user
      case .service: self = .service
      case .host: self = .host
      }
    }
  }
}
