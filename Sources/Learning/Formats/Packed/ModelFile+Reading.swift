extension ModelFile {
  /// True when bytes begin as a packed model does.
  public static func isPacked(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

  /// Reads a packed model. Throws when it is damaged, of another version, or not sound.
  public init(packed bytes: [UInt8]) throws(ModelError) {
    guard Self.isPacked(bytes), bytes.count >= Self.headerBytes else {
      throw ModelError("is not a packed model", at: "byte 0")
    }
    func word(_ place: Int) -> UInt64 {
      (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) }
    }
    let version = word(8)
    guard Self.versions.contains(version) else {
      throw ModelError(
        "has version \(version), and this program reads versions up to \(Self.versions.upperBound)", at: "byte 8")
    }
    guard word(24) == UInt64(bytes.count), word(16) <= UInt64(bytes.count - Self.headerBytes) else {
      throw ModelError("has \(bytes.count) bytes instead of \(word(24)): it is cut off or damaged", at: "byte 24")
    }
    guard Self.checksum(bytes.span.extracting(Self.headerBytes..<bytes.count)) == word(32) else {
      throw ModelError("is damaged: its checksum differs", at: "byte 32")
    }
    let bodyStart = Self.headerBytes + Int(word(16))
    var model: ModelFile
    let treeCount: Int
    let neighbours: [UInt8]?
    do throws(StateError) {
      var reader = try StateReader(Array(bytes[Self.headerBytes..<bodyStart]), tag: "forest", version: version)
      (model, treeCount) = try Self.describe(&reader, treesFrom: bytes.count - bodyStart)
      neighbours = version == 1 ? nil : try reader.data()
      try reader.end()
    } catch { throw ModelError(error.description, at: "description") }
    if let neighbours { model.neighbours = try LeafNeighbours(state: neighbours, treeCount: treeCount) }
    model.ensemble.trees = try Self.trees(bytes, from: bodyStart, count: treeCount)
    try model.ensemble.validate()
    self = model
  }

  private static func describe(_ reader: inout StateReader, treesFrom bodyBytes: Int) throws(StateError) -> (
    ModelFile, Int
  ) {
    let most = Int(Int32.max) - 1
    let features = try reader.integer(in: 0...most)
    var names: [String] = []
    for _ in 0..<(try reader.count()) { names.append(try reader.string()) }
    let outputs = try reader.integer(in: 1...1 << 20)
    var labels: [String] = []
    for _ in 0..<(try reader.count()) { labels.append(try reader.string()) }
    var base: [Double] = []
    for _ in 0..<outputs { base.append(try reader.double()) }
    let divisor = try reader.double()
    let kind = try reader.number()
    guard let transform = OutputTransform(code: kind, scale: try reader.double()) else {
      throw StateError("the transformation \(kind) is unknown")
    }
    let precisions = [try reader.integer(in: 0...1), try reader.integer(in: 0...1)].map {
      $0 == 0 ? TreeEnsemble.Precision.float32 : .float64
    }
    var ensemble = TreeEnsemble(
      featureCount: features, outputCount: outputs, transform: transform, inputPrecision: precisions[0],
      sumPrecision: precisions[1], origin: try reader.string())
    (ensemble.featureNames, ensemble.classLabels, ensemble.base, ensemble.divisor) = (names, labels, base, divisor)
    for _ in 0..<(try reader.count()) {
      var set: [UInt32] = []
      for _ in 0..<(try reader.count()) { set.append(UInt32(try reader.integer(in: 0...Int(UInt32.max)))) }
      ensemble.categorySets.append(set)
    }
    for _ in 0..<(try reader.count()) { ensemble.valueSets.append(try reader.doubles()) }
    ensemble.leafVectors = try reader.doubles()
    let trees = try reader.integer(in: 0...bodyBytes / 8)
    var model = ModelFile(ensemble)
    model.calibrator = try calibrator(&reader)
    model.threshold = try reader.doubles().first
    for _ in 0..<(try reader.count()) {
      model.card.append(CardEntry(try reader.string(), try reader.string()))
    }
    return (model, trees)
  }

  private static func calibrator(_ reader: inout StateReader) throws(StateError) -> Calibrator? {
    let kind = try reader.number()
    guard kind != 0 else { return nil }
    let list = try reader.doubles()
    switch (kind, list.count) {
    case (1, 2): return .platt(a: list[0], b: list[1])
    case (2, 3): return .beta(a: list[0], b: list[1], c: list[2])
    case (3, _):
      let probabilities = try reader.doubles()
      let isRising = zip(list, list.dropFirst()).allSatisfy { $0 < $1 }
      guard probabilities.count == list.count, !list.isEmpty, isRising else { break }
      return .isotonic(scores: list, probabilities: probabilities)
    default: break
    }
    throw StateError("the calibration is damaged")
  }

  private static func trees(_ bytes: [UInt8], from start: Int, count: Int) throws(ModelError) -> [DecisionTree] {
    let view = bytes.span
    func word(_ place: Int) -> UInt64 {
      var value: UInt64 = 0
      for index in 0..<8 { value |= UInt64(view[place &+ index]) &<< UInt64(8 &* index) }
      return value
    }
    func half(_ place: Int) -> Int32 {
      var value: UInt32 = 0
      for index in 0..<4 { value |= UInt32(view[place &+ index]) &<< UInt32(8 &* index) }
      return Int32(bitPattern: value)
    }
    var total = 0
    for tree in 0..<count { total += Int(word(start + 8 * tree) >> 32) }
    guard bytes.count - start == 8 * count + nodeBytes * total else {
      throw ModelError("has \(bytes.count - start) bytes for \(count) trees of \(total) nodes", at: "trees")
    }
    let thresholds = start + 8 * count
    let fields = thresholds + 24 * total
    let flags = fields + 16 * total
    var trees: [DecisionTree] = []
    trees.reserveCapacity(count)
    var first = 0
    for tree in 0..<count {
      let header = word(start + 8 * tree)
      var nodes: [TreeNode] = []
      nodes.reserveCapacity(Int(header >> 32))
      for index in first..<first + Int(header >> 32) {
        let flag = view[flags + index]
        guard let test = TreeNode.Test(rawValue: flag & 3), let missing = TreeNode.Missing(rawValue: flag >> 2 & 3),
          flag < 0x20
        else { throw ModelError("the flags \(flag) are unknown", at: "tree \(tree) node \(index - first)") }
        let feature = half(fields + 4 * index)
        let extra = half(fields + 12 * total + 4 * index)
        nodes.append(
          TreeNode(
            feature: feature, test: test, missing: missing, missingGoesLeft: flag & 0x10 != 0,
            threshold: Double(bitPattern: word(thresholds + 8 * index)), set: feature < 0 ? -1 : extra,
            left: half(fields + 4 * total + 4 * index), right: half(fields + 8 * total + 4 * index),
            value: Double(bitPattern: word(thresholds + 8 * total + 8 * index)), vector: feature < 0 ? extra : -1,
            cover: Double(bitPattern: word(thresholds + 16 * total + 8 * index)), gain: 0))
      }
      first += nodes.count
      trees.append(DecisionTree(nodes: nodes, output: Int(header & 0xFFFF_FFFF)))
    }
    return trees
  }
}

extension StateReader {
  fileprivate mutating func doubles() throws(StateError) -> [Double] {
    var list: [Double] = []
    for _ in 0..<(try count(ofSize: 8)) { list.append(try double()) }
    return list
  }
}
