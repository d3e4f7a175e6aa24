import ECS

/// Conditions on the bytes of one value.
enum TextMatcher {
  case equals([UInt8])
  case oneOf(Set<[UInt8]>)
  case contains([UInt8], ignoringCase: Bool)
  case pattern([UInt8], ignoringCase: Bool)
  case address(IPAddress)
  case addresses(Set<IPAddress>)
  case any

  func matches(_ text: borrowing Span<UInt8>) -> Bool {
    switch self {
    case .any: return true
    case .equals(let wanted): return text.isEqual(to: wanted.span)
    case .oneOf(let wanted):
      var bytes: [UInt8] = []
      bytes.append(copying: text)
      return wanted.contains(bytes)
    case .contains(let wanted, let ignoringCase): return Self.contains(text, wanted.span, ignoringCase)
    case .pattern(let pattern, let ignoringCase): return Self.matches(text, pattern.span, ignoringCase)
    case .address(let wanted): return IPAddress(text) == wanted
    case .addresses(let wanted): return IPAddress(text).map(wanted.contains) ?? false
    }
  }

  /// ASCII capitals as small letters.
  @inline(__always)
  static func folded(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
  }

  private static func contains(
    _ text: borrowing Span<UInt8>, _ wanted: borrowing Span<UInt8>, _ ignoringCase: Bool
  ) -> Bool {
    guard wanted.count > 0 else { return true }
    guard text.count >= wanted.count else { return false }
    let first = ignoringCase ? folded(wanted[0]) : wanted[0]
    var start = 0
    let last = text.count - wanted.count
    while start <= last {
      if (ignoringCase ? folded(text[start]) : text[start]) == first {
        var index = 1
        if ignoringCase {
          while index < wanted.count, folded(text[start &+ index]) == folded(wanted[index]) { index &+= 1 }
        } else {
          while index < wanted.count, text[start &+ index] == wanted[index] { index &+= 1 }
        }
        if index == wanted.count { return true }
      }
      start &+= 1
    }
    return false
  }

  /// Greedy matching that goes back to the last star only: O(text · pattern) at worst.
  private static func matches(
    _ text: borrowing Span<UInt8>, _ pattern: borrowing Span<UInt8>, _ ignoringCase: Bool
  ) -> Bool {
    var index = 0
    var place = 0
    var star = -1
    var resume = 0
    while index < text.count {
      if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
        star = place
        resume = index
        place += 1
        continue
      }
      if place < pattern.count, pattern[place] == UInt8(ascii: "?") || same(text[index], pattern[place], ignoringCase) {
        index += 1
        place += 1
        continue
      }
      guard star >= 0 else { return false }
      resume += 1
      index = resume
      place = star + 1
    }
    while place < pattern.count, pattern[place] == UInt8(ascii: "*") { place += 1 }
    return place == pattern.count
  }

  private static func same(_ left: UInt8, _ right: UInt8, _ ignoringCase: Bool) -> Bool {
    ignoringCase ? folded(left) == folded(right) : left == right
  }
}
