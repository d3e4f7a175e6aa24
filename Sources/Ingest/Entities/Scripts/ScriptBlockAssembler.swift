import ECS

/// Puts PowerShell script blocks together that were logged in several events (event 4104 with `MessageTotal` above 1).
///
/// Parts are found by host and script block id and may come in any order, twice, or never. Memory is bounded: the block
/// that waited for longest is given up when there are too many blocks or too many bytes, and a block whose parts exceed
/// `blockLimit` is not assembled.
struct ScriptBlockAssembler: Sendable, Codable {
  private struct Block: Sendable, Codable {
    var parts: [Int: String] = [:]
    var total: Int
    var bytes = 0
    var order: UInt64
  }

  /// How many blocks may wait.
  let capacity: Int
  /// How many bytes all waiting blocks may have.
  let byteLimit: Int
  private var blocks: [String: Block] = [:]
  private var bytes = 0
  private var counter: UInt64 = 0
  /// Blocks that were given up before all their parts had come.
  private(set) var abandoned = 0

  /// An assembler with its bounds.
  init(capacity: Int, byteLimit: Int) {
    self.capacity = max(1, capacity)
    self.byteLimit = byteLimit
  }

  /// Takes a part (numbered from 1); the whole text when it was the last one missing.
  mutating func add(_ part: String, number: Int, of total: Int, block key: String) -> String? {
    guard total > 1, (1...total).contains(number), total <= 100_000 else { return nil }
    var block = blocks[key] ?? newBlock(total)
    guard block.total == total, block.parts[number] == nil else { return nil }
    block.parts[number] = part
    block.bytes += part.utf8.count
    bytes += part.utf8.count
    if block.parts.count == total {
      blocks[key] = nil
      bytes -= block.bytes
      var text = ""
      text.reserveCapacity(block.bytes)
      for number in 1...total { text += block.parts[number] ?? "" }
      return text
    }
    blocks[key] = block
    while blocks.count > capacity || bytes > byteLimit, let oldest = blocks.min(by: { $0.value.order < $1.value.order })
    {
      bytes -= oldest.value.bytes
      blocks[oldest.key] = nil
      abandoned += 1
    }
    return nil
  }

  private mutating func newBlock(_ total: Int) -> Block {
    counter += 1
    return Block(total: total, order: counter)
  }
}
