import ECS

/// What is known of processes: by identifier, and by number on a host at a time.
///
/// A number means the process that started last under it at or before the time of the event; `slack` allows for events
/// out of order. A process whose start was not seen gets an identifier when it is first mentioned, and another one when
/// its image changes, since the number must have been used again.
struct ProcessRegistry: Sendable, Codable {
  /// One process.
  struct Record: Sendable, Codable {
    var id: String
    var parentID: String?
    var name: String?
    var executable: String?
    var commandLine: String?
    var userID: String?
    var userName: String?
    var userDomain: String?
    /// Nanoseconds since 1970; of the first mention when the start was not seen.
    var start: Int64
    var end: Int64?
    var isStartSeen: Bool
  }

  private struct Place: Hashable, Sendable, Codable {
    var host: String
    var pid: Int64
  }

  private struct Use: Sendable, Codable {
    var id: String
    var start: Int64
  }

  /// How far events may be out of order: 2 s.
  static let slack: Int64 = 2_000_000_000
  /// How many processes with one number are remembered on a host.
  private static let usesPerPlace = 4

  private var records: BoundedMap<String, Record>
  private var uses: BoundedMap<Place, [Use]>

  /// A registry of at most so many processes.
  init(capacity: Int) {
    records = BoundedMap(capacity: capacity)
    uses = BoundedMap(capacity: capacity)
  }

  /// The process with an identifier.
  mutating func record(_ id: String) -> Record? { records.value(id) }

  /// The process that had a number at a time.
  mutating func record(host: String, pid: Int64, at time: Int64) -> Record? {
    let last = uses.value(Place(host: host, pid: pid))?.last { $0.start <= time &+ Self.slack }
    return last.flatMap { records.value($0.id) }
  }

  /// The process that started under a number within the slack of a time, and whose image has this name.
  mutating func started(host: String, pid: Int64, at time: Int64, name: String?) -> Record? {
    guard let found = record(host: host, pid: pid, at: time), found.isStartSeen,
      abs(found.start &- time) <= Self.slack, found.name?.lowercased() == name?.lowercased()
    else { return nil }
    return found
  }

  /// Remembers a process under its identifier and its number.
  mutating func add(_ record: Record, host: String?, pid: Int64?) {
    records.set(record, for: record.id)
    guard let host, let pid, pid > 0 else { return }
    let place = Place(host: host, pid: pid)
    var list = uses.value(place) ?? []
    list.removeAll { $0.id == record.id }
    let index = list.firstIndex { $0.start > record.start } ?? list.count
    list.insert(Use(id: record.id, start: record.start), at: index)
    if list.count > Self.usesPerPlace { list.removeFirst() }
    uses.set(list, for: place)
  }

  /// Changes what is known of a process.
  mutating func update(_ record: Record) {
    records.set(record, for: record.id)
  }

  /// An identifier from where and when a process started: 32 hexadecimal digits, the same wherever they are computed.
  static func identifier(host: String, pid: Int64, start: Int64, seen: Bool) -> String {
    var hash = SipHash128(key: (0x7368_7269_6b65_2d70, 0x726f_6365_7373_2d69))
    let text = Array(host.utf8)
    hash.combine(text.span)
    hash.combine(UInt64(bitPattern: pid))
    hash.combine(UInt64(bitPattern: start))
    hash.combine(UInt64(seen ? 1 : 0))
    let value = hash.finalize()
    return [value.high, value.low].map { word in
      let text = String(word, radix: 16)
      return String(repeating: "0", count: 16 - text.count) + text
    }.joined()
  }
}
