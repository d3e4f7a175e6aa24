/// A library and the versions of its symbols that are needed (.gnu.version_r).
public struct ELFVersionNeed: Sendable, Equatable {
  /// The library, for example `libc.so.6`.
  public var library: String
  /// The versions, for example `GLIBC_2.34`.
  public var versions: [String]
  /// The number of each version in the table that gives every dynamic symbol its version (vna_other).
  var indices: [UInt16] = []
}

/// Reads the chains of version records (Linux Standard Base, "Symbol Versioning").
struct ELFVersionReader {
  static let limit = 16384
  let strings: Range<Int>
  let order: ByteOrder

  /// The libraries and versions needed.
  func needs(
    _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, _ budget: inout ReadingBudget,
    _ anomalies: inout AnomalyTally<ELFAnomaly>
  ) -> [ELFVersionNeed] {
    var result: [ELFVersionNeed] = []
    var place = range.lowerBound
    var steps = 0
    while place &+ 16 <= range.upperBound {
      let file = bytes.u32(at: place &+ 4, order) ?? 0
      var need = ELFVersionNeed(library: name(bytes, file, &budget, &anomalies), versions: [])
      var inner = place &+ Int(bytes.u32(at: place &+ 8, order) ?? 0)
      for _ in 0..<Int(bytes.u16(at: place &+ 2, order) ?? 0) {
        steps &+= 1
        guard steps < Self.limit, inner &+ 16 <= range.upperBound else {
          anomalies.note(.badVersionChain)
          break
        }
        need.versions.append(name(bytes, bytes.u32(at: inner &+ 8, order) ?? 0, &budget, &anomalies))
        need.indices.append((bytes.u16(at: inner &+ 6, order) ?? 0) & 0x7FFF)
        let next = Int(bytes.u32(at: inner &+ 12, order) ?? 0)
        if next == 0 { break }
        inner &+= next
      }
      result.append(need)
      guard advance(bytes, &place, at: 12, &steps, range, &anomalies) else { break }
    }
    return result
  }

  /// The versions that are defined, the file's own name first.
  func definitions(
    _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, _ budget: inout ReadingBudget,
    _ anomalies: inout AnomalyTally<ELFAnomaly>
  ) -> [String] {
    var result: [String] = []
    var place = range.lowerBound
    var steps = 0
    while place &+ 20 <= range.upperBound {
      let inner = place &+ Int(bytes.u32(at: place &+ 12, order) ?? 0)
      if inner &+ 8 <= range.upperBound {
        result.append(name(bytes, bytes.u32(at: inner, order) ?? 0, &budget, &anomalies))
      } else {
        anomalies.note(.badVersionChain)
      }
      guard advance(bytes, &place, at: 16, &steps, range, &anomalies) else { break }
    }
    return result
  }

  /// Steps to the next record; offsets are unsigned, so a chain can only go forward.
  private func advance(
    _ bytes: borrowing Span<UInt8>, _ place: inout Int, at field: Int, _ steps: inout Int, _ range: Range<Int>,
    _ anomalies: inout AnomalyTally<ELFAnomaly>
  ) -> Bool {
    let next = Int(bytes.u32(at: place &+ field, order) ?? 0)
    steps &+= 1
    guard next > 0 else { return false }
    guard steps < Self.limit, place &+ next < range.upperBound else {
      anomalies.note(.badVersionChain)
      return false
    }
    place &+= next
    return true
  }

  private func name(
    _ bytes: borrowing Span<UInt8>, _ offset: UInt32, _ budget: inout ReadingBudget,
    _ anomalies: inout AnomalyTally<ELFAnomaly>
  ) -> String {
    guard let range = budget.name(bytes, in: strings, at: Int(offset), limit: ELFDynamic.nameLimit) else {
      anomalies.note(.badDynamicString)
      return ""
    }
    return bytes.text(range)
  }
}
