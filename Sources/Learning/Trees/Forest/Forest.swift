/// A tree ensemble compiled for scoring.
///
/// A row is first turned into integer keys, one for each distinct question the forest asks, which settles missing
/// values, categories and precision; then all trees are walked over one flat array, eight at a time. Rows of floats and
/// of doubles give exactly the decisions of the library that made the model: a threshold between two floats is rounded
/// to the float below it, which no float can tell from the original.
public struct Forest: Sendable {
  let slots: ForestSlots
  let narrow: ForestLayout<NarrowNode>?
  let wide: ForestLayout<WideNode>?
  /// Values of scalar leaves by ordinal; rows of `leafVectors` by ordinal in `leafRows` when leaves are vectors.
  let leafValues: [Double]
  let leafRows: [UInt32]
  let leafVectors: [Double]
  let outputs: [UInt32]
  let base: [Double]
  let divisor: Double
  let sumPrecision: TreeEnsemble.Precision
  let inputPrecision: TreeEnsemble.Precision

  /// The number of columns of an input row.
  public let featureCount: Int
  /// The number of margins.
  public let outputCount: Int
  /// How margins become predictions.
  public let transform: OutputTransform

  /// Compiles an ensemble. Throws when it is not sound (`TreeEnsemble.validate`).
  public init(_ ensemble: TreeEnsemble) throws(ModelError) {
    try ensemble.validate()
    var index: [ForestSlots.Slot: Int] = [:]
    slots = ForestSlots(ensemble, index: &index)
    let narrow = ForestLayout<NarrowNode>(ensemble, slots: index, slotCount: slots.count)
    // Doubles are compared as doubles only where the model was made for them.
    if ensemble.inputPrecision == .float64 || narrow == nil {
      guard let layout = ForestLayout<WideNode>(ensemble, slots: index, slotCount: slots.count) else {
        throw ModelError("the ensemble has too many leaves or splits")
      }
      wide = layout
    } else {
      wide = nil
    }
    self.narrow = narrow
    let leaves = ensemble.trees.lazy.flatMap { $0.nodes.lazy.filter(\.isLeaf) }
    let vectors = ensemble.hasVectorLeaves
    leafValues = vectors ? [] : leaves.map(\.value)
    leafRows = vectors ? leaves.map { UInt32($0.vector) } : []
    leafVectors = ensemble.leafVectors
    outputs = ensemble.trees.map { UInt32($0.output) }
    base = ensemble.base
    divisor = ensemble.divisor
    sumPrecision = ensemble.sumPrecision
    inputPrecision = ensemble.inputPrecision
    featureCount = ensemble.featureCount
    outputCount = ensemble.outputCount
    transform = ensemble.transform
  }

  /// The number of trees.
  public var treeCount: Int { outputs.count }
  /// The number of predictions of a row.
  public var predictionCount: Int { transform.predictionCount(outputCount: outputCount) }

  /// The margins of one row of floats, `outputCount` values.
  public func margins(_ row: Span<Float>, using workspace: inout ForestWorkspace) -> [Double] {
    precondition(row.count >= featureCount, "a row has fewer columns than the forest")
    guard let narrow else {
      workspace.wideRow.removeAll(keepingCapacity: true)
      for index in 0..<featureCount { workspace.wideRow.append(Double(row[index])) }
      let copy = workspace.wideRow
      return wideMargins(copy.span, &workspace)
    }
    return narrowMargins(row, narrow, &workspace)
  }

  /// The margins of one row of doubles. A model made for floats sees them rounded to floats.
  public func margins(_ row: Span<Double>, using workspace: inout ForestWorkspace) -> [Double] {
    precondition(row.count >= featureCount, "a row has fewer columns than the forest")
    if inputPrecision == .float64 { return wideMargins(row, &workspace) }
    workspace.narrowRow.removeAll(keepingCapacity: true)
    for index in 0..<featureCount { workspace.narrowRow.append(Float(row[index])) }
    let copy = workspace.narrowRow
    return margins(copy.span, using: &workspace)
  }

  /// The predictions of one row: its margins transformed.
  public func predict(_ row: Span<Float>, using workspace: inout ForestWorkspace) -> [Double] {
    var values = margins(row, using: &workspace)
    transform.apply(to: &values)
    return values
  }

  /// The predictions of one row: its margins transformed.
  public func predict(_ row: Span<Double>, using workspace: inout ForestWorkspace) -> [Double] {
    var values = margins(row, using: &workspace)
    transform.apply(to: &values)
    return values
  }

  private func narrowMargins(
    _ row: Span<Float>, _ layout: ForestLayout<NarrowNode>, _ workspace: inout ForestWorkspace
  ) -> [Double] {
    workspace.reserve(narrowKeys: layout.stride, leaves: treeCount)
    var keys = workspace.narrowKeys.mutableSpan
    slots.fill(row, &keys)
    // Taken out for the walk, so that keys and leaves are accessed apart.
    var scratch: [UInt32] = []
    swap(&scratch, &workspace.leaves)
    defer { swap(&scratch, &workspace.leaves) }
    var leaves = scratch.mutableSpan
    layout.walkTrees(workspace.narrowKeys.span, leaves: &leaves)
    return sum(scratch.span)
  }

  private func wideMargins(_ row: Span<Double>, _ workspace: inout ForestWorkspace) -> [Double] {
    guard let layout = wide else { return base }
    workspace.reserve(wideKeys: layout.stride, leaves: treeCount)
    var keys = workspace.wideKeys.mutableSpan
    slots.fill(row, &keys)
    // Taken out for the walk, so that keys and leaves are accessed apart.
    var scratch: [UInt32] = []
    swap(&scratch, &workspace.leaves)
    defer { swap(&scratch, &workspace.leaves) }
    var leaves = scratch.mutableSpan
    layout.walkTrees(workspace.wideKeys.span, leaves: &leaves)
    return sum(scratch.span)
  }
}

extension ForestWorkspace {
  /// Makes room; what was there is overwritten.
  mutating func reserve(narrowKeys: Int = 0, wideKeys: Int = 0, leaves: Int = 0) {
    if self.narrowKeys.count < narrowKeys { self.narrowKeys = Array(repeating: 0, count: narrowKeys) }
    if self.wideKeys.count < wideKeys { self.wideKeys = Array(repeating: 0, count: wideKeys) }
    if self.leaves.count < leaves { self.leaves = Array(repeating: 0, count: leaves) }
  }
}
