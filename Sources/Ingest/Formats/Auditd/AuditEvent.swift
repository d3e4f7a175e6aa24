import ECS

/// The records of one event, as they came in.
struct AuditEvent {
  /// One record: its type, and where its fields stand in the event's bytes.
  struct Record {
    var type: AuditRecordType
    var body: Range<Int>
  }

  /// What the event is known by on its machine.
  var time: Timestamp
  var serial: UInt64
  /// The `node=` of the records, or the host of their syslog header; empty when there is neither.
  var node: [UInt8]
  /// Where the first record stands.
  var position: RecordPosition
  /// The bodies of the records, one after the other.
  var bytes: [UInt8] = []
  var records: [Record] = []
  /// The number of the record that came last, of all records.
  var lastRecord = 0

  /// Adds a record. Its bytes are copied.
  mutating func add(_ type: AuditRecordType, _ body: borrowing Span<UInt8>) {
    let start = bytes.count
    bytes.reserveCapacity(start + body.count)
    for index in body.indices { bytes.append(body[index]) }
    records.append(Record(type: type, body: start..<bytes.count))
  }

  /// The record that says what happened: the first that does not just add to another, else the system call, else the
  /// first.
  var naming: Int? {
    records.firstIndex { !$0.type.isAuxiliary } ?? records.firstIndex { $0.type.number == AuditRecordType.syscall }
      ?? records.firstIndex { $0.type.number == AuditRecordType.execve } ?? (records.isEmpty ? nil : 0)
  }
}

/// Brings the records of an event together, which may be interleaved with those of other events.
///
/// An event is complete with its EOE record, or when a record two seconds younger arrives (the time that auditd itself
/// waits) and no record of the event came among the last few, or when there are too many unfinished events. Memory is
/// bounded by the number and the bytes of those.
struct AuditEventAssembler {
  /// Unfinished events kept at most.
  static let maximumPending = 256
  /// Bytes of unfinished events kept at most, unless one event has more.
  static let maximumPendingBytes = 32 << 20
  /// Nanoseconds after which an event without an end is taken as complete.
  static let lateness: Int64 = 2_000_000_000
  /// Records that may stand between two of one event even when time has jumped.
  static let distance = 32

  private var pending: [AuditEvent] = []
  private var pendingBytes = 0
  private var taken = 0
  /// Bytes of an event at most; more records of it are left out.
  let maximumEvent: Int

  init(maximumEvent: Int) {
    self.maximumEvent = maximumEvent
  }

  /// Takes a record; hands over every event that is complete now. Returns whether the record was kept.
  mutating func take(
    _ line: AuditLine, _ type: AuditRecordType, _ text: borrowing Span<UInt8>, node: [UInt8],
    at position: RecordPosition,
    _ complete: (AuditEvent) -> Void
  ) -> Bool {
    taken &+= 1
    let found = pending.lastIndex { $0.serial == line.serial && $0.time == line.time && $0.node == node }
    if type.number == AuditRecordType.endOfEvent {
      if let found { complete(remove(found)) }
      return true
    }
    let body = text.extracting(line.body)
    if let found {
      guard pending[found].bytes.count + body.count <= maximumEvent else { return false }
      pending[found].add(type, body)
      pending[found].lastRecord = taken
      pendingBytes += body.count
      return true
    }
    expire(line.time, complete)
    var event = AuditEvent(time: line.time, serial: line.serial, node: node, position: position)
    event.add(type, body)
    event.lastRecord = taken
    if type.isAlone {
      complete(event)
      return true
    }
    pendingBytes += body.count
    pending.append(event)
    while pending.count > Self.maximumPending || (pendingBytes > Self.maximumPendingBytes && pending.count > 1) {
      complete(remove(0))
    }
    return true
  }

  /// Hands over everything that is left, in the order of arrival.
  mutating func finish(_ complete: (AuditEvent) -> Void) {
    for event in pending { complete(event) }
    pending = []
    pendingBytes = 0
  }

  private mutating func expire(_ now: Timestamp, _ complete: (AuditEvent) -> Void) {
    var index = 0
    while index < pending.count {
      let (age, overflow) = now.nanoseconds.subtractingReportingOverflow(pending[index].time.nanoseconds)
      let isDistant = taken &- pending[index].lastRecord >= Self.distance
      if !overflow, age > Self.lateness, isDistant { complete(remove(index)) } else { index += 1 }
    }
  }

  private mutating func remove(_ index: Int) -> AuditEvent {
    pendingBytes -= pending[index].bytes.count
    return pending.remove(at: index)
  }
}
