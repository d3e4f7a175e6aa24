/// A node as the kernels walk over it. Children stand side by side, `step` nodes further on; a leaf steps nowhere, asks
/// the slot whose key is always zero, and keeps its ordinal where a split has its threshold.
protocol PackedNode: Sendable, BitwiseCopyable {
  associatedtype Value: OrderedValue
  var threshold: Value.Key { get }
  var slot: Int { get }
  var step: Int { get }
  init(threshold: Value.Key, slot: Int, step: Int)
  static var mostSlots: Int { get }
  static var mostSteps: Int { get }
  static func threshold(of node: TreeNode) -> Value.Key
}

/// Eight bytes: a float's key, a slot below 65,536 and a step below 65,536.
struct NarrowNode: PackedNode {
  typealias Value = Float
  let threshold: UInt32
  let packedSlot: UInt16
  let packedStep: UInt16
  @inline(__always) var slot: Int { Int(packedSlot) }
  @inline(__always) var step: Int { Int(packedStep) }
  static let mostSlots = 1 << 16
  static let mostSteps = 1 << 16

  init(threshold: UInt32, slot: Int, step: Int) {
    self.threshold = threshold
    packedSlot = UInt16(slot)
    packedStep = UInt16(step)
  }

  static func threshold(of node: TreeNode) -> UInt32 {
    switch node.test {
    case .lessThan: OrderedKey.narrowThreshold(node.threshold, inclusive: false)
    case .lessOrEqual: OrderedKey.narrowThreshold(node.threshold, inclusive: true)
    case .inCategories, .equalsAny: 1
    }
  }
}

/// Sixteen bytes: a double's key, and slot and step of 32 bits.
struct WideNode: PackedNode {
  typealias Value = Double
  let threshold: UInt64
  let packedSlot: UInt32
  let packedStep: UInt32
  @inline(__always) var slot: Int { Int(packedSlot) }
  @inline(__always) var step: Int { Int(packedStep) }
  static let mostSlots = 1 << 32
  static let mostSteps = 1 << 32

  init(threshold: UInt64, slot: Int, step: Int) {
    self.threshold = threshold
    packedSlot = UInt32(slot)
    packedStep = UInt32(step)
  }

  static func threshold(of node: TreeNode) -> UInt64 {
    switch node.test {
    case .lessThan: OrderedKey.wideThreshold(node.threshold, inclusive: false)
    case .lessOrEqual: OrderedKey.wideThreshold(node.threshold, inclusive: true)
    case .inCategories, .equalsAny: 1
    }
  }
}
