import ECS

/// A socket address as the kernel passes it (`struct sockaddr`), from the `saddr` of a SOCKADDR record.
///
/// Layout: two bytes family in the machine's order (little-endian on every architecture audited in practice), then for
/// `AF_INET` port and address in network order, for `AF_INET6` port, flow label and address, for `AF_UNIX` a path.
/// Source: `ip(7)`, `ipv6(7)`, `unix(7)`, `netlink(7)`.
enum SocketAddress: Equatable {
  case internet(IPAddress, port: UInt16)
  /// A path; an abstract name has `@` for its leading zero byte.
  case local([UInt8])
  case netlink(pid: UInt32, groups: UInt32)
  case other(family: UInt16)

  /// Reads the bytes; `nil` when they are too few for their family.
  init?(_ bytes: borrowing Span<UInt8>) {
    guard bytes.count >= 2 else { return nil }
    let family = UInt16(bytes[0]) | UInt16(bytes[1]) << 8
    switch family {
    case 1:
      self = .local(Self.path(bytes))
    case 2:
      guard bytes.count >= 8 else { return nil }
      let address = UInt32(bytes[4]) << 24 | UInt32(bytes[5]) << 16 | UInt32(bytes[6]) << 8 | UInt32(bytes[7])
      self = .internet(IPAddress(v4: address), port: UInt16(bytes[2]) << 8 | UInt16(bytes[3]))
    case 10:
      guard bytes.count >= 24 else { return nil }
      var bits: UInt128 = 0
      for index in 8..<24 { bits = bits << 8 | UInt128(bytes[index]) }
      self = .internet(IPAddress(bits: bits), port: UInt16(bytes[2]) << 8 | UInt16(bytes[3]))
    case 16:
      guard bytes.count >= 12 else { return nil }
      self = .netlink(pid: Self.little(bytes, 4), groups: Self.little(bytes, 8))
    default:
      self = .other(family: family)
    }
  }

  /// The family's name as `auditd.data.socket.family` has it.
  var family: String {
    switch self {
    case .internet(let address, _): address.isV4 ? "ipv4" : "ipv6"
    case .local: "unix"
    case .netlink: "netlink"
    case .other(let family): String(family)
    }
  }

  private static func little(_ bytes: borrowing Span<UInt8>, _ offset: Int) -> UInt32 {
    UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8 | UInt32(bytes[offset + 2]) << 16
      | UInt32(bytes[offset + 3]) << 24
  }

  private static func path(_ bytes: borrowing Span<UInt8>) -> [UInt8] {
    guard bytes.count > 2 else { return [] }
    var result: [UInt8] = []
    var start = 2
    if bytes[2] == 0 {
      result.append(UInt8(ascii: "@"))
      start = 3
    }
    for index in start..<bytes.count {
      if bytes[index] == 0 { break }
      result.append(bytes[index])
    }
    return result == [UInt8(ascii: "@")] ? [] : result
  }
}
