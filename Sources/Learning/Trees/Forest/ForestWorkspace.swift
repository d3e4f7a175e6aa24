/// Memory that scoring reuses from row to row; one for each thread. A workspace fits any forest.
public struct ForestWorkspace: Sendable {
  var narrowKeys: [UInt32] = []
  var wideKeys: [UInt64] = []
  var narrowRow: [Float] = []
  var wideRow: [Double] = []
  var leaves: [UInt32] = []

  /// An empty workspace; it grows with its first row.
  public init() {}
}
