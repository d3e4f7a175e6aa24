/// Under which identifiers hosts were known before, so that what was remembered of them there is still found.
struct FormerHosts: Sendable, Codable {
  private var former: BoundedMap<String, [String]>
  /// Identifiers remembered of one host.
  private static let most = 4

  init(capacity: Int) { former = BoundedMap(capacity: capacity) }

  /// Notes that a host, with all that it was before, is another.
  mutating func note(_ old: String, is new: String) {
    guard old != new else { return }
    var known = former.value(new) ?? []
    for id in [old] + (former.value(old) ?? []) where id != new && !known.contains(id) { known.append(id) }
    former.set(Array(known.prefix(Self.most)), for: new)
    former.remove(old)
  }

  /// The identifiers that a host had before, latest first.
  mutating func of(_ host: String) -> [String] { former.isEmpty ? [] : former.value(host) ?? [] }
}
