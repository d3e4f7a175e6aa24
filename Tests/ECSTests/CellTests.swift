import ECS
import Testing

/// Cells, their parts, and rows that are opened to be filled.
@Suite struct CellTests {
  static let kinds: [Cell.Kind] = [.null, .bool, .int, .unsigned, .double, .numeral, .string, .date, .json]

  @Test(arguments: kinds)
  func hasThePartsThatItWasMadeOf(kind: Cell.Kind) {
    for flags in [[], .plain, .derived, [.list, .mapped], [.plain, .derived, .list, .mapped]] as [Cell.Flags] {
      for field in [0, 1, 0xFFFF, .max] as [UInt32] {
        let cell = Cell(field: FieldID(rawValue: field), kind: kind, flags: flags, bits: .max)
        #expect(cell.field.rawValue == field && cell.kind == kind && cell.flags == flags && cell.bits == .max)
      }
    }
  }

  @Test func changesOnePartAndLeavesTheOthers() {
    for kind in Self.kinds {
      var cell = Cell(field: .hostName, kind: kind, flags: [.plain, .list], bits: 7)
      cell.field = .userName
      #expect(cell == Cell(field: .userName, kind: kind, flags: [.plain, .list], bits: 7))
      cell.flags = .mapped
      #expect(cell == Cell(field: .userName, kind: kind, flags: .mapped, bits: 7))
      cell.kind = .date
      #expect(cell == Cell(field: .userName, kind: .date, flags: .mapped, bits: 7))
    }
  }

  @Test(arguments: kinds)
  func isRenamedWithItsValueAndWhetherItIsPlain(kind: Cell.Kind) {
    let plain = Cell(field: .hostName, kind: kind, flags: [.plain, .list, .derived], bits: 9)
    #expect(
      plain.renamed(.userName, flags: .mapped) == Cell(field: .userName, kind: kind, flags: [.mapped, .plain], bits: 9))
    let other = Cell(field: .hostName, kind: kind, flags: .list, bits: 9)
    #expect(other.renamed(.userName, flags: .mapped) == Cell(field: .userName, kind: kind, flags: .mapped, bits: 9))
  }

  @Test func openRowsAppendWhatBuildersAppend() {
    var opened = BatchBuilder(origin: EventOrigin(path: "memory", format: "test"))
    var plain = opened
    opened.load(text: Array("text".utf8))
    plain.load(text: Array("text".utf8))
    for row in 0..<50 {
      // Rows are opened more than once, for no cells as well.
      for part in 0..<3 {
        let count = (row &* 7 &+ part) % 5
        let made = opened.withOpenRow(room: count) { open, bytes, text in
          #expect(open.room >= count && open.textCount == 4 && text.count == 4)
          for index in 0..<count {
            let start = bytes.count
            bytes.append(contentsOf: "v\(row).\(index)".utf8)
            open.append(
              Cell(
                field: .userName, kind: .string, flags: .plain,
                range: ByteRange(offset: 4 + start, count: bytes.count - start)))
          }
          if open.count > 0 { #expect(open[0] == open[cell: open.cellCount - open.count]) }
          return open.count
        }
        for index in 0..<count { plain.append(.userName, string: "v\(row).\(index)", flags: .plain) }
        #expect(made == plain.rowCellCount && opened.rowCellCount == made)
      }
      opened.endRow(at: RecordPosition(offset: 0, record: UInt64(row)))
      plain.endRow(at: RecordPosition(offset: 0, record: UInt64(row)))
    }
    let (first, second) = (opened.finish(), plain.finish())
    #expect(first.cells == second.cells && first.bytes == second.bytes && first.rowStarts == second.rowStarts)
  }
}
