/// Notices sources that stopped: silent for longer than on any of their latest days.
///
/// For each source the longest pause of each day is kept, of the latest days. When days are exchangeable, a day whose longest
/// pause exceeds all n kept ones by nothing but chance comes once in n + 1 days; a margin makes that rarer still. Sources with
/// fewer than `fewestDays` days are not judged.
public struct SilenceAlarm: Sendable, Hashable, Codable {
  /// One source that stopped.
  public struct Silence: Sendable, Hashable, Codable {
    /// The source.
    public var source: String
    /// Its last sign of life, in days.
    public var last: Double
    /// How long it has been silent, in days.
    public var length: Double
    /// The longest pause of its latest days, in days.
    public var longest: Double
    /// At most how often such an alarm is false, in alarms a day.
    public var falseAlarmsPerDay: Double
  }

  struct Source: Sendable, Hashable, Codable {
    var last: Double
    /// The longest pause that ended today, and of the days before.
    var today: Double = 0
    var day: Int
    var days: [Double] = []
  }

  /// Days kept.
  public let days: Int
  /// A pause must be this many times the longest one.
  public let margin: Double
  /// A source is judged from this many days on.
  public let fewestDays: Int
  /// Sources held; later ones are not watched.
  public let capacity: Int
  var sources: [String: Source] = [:]
  /// Events of sources that there was no room for.
  public internal(set) var unwatched = 0

  /// Times lie within so many days.
  static let latest = 1e9

  /// An alarm that has seen nothing.
  public init(days: Int = 14, margin: Double = 1.5, fewestDays: Int = 3, capacity: Int = 100_000) {
    self.days = max(1, days)
    self.margin = max(1, margin)
    self.fewestDays = max(1, min(fewestDays, days))
    self.capacity = max(1, capacity)
  }

  /// Sources that are watched.
  public var count: Int { sources.count }

  /// Notes a sign of life at a time in days. Times that go backwards tell nothing new.
  public mutating func note(_ name: String, at time: Double) {
    guard time.isFinite, abs(time) < Self.latest else { return }
    let day = Int(time.rounded(.down))
    guard var source = sources[name] else {
      guard sources.count < capacity else {
        unwatched += 1
        return
      }
      sources[name] = Source(last: time, day: day)
      return
    }
    guard time > source.last else { return }
    if day > source.day {
      // The first day is only seen in part, and so is a day that has not ended.
      source.days.append(max(source.today, time - source.last))
      if source.days.count > days { source.days.removeFirst(source.days.count - days) }
      source.today = 0
      source.day = day
    } else {
      source.today = max(source.today, time - source.last)
    }
    source.last = time
    sources[name] = source
  }

  /// The sources that are silent for too long at a time in days, the longest silence against its habit first.
  public func silences(at time: Double) -> [Silence] {
    var result: [Silence] = []
    for (name, source) in sources where source.days.count >= fewestDays {
      let longest = max(source.today, source.days.max() ?? 0)
      let length = time - source.last
      guard length > margin * longest, length > 0 else { continue }
      result.append(
        Silence(
          source: name, last: source.last, length: length, longest: longest,
          falseAlarmsPerDay: 1 / Double(source.days.count + 1)))
    }
    return result.sorted {
      let (a, b) = ($0.length / max($0.longest, 1e-9), $1.length / max($1.longest, 1e-9))
      return a != b ? a > b : $0.source < $1.source
    }
  }
}
