import ECS

/// Gives processes their identity: a process number together with the time at which its program was started, as far as
/// the log tells it. Events of one process between its `execve` and the next of the same number share
/// `process.entity_id`; children refer to it as `process.parent.entity_id`.
struct AuditProcesses {
  /// Process numbers remembered at most. Linux has 4,194,304 of them; the table starts again when it is full.
  static let maximum = 65_536

  private struct Key: Hashable {
    var node: UInt64
    var process: Int64
  }

  private var known: [Key: UInt64] = [:]
  private static let process = AuditFieldID.data("pid"), parent = AuditFieldID.data("ppid")

  /// Appends the identifiers to the current row, which has the source's cells.
  mutating func write(_ event: borrowing AuditEvent, into builder: inout BatchBuilder) {
    guard let process = number(Self.process, builder) else { return }
    let node = ByteHash.hash(event.node.span)
    let key = Key(node: node, process: process)
    if starts(builder) {
      if known.count >= Self.maximum { known = [:] }
      var hash = ByteHash(seed: node)
      hash.combine(UInt64(bitPattern: process))
      hash.combine(UInt64(bitPattern: event.time.nanoseconds))
      hash.combine(event.serial)
      known[key] = hash.value
    }
    if let id = known[key] { append(id, .processEntityId, &builder) }
    if let parent = number(Self.parent, builder), let id = known[Key(node: node, process: parent)] {
      append(id, .processParentEntityId, &builder)
    }
  }

  /// Whether the event is a program that was started.
  private func starts(_ builder: borrowing BatchBuilder) -> Bool {
    guard text(AuditFieldID.syscall, builder)?.hasPrefix("execve") == true else { return false }
    return text(AuditFieldID.data("success"), builder) != "no"
  }

  private func text(_ field: FieldID, _ builder: borrowing BatchBuilder) -> String? {
    builder.rowIndex(of: field).map { builder.string(of: builder[rowCell: $0]) }
  }

  private func number(_ field: FieldID, _ builder: borrowing BatchBuilder) -> Int64? {
    text(field, builder).flatMap { Int64($0) }
  }

  private func append(_ id: UInt64, _ field: FieldID, _ builder: inout BatchBuilder) {
    let digits = String(id, radix: 16)
    builder.append(field, string: String(repeating: "0", count: 16 - digits.count) + digits, flags: .mapped)
  }
}
