// The inner loops of forests, and the only place in trees where bounds are not checked. They may be left out because
// `TreeEnsemble.validate` and `ForestLayout` prove them once: every root is an index of `nodes`; a node's `step` and
// `step + 1` lead to nodes of the same tree (a leaf's step is 0 and its key, zero, exceeds nothing); every slot is below
// `stride`; every feature is below `featureCount`; and each kernel checks the lengths of what it is given.
//
// A walk is a chain of dependent loads, some 20 cycles a level. Eight independent walks at a time keep the processor
// busy meanwhile: eight trees for one row, or eight rows for one tree.

extension ForestSlots {
  /// The keys of one row, `count` of them and a zero.
  @inline(__always)
  func fill<Value: OrderedValue>(_ row: Span<Value>, _ keys: inout MutableSpan<Value.Key>) {
    precondition(keys.count > count)
    var slot = 0
    for plane in planes {
      guard let first = plane.features.first, let last = plane.features.last else { continue }
      precondition(Int(last) < row.count)
      let missing = Self.missingKey(plane.nan, Value.self)
      if plane.isDense {
        let start = Int(first) &- slot
        let end = slot &+ plane.features.count
        for index in slot..<end {
          let value = unsafe row[unchecked: start &+ index]
          unsafe keys[unchecked: index] = value.isNaN ? missing : Value.orderedKey(value)
        }
        slot = end
      } else {
        let features = plane.features.span
        for index in features.indices {
          let value = unsafe row[unchecked: Int(features[unchecked: index])]
          unsafe keys[unchecked: slot &+ index] = value.isNaN ? missing : Value.orderedKey(value)
        }
        slot &+= features.count
      }
    }
    for (index, other) in others.enumerated() { keys[slot &+ index] = key(row[Int(other.feature)], other) }
    keys[count] = 0
  }

  /// The keys of eight rows, side by side: key `slot` of row `lane` stands at 8·slot + lane.
  @inline(__always)
  func fillEight<Value: OrderedValue>(
    _ rows: Span<Value>, columns: Int, _ keys: inout MutableSpan<Value.Key>
  ) {
    precondition(keys.count >= 8 * (count + 1) && rows.count >= 8 * columns)
    var slot = 0
    for plane in planes {
      guard let last = plane.features.last else { continue }
      precondition(Int(last) < columns)
      let missing = Self.missingKey(plane.nan, Value.self)
      let features = plane.features.span
      for index in features.indices {
        var at = unsafe Int(features[unchecked: index])
        var place = slot &* 8
        for _ in 0..<8 {
          let value = unsafe rows[unchecked: at]
          unsafe keys[unchecked: place] = value.isNaN ? missing : Value.orderedKey(value)
          at &+= columns
          place &+= 1
        }
        slot &+= 1
      }
    }
    for other in others {
      for lane in 0..<8 { keys[slot &* 8 &+ lane] = key(rows[lane * columns + Int(other.feature)], other) }
      slot &+= 1
    }
    for lane in 0..<8 { keys[count &* 8 &+ lane] = 0 }
  }

  @inline(__always)
  private static func missingKey<Value: OrderedValue>(_ nan: Plane.NaN, _: Value.Type) -> Value.Key {
    switch nan {
    case .highest: .max
    case .lowest: 0
    case .zero: Value.orderedKey(0)
    }
  }
}

extension ForestLayout {
  /// One step of a walk; returns how far it went, zero on a leaf.
  @inline(__always)
  private static func advance(
    _ nodes: Span<Node>, _ keys: Span<Node.Value.Key>, lane: Int, of lanes: Int, _ at: inout Int
  ) -> Int {
    let node = unsafe nodes[unchecked: at]
    let key = unsafe keys[unchecked: node.slot &* lanes &+ lane]
    let step = node.step
    at = at &+ step &+ (node.threshold < key ? 1 : 0)
    return step
  }

