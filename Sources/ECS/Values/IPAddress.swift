/// An IPv4 or IPv6 address as 128 bits; IPv4 is held as an IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2).
@frozen
public struct IPAddress: Sendable, Hashable, Comparable {
  /// The address in network order, most significant bit first.
  public var bits: UInt128

  /// An address by its bits.
  @inlinable
  public init(bits: UInt128) { self.bits = bits }

  /// An IPv4 address by its 32 bits.
  @inlinable
  public init(v4: UInt32) { bits = 0xFFFF_0000_0000 | UInt128(v4) }

  /// Whether this is an IPv4 address.
  @inlinable
  public var isV4: Bool { bits &>> 32 == 0xFFFF }

  /// Orders by value.
  @inlinable
  public static func < (lhs: IPAddress, rhs: IPAddress) -> Bool { lhs.bits < rhs.bits }

  /// Reads a textual address: dotted decimal, or RFC 4291 §2.2 with an optional zone (`%eth0`, ignored).
  public init?(_ text: borrowing Span<UInt8>) {
    var end = text.count
    var colons = 0
    for index in text.indices {
      if text[index] == UInt8(ascii: ":") { colons += 1 }
      if text[index] == UInt8(ascii: "%") {
        end = index
        break
      }
    }
    if colons == 0 {
      guard let v4 = Self.dotted(text, 0..<end) else { return nil }
      self.init(v4: v4)
    } else {
      guard let bits = Self.groups(text, end: end) else { return nil }
      self.init(bits: bits)
    }
  }

  /// Reads dotted decimal and nothing else.
  public init?(dotted text: borrowing Span<UInt8>) {
    guard (7...15).contains(text.count), let v4 = Self.dotted(text, 0..<text.count) else { return nil }
    self.init(v4: v4)
  }

  /// Reads a textual address.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    self.init(bytes.span)
  }

  private static func dotted(_ text: borrowing Span<UInt8>, _ range: Range<Int>) -> UInt32? {
    var value: UInt32 = 0
    var part: UInt32 = 0
    var digits = 0
    var parts = 0
    for index in range {
      let byte = text[index]
      if byte == UInt8(ascii: ".") {
        guard digits > 0, parts < 3 else { return nil }
        value = value << 8 | part
        parts += 1
        part = 0
        digits = 0
      } else {
        guard byte &- 0x30 <= 9, digits < 3 else { return nil }
        part = part * 10 + UInt32(byte &- 0x30)
        digits += 1
        guard part <= 255 else { return nil }
      }
    }
    guard parts == 3, digits > 0 else { return nil }
    return value << 8 | part
  }

  private static func groups(_ text: borrowing Span<UInt8>, end: Int) -> UInt128? {
    var before: UInt128 = 0
    var after: UInt128 = 0
    var counts = (before: 0, after: 0)
    var gap = false
    var index = 0
    if end >= 2, text[0] == 0x3A, text[1] == 0x3A {
      gap = true
      index = 2
    }
    while index < end {
      let start = index
      var value: UInt128 = 0
      while index < end, let digit = JSONText.hexValue(text[index]) {
        value = value << 4 | UInt128(digit)
        index += 1
      }
      guard index > start || index == end else { return nil }
      if index < end, text[index] == UInt8(ascii: ".") {
        guard let v4 = dotted(text, start..<end) else { return nil }
        add(UInt128(v4 >> 16), gap, &before, &after, &counts)
        add(UInt128(v4 & 0xFFFF), gap, &before, &after, &counts)
        index = end
        break
      }
      guard index - start <= 4, index > start else { return nil }
      add(value, gap, &before, &after, &counts)
      if index == end { break }
      guard text[index] == 0x3A else { return nil }
      index += 1
      if index < end, text[index] == 0x3A {
        guard !gap else { return nil }
        gap = true
        index += 1
      } else if index == end {
        return nil
      }
    }
    let total = counts.before + counts.after
    guard gap ? total <= 7 : total == 8 else { return nil }
    return counts.before == 0 ? after : before << UInt128(16 * (8 - counts.before)) | after
  }

  private static func add(
    _ value: UInt128, _ gap: Bool, _ before: inout UInt128, _ after: inout UInt128,
    _ counts: inout (before: Int, after: Int)
  ) {
    if gap {
      after = after << 16 | value
      counts.after += 1
    } else {
      before = before << 16 | value
      counts.before += 1
    }
  }
}

extension IPAddress: CustomStringConvertible {
  /// Dotted decimal, or the canonical IPv6 form of RFC 5952.
  public var description: String {
    if isV4 {
      let v4 = UInt32(truncatingIfNeeded: bits)
      return "\(v4 >> 24).\(v4 >> 16 & 255).\(v4 >> 8 & 255).\(v4 & 255)"
    }
    let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> UInt128(112 - 16 * $0)) }
    var best = 0..<0
    var start = 0
    for index in 0...8 where index == 8 || groups[index] != 0 {
      if index - start > best.count, index - start > 1 { best = start..<index }
      start = index + 1
    }
    let text = { (part: ArraySlice<UInt16>) in part.map { String($0, radix: 16) }.joined(separator: ":") }
    if best.isEmpty { return text(groups[...]) }
    return text(groups[..<best.lowerBound]) + "::" + text(groups[best.upperBound...])
  }
}

/// A block of addresses: an address and the length of its prefix (RFC 4632).
public struct IPNetwork: Sendable, Hashable {
  /// The first address of the block.
  public let base: IPAddress
  /// The prefix length in the 128-bit form.
  public let prefix: Int

  /// Reads `10.0.0.0/8`, `2001:db8::/32` or a single address.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let address = IPAddress(String(first)) else { return nil }
    var length = 128
    if parts.count == 2 {
      guard let value = Int(parts[1]), value >= 0, value <= (address.isV4 ? 32 : 128) else { return nil }
      length = address.isV4 ? value + 96 : value
    }
    prefix = length
    base = IPAddress(bits: address.bits & Self.mask(length))
  }

  /// Whether an address lies in the block.
  public func contains(_ address: IPAddress) -> Bool {
    address.bits & Self.mask(prefix) == base.bits
  }

  private static func mask(_ length: Int) -> UInt128 {
    length == 0 ? 0 : UInt128.max << UInt128(128 - length)
  }
}
