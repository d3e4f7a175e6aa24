/// Joins alerts along their links, the strongest first, into clusters of bounded size and duration.
///
/// Single linkage alone would chain everything on a busy host into one; so a link that is not one of cause does not join
/// two clusters that together would last longer than an incident may, and none joins more alerts than an incident holds.
struct Agglomeration {
  private var parents: [Int]
  private var spans: [TimeSpan]
  private var sizes: [Int]
  /// The links that joined clusters: a spanning tree of each.
  private(set) var used: [AlertLink] = []

  init(_ spans: [TimeSpan], _ links: [AlertLink], _ configuration: TriageConfiguration) {
    parents = Array(spans.indices)
    self.spans = spans
    sizes = [Int](repeating: 1, count: spans.count)
    let ordered = links.filter { $0.weight >= configuration.linkThreshold }.sorted {
      ($0.weight, $1.first, $1.second) > ($1.weight, $0.first, $0.second)
    }
    for link in ordered { join(link, configuration) }
  }

  /// Members of each cluster in rising order, clusters by their first member.
  mutating func clusters() -> [[Int]] {
    var members: [Int: [Int]] = [:]
    for index in parents.indices { members[root(index), default: []].append(index) }
    return members.values.sorted { $0[0] < $1[0] }
  }

  private mutating func join(_ link: AlertLink, _ configuration: TriageConfiguration) {
    let first = root(link.first)
    let second = root(link.second)
    guard first != second, sizes[first] + sizes[second] <= configuration.alertsPerIncident else { return }
    let span = spans[first].union(spans[second])
    guard link.isCausal || span.length <= configuration.incidentSpan else { return }
    parents[second] = first
    spans[first] = span
    sizes[first] += sizes[second]
    used.append(link)
  }

  private mutating func root(_ index: Int) -> Int {
    var top = index
    while parents[top] != top { top = parents[top] }
    var current = index
    while parents[current] != top { (parents[current], current) = (top, parents[current]) }
    return top
  }
}
