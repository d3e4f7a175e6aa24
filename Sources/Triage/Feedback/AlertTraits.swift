import ECS
public import Evidence

/// What an alert looks like to somebody who compares it with others.
public struct AlertTraits: Sendable, Hashable {
  /// The sorts of trait.
  public enum Trait: String, Sendable, Hashable, CaseIterable, Comparable {
    case rule
    case process
    case parent
    case host
    /// The host's name with every run of digits replaced by `#`: `web-07` and `web-12` are of one group.
    case hostGroup = "host_group"
    case user
    case file
    /// The hour in UTC in which it began: intrusions come in bursts.
    case hour

    /// In an explanation.
    public var words: String { self == .hostGroup ? "host group" : rawValue }

    /// In the order of the cases.
    public static func < (a: Trait, b: Trait) -> Bool {
      (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
    }
  }

  /// The traits that are known, lower case.
  public private(set) var values: [Trait: String] = [:]
  /// How many signals it holds, where that is known.
  public private(set) var signalCount: Int?
  /// What its signals gave as reasons: `field=value`.
  public private(set) var reasons: Set<String> = []

  /// What `signalCount` is called among named traits.
  private static let signalCountName = "signals"
  /// Texts longer than this are cut, so that hostile telemetry does not fill memory.
  static let lengthLimit = 200
  /// Reasons remembered of one alert.
  static let reasonLimit = 64

  /// Traits by name, as verdicts carry them; names that are none are left out.
  public init(_ named: [String: String]) {
    signalCount = named[Self.signalCountName].flatMap { Int($0) }
    for (name, value) in named {
      if let trait = Trait(rawValue: name), !value.isEmpty { values[trait] = Self.normal(value) }
    }
    complete()
  }

  /// The traits of an alert.
  ///
  /// - Parameters:
  ///   - tree: The processes around it, for the names of its process and of the parent.
  ///   - names: What people call its entities.
  public init(_ alert: Alert, tree: ProcessTree? = nil, names: [EntityKey: String] = [:]) {
    set(.rule, alert.ruleID)
    set(.hour, Self.hour(of: alert.firstSeen))
    signalCount = alert.signalCount
    for entity in alert.entities.reversed() {
      switch entity.kind {
      case .host: set(.host, names[entity] ?? entity.id)
      case .user: set(.user, entity.id)
      case .file: set(.file, entity.id)
      case .process: set(.process, names[entity] ?? "")
      case .session, .address, .service, .domain: break
      }
    }
    if let tree { setProcess(of: alert, tree) }
    for signal in alert.signals {
      for reason in signal.reasons where reasons.count < Self.reasonLimit {
        reasons.insert(Self.reason(reason.field, reason.value))
      }
    }
    // What was seen when the alert was made holds where its processes are not at hand any more.
    for (name, value) in alert.traits ?? [:] {
      if let trait = Trait(rawValue: name) { set(trait, value) }
    }
    complete()
  }

  /// The traits by name, as verdicts carry them.
  public var named: [String: String] {
    var result: [String: String] = [:]
    for (trait, value) in values { result[trait.rawValue] = value }
    if let signalCount { result[Self.signalCountName] = "\(signalCount)" }
    return result
  }

  /// A fact of an explanation as text.
  static func reason(_ field: String, _ value: String) -> String { normal(field) + "=" + normal(value) }

  private mutating func setProcess(of alert: Alert, _ tree: ProcessTree) {
    let own = tree.nodes.first { $0.alertIDs.contains(alert.id) }
    guard let own else { return }
    set(.process, own.name)
    if let parent = tree.nodes.first(where: { $0.id == own.parentID }) { set(.parent, parent.name) }
  }

  private mutating func set(_ trait: Trait, _ value: String) {
    if !value.isEmpty { values[trait] = Self.normal(value) }
  }

  private mutating func complete() {
    guard values[.hostGroup] == nil, let host = values[.host] else { return }
    values[.hostGroup] = Self.group(ofHost: host)
  }

  /// A host's name with every run of digits as one `#`.
  static func group(ofHost name: String) -> String {
    var result = ""
    var isInDigits = false
    for scalar in name.unicodeScalars {
      let isDigit = ("0"..."9").contains(scalar)
      if !isDigit { result.unicodeScalars.append(scalar) } else if !isInDigits { result += "#" }
      isInDigits = isDigit
    }
    return result
  }

  /// `2026-03-02 14h`.
  static func hour(of time: Int64) -> String {
    let civil = CivilTime(Timestamp(nanoseconds: time))
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(civil.year)-\(two(civil.month))-\(two(civil.day)) \(two(civil.hour))h"
  }

  private static func normal(_ text: String) -> String { String(text.lowercased().prefix(lengthLimit)) }
}
