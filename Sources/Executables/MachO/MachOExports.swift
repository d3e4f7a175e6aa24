/// A symbol of the export trie.
public struct MachOExport: Sendable, Equatable {
  /// The name.
  public var name: String
  /// flags: kind in the low two bits (0 regular, 1 thread-local, 2 absolute), 4 weak, 8 re-exported, 16 stub and resolver.
  public var flags: UInt64
  /// The distance from the start of the image; 0 for re-exports.
  public var address: UInt64
}

/// Walks the export trie: a tree of name parts, where every edge holds the offset of its node.
///
/// Offsets come from the file, so the tree may be a graph: each node is visited once, and the bytes of names are limited.
struct MachOExportTrie {
  static let nameLimit = 4096
  /// What an edge costs beside its name: an entry of the stack, and perhaps an export.
  static let edgeCost = 64
  private(set) var exports: [MachOExport] = []
  private(set) var isBroken = false

  init(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>, _ budget: inout ReadingBudget) {
    guard !range.isEmpty else { return }
    guard budget.reserve(range.count) else {
      isBroken = true
      return
    }
    var visited = [Bool](repeating: false, count: range.count)
    var stack: [(node: Int, prefix: [UInt8])] = [(0, [])]
    while let (node, prefix) = stack.popLast() {
      guard node < range.count, !visited[node] else {
        isBroken = true
        continue
      }
      visited[node] = true
      var cursor = ByteCursor(range)
      guard (try? cursor.move(to: range.lowerBound &+ node)) != nil, let size = cursor.uleb128(bytes) else {
        isBroken = true
        continue
      }
      let payload = cursor.offset
      if size > 0, let export = Self.export(bytes, &cursor, prefix) { exports.append(export) }
      guard size <= range.upperBound &- payload, (try? cursor.move(to: payload &+ Int(size))) != nil,
        let count = try? cursor.read(UInt8.self, bytes)
      else {
        isBroken = true
        continue
      }
      var children: [(Int, [UInt8])] = []
      for _ in 0..<count {
        guard let part = cursor.string(bytes), let child = cursor.uleb128(bytes), child < UInt64(range.count) else {
          isBroken = true
          break
        }
        let length = prefix.count &+ part.count
        guard length <= Self.nameLimit, budget.reserve(length &+ Self.edgeCost) else {
          isBroken = true
          break
        }
        children.append((Int(child), prefix + bytes.copy(part)))
      }
      // The last is visited first, so the first of the tree comes first.
      stack.append(contentsOf: children.reversed())
    }
  }

  private static func export(
    _ bytes: borrowing Span<UInt8>, _ cursor: inout ByteCursor, _ name: [UInt8]
  ) -> MachOExport? {
    guard let flags = cursor.uleb128(bytes) else { return nil }
    var address: UInt64 = 0
    if flags & 8 == 0 {
      guard let value = cursor.uleb128(bytes) else { return nil }
      address = value
    }
    return MachOExport(name: String(decoding: name, as: UTF8.self), flags: flags, address: address)
  }
}
