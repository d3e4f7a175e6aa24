import ECS
import Testing

@testable import Ingest

/// Logs as they are found: copied while in use, cut short, overwritten, or made to do harm.
@Suite struct EVTXDamageTests {
  static let template = LogShapes.data(1, named: ["A"])

  static func maker(_ numbers: some Sequence<UInt64>) -> ChunkMaker {
    var maker = ChunkMaker()
    for number in numbers {
      maker.record(number) { $0.putInstance("t", of: template, values: [LogShapes.number(number)]) }
    }
    return maker
  }

  @Test func readsAllChunksWhateverTheHeaderCounts() throws {
    var log = ChunkMaker.log([Self.maker(1...3).chunk(), Self.maker(4...6).chunk()])
    log[42] = 0
    log[120] = 1
    let reading = try LogReading(log)
    #expect(reading.numbers == [1, 2, 3, 4, 5, 6])
    #expect(reading.report.counts == ["repaired bad-file-checksum": 1, "repaired dirty-log": 1])
    #expect(reading.report.bytes == UInt64(log.count))
  }

  @Test func readsRecordsThatAStaleChunkHeaderDoesNotCount() throws {
    let maker = Self.maker(1...4)
    var chunk = maker.chunk(freeSpace: maker.recordOffsets[2])
    // The number of the last record is as old as the free space.
    chunk[32] = 2
    let reading = try LogReading(ChunkMaker.log([chunk]))
    #expect(reading.numbers == [1, 2, 3, 4])
    #expect(reading.report.counts == ["repaired bad-chunk-checksum": 1, "repaired stale-chunk-header": 2])
  }

  @Test func leavesRemnantsOfAnEarlierUseUnlessAsked() throws {
    let maker = Self.maker([11, 12, 3, 4])
    let log = ChunkMaker.log([maker.chunk(freeSpace: maker.recordOffsets[2])])
    #expect(try LogReading(log).numbers == [11, 12])
    let reading = try LogReading(log, recoversDeleted: true)
    #expect(reading.numbers == [11, 12, 3, 4])
    #expect(reading.events[2] == #"{"winlog":{"event_data":{"A":3},"recovered":true},"log":{"flags":"recovered"}}"#)
  }

  @Test func countsAChunkWithoutSignatureAndGoesOn() throws {
    var bad = Self.maker(1...2).chunk()
    bad[0] = 0
    let blank = [UInt8](repeating: 0, count: 65_536)
    let log = ChunkMaker.log([bad, blank, Self.maker(5...6).chunk()])
    let reading = try LogReading(log)
    #expect(reading.numbers == [5, 6])
    #expect(reading.report.counts == ["skipped bad-chunk-magic": 1])
    #expect(reading.report.problems.first?.position.offset == 4_096)
    #expect(reading.report.problems.first?.detail.hasPrefix("chunk 0: ") == true)
    #expect(try LogReading(log, recoversDeleted: true).numbers == [1, 2, 5, 6])
  }

  @Test func goesOnBehindADamagedRecord() throws {
    let maker = Self.maker(1...5)
    var chunk = maker.chunk()
    chunk[maker.recordOffsets[1]] = 0
    for index in 24..<40 { chunk[maker.recordOffsets[3] + index] = 0x7F }
    let reading = try LogReading(ChunkMaker.log([chunk]))
    #expect(reading.numbers == [1, 3, 5])
    #expect(reading.report.counts == ["skipped bad-record-header": 1, "skipped bad-token": 1])
    #expect(reading.report.problems.map(\.position.offset) == [1, 3].map { UInt64(4_096 + maker.recordOffsets[$0]) })
  }

  @Test func repairsASizeThatIsNotRepeated() throws {
    let maker = Self.maker(1...2)
    var chunk = maker.chunk()
    chunk[maker.recordOffsets[1] - 4] ^= 0xFF
    let reading = try LogReading(ChunkMaker.log([chunk]))
    #expect(reading.numbers == [1, 2])
    #expect(reading.report.counts == ["repaired bad-record-size": 1])
  }