  /// Walks every tree for one row's keys; writes the ordinal of the leaf reached to `leaves`, one a tree in tree order.
  @inline(__always)
  func walkTrees(_ keys: Span<Node.Value.Key>, leaves: inout MutableSpan<UInt32>) {
    precondition(stride <= keys.count && leaves.count >= roots.count)
    let nodes = self.nodes.span
    let roots = self.roots.span
    let visits = self.visits.span
    let count = visits.count
    var first = 0
    while first &+ 8 <= count {
      var a = Int(roots[Int(visits[first])])
      var b = Int(roots[Int(visits[first &+ 1])])
      var c = Int(roots[Int(visits[first &+ 2])])
      var d = Int(roots[Int(visits[first &+ 3])])
      var e = Int(roots[Int(visits[first &+ 4])])
      var f = Int(roots[Int(visits[first &+ 5])])
      var g = Int(roots[Int(visits[first &+ 6])])
      var h = Int(roots[Int(visits[first &+ 7])])
      var sure = Int(sureSteps[Int(visits[first])])
      var moved = 1
      while sure > 0 || moved != 0 {
        moved = Self.advance(nodes, keys, lane: 0, of: 1, &a)
        moved |= Self.advance(nodes, keys, lane: 0, of: 1, &b)
        moved |= Self.advance(nodes, keys, lane: 0, of: 1, &c)
        moved |= Self.advance(nodes, keys, lane: 0, of: 1, &d)
        moved |= Self.advance(nodes, keys, lane: 0, of: 1, &e)
        moved |= Self.advance(nodes, keys, lane: 0, of: 1, &f)
        moved |= Self.advance(nodes, keys, lane: 0, of: 1, &g)
        moved |= Self.advance(nodes, keys, lane: 0, of: 1, &h)
        sure &-= 1
      }
      leaves[Int(visits[first])] = UInt32(truncatingIfNeeded: nodes[a].threshold)
      leaves[Int(visits[first &+ 1])] = UInt32(truncatingIfNeeded: nodes[b].threshold)
      leaves[Int(visits[first &+ 2])] = UInt32(truncatingIfNeeded: nodes[c].threshold)
      leaves[Int(visits[first &+ 3])] = UInt32(truncatingIfNeeded: nodes[d].threshold)
      leaves[Int(visits[first &+ 4])] = UInt32(truncatingIfNeeded: nodes[e].threshold)
      leaves[Int(visits[first &+ 5])] = UInt32(truncatingIfNeeded: nodes[f].threshold)
      leaves[Int(visits[first &+ 6])] = UInt32(truncatingIfNeeded: nodes[g].threshold)
      leaves[Int(visits[first &+ 7])] = UInt32(truncatingIfNeeded: nodes[h].threshold)
      first &+= 8
    }
    while first < count {
      let tree = Int(visits[first])
      var at = Int(roots[tree])
      while Self.advance(nodes, keys, lane: 0, of: 1, &at) != 0 {}
      leaves[tree] = UInt32(truncatingIfNeeded: nodes[at].threshold)
      first &+= 1
    }
  }

  /// Walks one tree for eight rows whose keys stand side by side; returns the ordinals of their leaves.
  @inline(__always)
  func walkRows(_ keys: Span<Node.Value.Key>, tree: Int) -> SIMD8<UInt32> {
    precondition(8 * stride <= keys.count)
    let nodes = self.nodes.span
    let root = Int(self.roots[tree])
    var (a, b, c, d, e, f, g, h) = (root, root, root, root, root, root, root, root)
    var sure = Int(sureSteps[tree])
    var moved = 1
    while sure > 0 || moved != 0 {
      moved = Self.advance(nodes, keys, lane: 0, of: 8, &a)
      moved |= Self.advance(nodes, keys, lane: 1, of: 8, &b)
      moved |= Self.advance(nodes, keys, lane: 2, of: 8, &c)
      moved |= Self.advance(nodes, keys, lane: 3, of: 8, &d)
      moved |= Self.advance(nodes, keys, lane: 4, of: 8, &e)
      moved |= Self.advance(nodes, keys, lane: 5, of: 8, &f)
      moved |= Self.advance(nodes, keys, lane: 6, of: 8, &g)
      moved |= Self.advance(nodes, keys, lane: 7, of: 8, &h)
      sure &-= 1
    }
    return SIMD8(
      UInt32(truncatingIfNeeded: nodes[a].threshold), UInt32(truncatingIfNeeded: nodes[b].threshold),
      UInt32(truncatingIfNeeded: nodes[c].threshold), UInt32(truncatingIfNeeded: nodes[d].threshold),
      UInt32(truncatingIfNeeded: nodes[e].threshold), UInt32(truncatingIfNeeded: nodes[f].threshold),
      UInt32(truncatingIfNeeded: nodes[g].threshold), UInt32(truncatingIfNeeded: nodes[h].threshold))
  }
}
