import ECS
import TestSupport
import Testing

@testable import Pipeline

/// Events of several inputs go on in order of time, each once, however little memory there is.
@Suite struct TimeOrdererTests {
  /// Two inputs whose events alternate, in batches of seven rows; what goes on, as times and record numbers.
  private static func run(memory: Int) -> (times: [Int64], records: [UInt64], late: Int) {
    let inputs = [0, 1].map { offset in
      Script.batches(
        (0..<100).map { ScriptedEvent(second: Double(2 * $0 + offset), ["host.name": "h\(offset)"]) }, rows: 7)
    }
    var orderer = TimeOrderer(memoryLimit: memory)
    var times: [Int64] = []
    var records: [UInt64] = []
    func take() {
      while let ordered = orderer.next() {
        #expect(ordered.fingerprints.count == ordered.batch.count)
        for row in 0..<ordered.batch.count {
          times.append(ordered.batch[row].timestamp?.nanoseconds ?? 0)
          records.append(ordered.batch.positions[row].record)
        }
      }
    }
    for batch in inputs.joined() {
      let prints = [EventFingerprint](repeating: EventFingerprint(low: 0, high: 0), count: batch.count)
      orderer.add(batch, rows: Array(0..<batch.count), fingerprints: prints)
      take()
    }
    orderer.finish()
    take()
    let isEmpty = orderer.next() == nil
    #expect(isEmpty)
    return (times, records, orderer.lateEvents)
  }

  @Test func everythingIsInOrderWhereThereIsRoom() {
    let (times, records, late) = Self.run(memory: 1 << 30)
    #expect(times.count == 200)
    #expect(times == times.sorted())
    #expect(records.sorted() == (1...100).flatMap { [$0, $0] })
    #expect(late == 0)
  }

  @Test func nothingIsLostWhereThereIsNone() {
    let (times, records, late) = Self.run(memory: 1)
    #expect(Set(times).count == 200)
    #expect(records.sorted() == (1...100).flatMap { [$0, $0] })
    // The second input begins when most of the first has gone on.
    #expect(late > 0)
  }
}
