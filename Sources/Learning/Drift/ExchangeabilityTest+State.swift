extension ExchangeabilityTest: StatefulEstimator {
  /// What its snapshots begin with.
  public static let stateTag = "exchangeability-test"
  /// The version of what is written.
  public static let stateVersion: UInt64 = 1

  /// Writes the state.
  public func write(to writer: inout StateWriter) {
    for value in [jump, logCapital, peak] + shares { writer.append(value) }
    writer.append(count: count)
  }

  /// Restores a state.
  public init(from reader: inout StateReader) throws(StateError) {
    let jump = try reader.finite()
    self.init(jump: jump)
    logCapital = try reader.finite()
    peak = try reader.finite()
    for index in shares.indices { shares[index] = try reader.finite() }
    guard self.jump == jump, shares.allSatisfy({ (0...1).contains($0) }), shares.contains(where: { $0 > 0 }),
      peak >= max(0, logCapital)
    else { throw StateError("the capital of a test is damaged") }
    count = try reader.integer(in: 0...(1 << 60))
  }
}
