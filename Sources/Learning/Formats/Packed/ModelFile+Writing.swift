extension ModelFile {
  // The file: eight bytes of magic, a version, the length of the description and of everything, a checksum; the description
  // (as `StateWriter` writes it); then the nodes of all trees as flat little-endian arrays, one field after the other, so that
  // reading is a few sweeps over memory.
  static let magic = Array("SHRKTREE".utf8)
  // Files with known rows are of version 2, all others of version 1, which older programs read.
  static let versions: ClosedRange<UInt64> = 1...2
  private var version: UInt64 { neighbours == nil ? 1 : 2 }
  static let headerBytes = 40
  /// Bytes of a node over all arrays.
  static let nodeBytes = 4 * 4 + 1 + 3 * 8

  /// The model's bytes.
  public func packed() -> [UInt8] {
    let description = self.description()
    let nodes = ensemble.trees.lazy.flatMap(\.nodes)
    var body = FlatBytes()
    for tree in ensemble.trees { body.append(UInt64(tree.nodes.count) << 32 | UInt64(tree.output)) }
    for node in nodes { body.append(node.threshold.bitPattern) }
    for node in nodes { body.append(node.value.bitPattern) }
    for node in nodes { body.append(node.cover.bitPattern) }
    for node in nodes { body.append(UInt32(bitPattern: node.feature)) }
    for node in nodes { body.append(UInt32(bitPattern: node.left)) }
    for node in nodes { body.append(UInt32(bitPattern: node.right)) }
    for node in nodes { body.append(UInt32(bitPattern: node.isLeaf ? node.vector : node.set)) }
    for node in nodes { body.bytes.append(Self.flags(node)) }
    let content = description + body.bytes
    var file = FlatBytes(bytes: Self.magic)
    file.append(version)
    file.append(UInt64(description.count))
    file.append(UInt64(Self.headerBytes + content.count))
    file.append(Self.checksum(content.span))
    return file.bytes + content
  }

  private static func flags(_ node: TreeNode) -> UInt8 {
    node.test.rawValue | node.missing.rawValue << 2 | (node.missingGoesLeft ? 0x10 : 0)
  }

  private func description() -> [UInt8] {
    var writer = StateWriter(tag: "forest", version: version)
    writer.append(count: ensemble.featureCount)
    writer.append(count: ensemble.featureNames.count)
    for name in ensemble.featureNames { writer.append(name) }
    writer.append(count: ensemble.outputCount)
    writer.append(count: ensemble.classLabels.count)
    for label in ensemble.classLabels { writer.append(label) }
    for value in ensemble.base { writer.append(value) }
    writer.append(ensemble.divisor)
    let (kind, scale) = ensemble.transform.code
    writer.append(kind)
    writer.append(scale)
    writer.append(UInt64(ensemble.inputPrecision.rawValue))
    writer.append(UInt64(ensemble.sumPrecision.rawValue))
    writer.append(ensemble.origin)
    writer.append(count: ensemble.categorySets.count)
    for set in ensemble.categorySets {
      writer.append(count: set.count)
      for word in set { writer.append(UInt64(word)) }
    }
    writer.append(count: ensemble.valueSets.count)
    for set in ensemble.valueSets { writer.append(numbers: set) }
    writer.append(numbers: ensemble.leafVectors)
    writer.append(count: ensemble.trees.count)
    switch calibrator {
    case nil: writer.append(UInt64(0))
    case .platt(let a, let b):
      writer.append(UInt64(1))
      writer.append(numbers: [a, b])
    case .beta(let a, let b, let c):
      writer.append(UInt64(2))
      writer.append(numbers: [a, b, c])
    case .isotonic(let scores, let probabilities):
      writer.append(UInt64(3))
      writer.append(numbers: scores)
      writer.append(numbers: probabilities)
    }
    writer.append(numbers: threshold.map { [$0] } ?? [])
    writer.append(count: card.count)
    for entry in card {
      writer.append(entry.name)
      writer.append(entry.text)
    }
    if let neighbours { writer.append(neighbours.state) }
    return writer.bytes
  }

  /// FNV-1a over words of eight bytes: finds damage; it does not protect against forgery, which signatures do.
  static func checksum(_ bytes: Span<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var index = 0
    while index < bytes.count {
      var word: UInt64 = 0
      let end = min(index + 8, bytes.count)
      for place in index..<end { word |= UInt64(bytes[place]) &<< UInt64(8 &* (place &- index)) }
      hash = (hash ^ word) &* 0x0000_0100_0000_01B3
      hash ^= hash &>> 29
      index = end
    }
    return hash
  }
}

/// Little-endian words.
struct FlatBytes {
  var bytes: [UInt8] = []

  mutating func append(_ word: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word &>> shift)) }
  }

  mutating func append(_ word: UInt32) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word &>> shift)) }
  }
}

extension StateWriter {
  fileprivate mutating func append(numbers: [Double]) {
    append(count: numbers.count)
    for number in numbers { append(number) }
  }
}

extension OutputTransform {
  /// Its number in files, and its scale.
  var code: (kind: UInt64, scale: Double) {
    switch self {
    case .identity: (0, 0)
    case .sigmoid(let scale): (1, scale)
    case .sigmoidPair: (2, 0)
    case .complement: (3, 0)
    case .softmax: (4, 0)
    case .softmaxOfVotes: (5, 0)
    case .exponential: (6, 0)
    case .logOnePlusExponential: (7, 0)
    case .signedSquare: (8, 0)
    case .step: (9, 0)
    case .negativePowerOfTwo: (10, 0)
    }
  }

  init?(code: UInt64, scale: Double) {
    let all: [OutputTransform] = [
      .identity, .sigmoid(scale: scale), .sigmoidPair, .complement, .softmax, .softmaxOfVotes, .exponential,
      .logOnePlusExponential, .signedSquare, .step, .negativePowerOfTwo,
    ]
    guard code < UInt64(all.count) else { return nil }
    self = all[Int(code)]
  }
}
