/// Sixty-four bits that tell damaged bytes from whole ones. A change within one group of eight is always seen, any other with
/// all but one chance in 2⁶⁴. It is no signature: who changes bytes on purpose can change it too.
enum StateChecksum {
  static let size = 8

  static func of(_ bytes: some Collection<UInt8>) -> UInt64 {
    var sum = SplitMix64.mix(UInt64(bytes.count))
    var group: UInt64 = 0
    var shift: UInt64 = 0
    for byte in bytes {
      group |= UInt64(byte) &<< shift
      shift += 8
      guard shift == 64 else { continue }
      sum = SplitMix64.mix(sum ^ group)
      group = 0
      shift = 0
    }
    return shift == 0 ? sum : SplitMix64.mix(sum ^ group)
  }
}

extension StateWriter {
  /// What was written, followed by its checksum.
  public var sealed: [UInt8] {
    let sum = StateChecksum.of(bytes)
    return bytes + (0..<StateChecksum.size).map { UInt8(truncatingIfNeeded: sum &>> UInt64(8 * $0)) }
  }
}

extension StateReader {
  /// Opens a sealed state; throws when its tag, version or checksum is another.
  public init(
    sealed bytes: [UInt8], tag: String, version: UInt64, memoryLimit: Int = usualMemoryLimit
  ) throws(StateError) {
    let length = max(0, bytes.count - StateChecksum.size)
    try self.init(Array(bytes[..<length]), tag: tag, version: version, memoryLimit: memoryLimit)
    var sum: UInt64 = 0
    for byte in bytes[length...].reversed() { sum = sum &<< 8 | UInt64(byte) }
    guard sum == StateChecksum.of(bytes[..<length]) else {
      throw StateError("\(tag): the state is damaged, its checksum is another")
    }
  }
}
