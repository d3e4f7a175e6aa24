extension IsolationLayout {
  /// The first three levels of a tree. Their seven cuts are few enough to ask all of them of eight points at once, and need no load that
  /// waits for another.
  struct SharedCuts {
    let slots: SIMD8<Int32>
    let thresholds: SIMD8<Int32>

    init(_ nodes: Span<Node>) {
      var slots = SIMD8<Int32>()
      var thresholds = SIMD8<Int32>()
      for node in 1..<8 {
        slots[node] = nodes[node].slot
        thresholds[node] = nodes[node].threshold
      }
      self.slots = slots
      self.thresholds = thresholds
    }

    /// Which of eight points a cut sends to the right.
    @inline(__always)
    private func isRight(_ keys: Span<Int32>, _ first: Int, _ node: Int) -> SIMDMask<SIMD8<Int32>> {
      let slot = Int(slots[node]) &+ first
      let eight = unsafe SIMD8(
        keys[unchecked: slot], keys[unchecked: slot &+ 1], keys[unchecked: slot &+ 2], keys[unchecked: slot &+ 3],
        keys[unchecked: slot &+ 4], keys[unchecked: slot &+ 5], keys[unchecked: slot &+ 6], keys[unchecked: slot &+ 7])
      return eight .> SIMD8(repeating: thresholds[node])
    }

    /// Writes the nodes, from 8 to 15, that eight points reach.
    @inline(__always)
    func walk(_ keys: Span<Int32>, _ first: Int, _ ends: inout MutableSpan<UInt32>) {
      let zero = SIMD8<UInt32>()
      let level1 = isRight(keys, first, 1)
      let level2 = isRight(keys, first, 2).replacing(with: isRight(keys, first, 3), where: level1)
      let low = isRight(keys, first, 4).replacing(with: isRight(keys, first, 5), where: level2)
      let high = isRight(keys, first, 6).replacing(with: isRight(keys, first, 7), where: level2)
      let level3 = low.replacing(with: high, where: level1)
      let reached =
        SIMD8(repeating: 8) &+ zero.replacing(with: 4, where: level1) &+ zero.replacing(with: 2, where: level2)
        &+ zero.replacing(with: 1, where: level3)
      for lane in 0..<8 { unsafe ends[unchecked: first &+ lane] = reached[lane] }
    }
  }
}