  @Test func readsALogWithoutChecksums() throws {
    var log = ChunkMaker.log([Self.maker(1...2).chunk()])
    for offset in [124, 4_096 + 124] { for index in 0..<4 { log[offset + index] = 0 } }
    let reading = try LogReading(log)
    #expect(reading.numbers == [1, 2])
    #expect(reading.report.counts == ["repaired missing-chunk-checksum": 1, "repaired missing-file-checksum": 1])
  }

  @Test func stopsAtATemplateInsideItself() throws {
    var maker = ChunkMaker()
    maker.record(1) { maker in
      maker.putInstance("t", of: [.element("Event", [], [.value(0)])], values: [Value(type: 0x21, bytes: [])])
      // The value becomes the record's own instance token: a value that ends where it began.
      let instance = maker.recordOffsets[0] + 28
      maker.set(0x21, 1, at: maker.bytes.count - 2)
      maker.set(10, 2, at: maker.bytes.count - 4)
      maker.put(0x0C, 1)
      maker.put(1, 1)
      maker.put(0, 4)
      maker.put(UInt64(instance + 10), 4)
    }
    let reading = try LogReading(ChunkMaker.log([maker.chunk()]))
    #expect(reading.events.isEmpty)
    #expect(reading.report.skipped == 1)
  }

  @Test func boundsWhatAChunkExpandsTo() throws {
    // 1,000 elements that each repeat one value of 30,000 bytes.
    let data = (0..<1_000).map { _ in XML.element("Data", [("Name", [.text("A")])], [.value(0)]) }
    var maker = ChunkMaker()
    for number: UInt64 in 1...3 {
      maker.record(number) {
        $0.putInstance(
          "t", of: [.element("Event", [], [.element("EventData", [], data)])],
          values: [.string(String(repeating: "x", count: number == 2 ? 9_000 : 10))])
      }
    }
    let reading = try LogReading(ChunkMaker.log([maker.chunk()]))
    #expect(reading.report.counts["skipped expansion-limit"] == 2)
    #expect(reading.numbers == [1])
  }

  @Test(arguments: [0, 1, 100, 4_095, 4_096, 4_100, 4_096 + 511, 4_096 + 512, 4_096 + 700, 4_096 + 65_535])
  func readsWhatATruncatedLogStillHas(count: Int) throws {
    let maker = Self.maker(1...20)
    let reading = try LogReading(Array(ChunkMaker.log([maker.chunk()]).prefix(count)))
    let ends = Array(maker.recordOffsets.dropFirst()) + [maker.bytes.count]
    let whole = ends.count { (end: Int) -> Bool in 4_096 + end <= count }
    #expect(reading.numbers.count == whole)
    #expect(count == 0 || count == 4_096 || !reading.report.counts.isEmpty)
  }

  @Test func givesTheSameEventsOnAnyNumberOfThreads() throws {
    let chunks = (0..<80).map { (index: UInt64) -> [UInt8] in
      let first = index * 10 + 1
      return Self.maker(first...first + 9).chunk()
    }
    let log = ChunkMaker.log(chunks)
    let one = try LogReading(log, threads: 1)
    #expect(one.numbers == Array(1...800))
    for threads in [2, 7] {
      let many = try LogReading(log, threads: threads)
      #expect(many.events == one.events)
      #expect(many.offsets == one.offsets)
    }
  }

  @Test(arguments: 0..<10)
  func survivesRandomDamage(seed: UInt64) throws {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    func random(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(bound))
    }
    let maker = Self.maker(1...30)
    let original = ChunkMaker.log([maker.chunk()])
    for _ in 0..<30 {
      var log = original
      let changes = 1 + random(20)
      for _ in 0..<changes {
        let place = 4_136 + random(maker.bytes.count)
        log[place] = UInt8(random(256))
      }
      let reading = try LogReading(log, recoversDeleted: seed % 2 == 0)
      #expect(reading.report.records == UInt64(reading.events.count))
    }
  }
}
