import ECS

/// Where the values of one field stand in the streams of a segment.
struct FieldLayout {
  /// One value of the field in a row of some shape.
  struct Reference {
    /// Index in `owners`.
    var owner: Int
    /// Which of the row's values in that stream.
    var ordinal: Int
  }

  /// The streams that hold the field's values; streams of nulls left out.
  let owners: [Int]
  /// The field's values in a row, by shape.
  let references: [[Reference]]
  /// How many values a row has in each of the owners, by shape.
  let owned: [[Int]]
  /// Every row has exactly one value, and all are in one stream in the order of rows.
  let isDense: Bool
  /// Which shapes have a value, when all values are in one stream in the order of rows and no row has several.
  let simple: [Bool]?

  init(_ field: FieldID, in header: SegmentHeader) {
    let owners = header.slots(of: field).map(Int.init).filter { header.streams[$0].kind != .null }
    var references: [[Reference]] = []
    var owned: [[Int]] = []
    for slots in header.shapes {
      var counts = [Int](repeating: 0, count: owners.count)
      var ordinalOfSlot = [Int](repeating: 0, count: slots.count)
      for (index, slot) in slots.enumerated() where slot.alias == 0 {
        guard let owner = owners.firstIndex(of: Int(slot.stream)) else { continue }
        ordinalOfSlot[index] = counts[owner]
        counts[owner] += 1
      }
      var found: [Reference] = []
      for (index, slot) in slots.enumerated() where header.streams[Int(slot.stream)].field == field {
        let holder = slot.alias == 0 ? index : Int(slot.alias) - 1
        guard let owner = owners.firstIndex(of: Int(slots[holder].stream)) else { continue }
        found.append(Reference(owner: owner, ordinal: ordinalOfSlot[holder]))
      }
      references.append(found)
      owned.append(counts)
    }
    isDense =
      owners.count == 1 && header.streams[owners[0]].count == header.rows
      && references.allSatisfy { $0.count == 1 } && owned.allSatisfy { $0 == [1] }
    let isSimple =
      owners.count == 1 && references.allSatisfy { $0.count <= 1 }
      && zip(references, owned).allSatisfy { $0.count == $1[0] }
    simple = isSimple ? references.map { !$0.isEmpty } : nil
    self.owners = owners
    self.references = references
    self.owned = owned
  }

  /// Calls `body` with row, owner and index in the owner's stream for each value, rows in order.
  ///
  /// Throws when the streams do not have the number of values that the rows need.
  func forEach(
    _ shapeOfRow: [UInt32], counts: [Int], _ body: (_ row: Int, _ owner: Int, _ index: Int) -> Void
  ) throws(MalformedBytes) {
    var cursors = [Int](repeating: 0, count: owners.count)
    for (row, shape) in shapeOfRow.enumerated() {
      let shape = Int(shape)
      for owner in owners.indices where cursors[owner] + owned[shape][owner] > counts[owner] {
        throw MalformedBytes("a stream is shorter than its rows need")
      }
      for reference in references[shape] {
        body(row, reference.owner, cursors[reference.owner] + reference.ordinal)
      }
      for owner in owners.indices { cursors[owner] += owned[shape][owner] }
    }
  }

  /// The code of each row plus one, 0 for rows without a value, for a simple layout.
  ///
  /// Which rows have a value is as good as random, so nothing branches on it.
  static func codes(_ codes: [UInt32], ofRows shapeOfRow: [UInt32], _ hasValue: [Bool]) throws(MalformedBytes)
    -> [UInt32]
  {
    var result = [UInt32](repeating: 0, count: shapeOfRow.count)
    var next = 0
    if let last = codes.indices.last {
      for row in shapeOfRow.indices {
        let has = hasValue[Int(shapeOfRow[row])] ? 1 : 0
        result[row] = (codes[min(next, last)] &+ 1) &* UInt32(truncatingIfNeeded: has)
        next &+= has
      }
    } else {
      next = shapeOfRow.count { hasValue[Int($0)] }
    }
    guard next <= codes.count else { throw MalformedBytes("a stream is shorter than its rows need") }
    return result
  }
}
