import Learning
import Lifecycle
import Signing
public import Tables

/// What the columns of a table are for.
public struct TrainingRoles: Sendable {
  /// The column of labels, 0 and 1; nil where labels are joined.
  public var label: String?
  /// Labels from elsewhere, and the column with the identifier that they are for.
  public var joined: (labels: JoinedLabels, id: String)?
  /// A column of numbers with the time of a row.
  public var time: String?
  /// A column of text whose rows are never divided.
  public var group: String?
  /// A column of numbers with the weight of a row.
  public var weight: String?
  /// Columns of numbers that are no features.
  public var dropped: [String] = []

  /// Nothing is said yet.
  public init() {}
}

/// A table taken apart by what its columns are for.
public struct TrainingInput: Sendable {
  /// Features, labels and weights.
  public var table: TrainingTable
  /// How rows are divided.
  public var division: TrainingDivision
  /// The columns of text that are left, for slices and sources.
  public var texts: [(name: String, values: [String])]
  /// Rows without a label, which are left out.
  public var unlabelled: Int

  /// Takes a table apart.
  public init(_ data: DataTable, roles: TrainingRoles) throws {
    var data = data
    var unlabelled = 0
    var joined: [JoinedLabels.Label]?
    if let (labels, id) = roles.joined {
      let names = try Self.identifiers(id, &data)
      let found = names.map { labels[$0] }
      let known = found.indices.filter { found[$0] != nil }
      guard !known.isEmpty else {
        throw TrainingError("none of the \(labels.count) labels is for a row: \(id) holds \(names.first ?? "nothing")")
      }
      unlabelled = names.count - known.count
      data = data.selecting(rows: known)
      joined = found.compactMap { $0 }
    }
    let times = try roles.time.map { try Self.number($0, "the time", &data) }
    let own = try roles.weight.map { try Self.number($0, "the weight", &data) }
    for name in roles.dropped where data.remove(column: name) == nil {
      throw TrainingError("there is no column \(name) of numbers to leave out")
    }
    let groups = try roles.group.map { try Self.text($0, data) }
    var weights = own
    let features: ModelTable
    if let joined {
      features = ModelTable(data.numbers, labels: joined.map { $0.probability >= 0.5 ? 1 : 0 })
      // How sure a label is says how much it counts.
      weights = joined.indices.map { joined[$0].weight * (own?[$0] ?? 1) }
    } else {
      guard let label = roles.label else { throw TrainingError("name the column of labels, or labels and identifiers") }
      features = try ModelTable(data, label: label)
    }
    table = try TrainingTable(features, weights: weights)
    texts = data.texts
    self.unlabelled = unlabelled
    division =
      switch (times, groups) {
      case (nil, nil): .random
      case (nil, let groups?): .groups(groups)
      case (let times?, nil): .time(times)
      case (let times?, let groups?): .timeAndGroups(times, groups)
      }
  }

  private static func number(_ name: String, _ what: String, _ data: inout DataTable) throws -> [Double] {
    guard let column = data.remove(column: name) else {
      throw TrainingError("there is no column \(name) of numbers to take as \(what)")
    }
    if let row = column.firstIndex(where: { !$0.isFinite }) {
      throw TrainingError("row \(row + 1) has no \(name) to take as \(what)")
    }
    return column
  }

  private static func text(_ name: String, _ data: DataTable) throws -> [String] {
    guard let column = data.texts.first(where: { $0.name == name }) else {
      throw TrainingError("there is no column \(name) of text")
    }
    return column.values
  }

  /// A column of identifiers, text or whole numbers.
  private static func identifiers(_ name: String, _ data: inout DataTable) throws -> [String] {
    if let column = data.texts.first(where: { $0.name == name }) { return column.values }
    guard let column = data.remove(column: name) else { throw TrainingError("there is no column \(name)") }
    return column.map { Int64(exactly: $0).map(String.init) ?? "\($0)" }
  }

  /// The SHA-256 digest of everything that is trained on: names, features, labels, weights, times and groups.
  public var digest: String {
    var hasher = ContentHasher()
    func add(_ values: some Sequence<Double>) {
      var bytes: [UInt8] = []
      for value in values {
        // One NaN is as missing as another.
        let bits = value.isNaN ? Double.nan.bitPattern : value.bitPattern
        for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift))) }
      }
      hasher.update(bytes)
    }
    let features = table.features
    hasher.update(Array(features.names.joined(separator: "\u{1F}").utf8))
    for row in 0..<features.count { add(features.rows[row * features.columns..<(row + 1) * features.columns]) }
    add(table.labels.map { $0 ? 1 : 0 })
    add(table.weights)
    switch division {
    case .random: break
    case .time(let times): add(times)
    case .groups(let groups): hasher.update(Array(groups.joined(separator: "\u{1F}").utf8))
    case .timeAndGroups(let times, let groups):
      add(times)
      hasher.update(Array(groups.joined(separator: "\u{1F}").utf8))
    }
    return hasher.digest()
  }
}
