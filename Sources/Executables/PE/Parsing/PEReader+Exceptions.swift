/// What is kept of a function's unwind information.
private struct UnwindInformation {
  /// Bytes to read: the fixed part until that was read, then all.
  var size = 4
  /// Whether it was read to its end.
  var isComplete = false
  /// First address of the function that this one continues.
  var chained: UInt32?
  /// Whether that function was assigned.
  var isChained = false
  /// Whether the size of the epilog was seen.
  var hasEpilog = false
}

/// An entry of the exception directory.
private struct FunctionEntry {
  var begin: UInt32
  var unwind: Int?
}

extension PEReader {
  private static let entrySize = 12

  /// Walks the exception directory of x64 and Itanium files and the unwind information that it points to.
  mutating func readExceptions(_ data: borrowing Span<UInt8>, at start: Int, size: Int) throws(PEFault) {
    guard file.coffHeader.machine == 0x8664 || file.coffHeader.machine == 0x200 else { return }
    var unwinds: [UnwindInformation] = []
    var indices: [UInt32: Int] = [:]
    var functions: [FunctionEntry] = []
    var address = start
    for _ in 0..<size / Self.entrySize {
      guard spend(4), let place = structure(try bytes(at: address, Self.entrySize), Self.entrySize) else { break }
      let target = data.u32(at: place + 8) ?? 0
      var unwind: Int?
      if target & 1 == 0 {
        let index = indices[target] ?? unwinds.count
        if index == unwinds.count {
          _ = try offset(of: Int(target))
          unwinds.append(UnwindInformation())
          indices[target] = index
        }
        if unwinds[index].isComplete {
          _ = part(at: Int(target))
        } else {
          // The first look finds the size, the second reads that much.
          guard try readUnwind(data, at: Int(target), &unwinds[index]),
            try readUnwind(data, at: Int(target), &unwinds[index])
          else { break }
        }
        unwind = index
      }
      functions.append(FunctionEntry(begin: data.u32(at: place) ?? 0, unwind: unwind))
      address += Self.entrySize
    }
    file.numberOfExceptionEntries = functions.count
    checkChains(functions, &unwinds)
  }

  /// Every chained function must be in the directory, and have one continuation.
  private mutating func checkChains(_ functions: [FunctionEntry], _ unwinds: inout [UnwindInformation]) {
    guard unwinds.contains(where: { $0.chained != nil }) else { return }
    let begins = Set(functions.map(\.begin))
    for (number, function) in functions.enumerated() {
      guard let index = function.unwind, let chained = unwinds[index].chained else { continue }
      if !begins.contains(chained) {
        note(.chainedFunctionMissing, at: number)
      } else if unwinds[index].isChained {
        note(.chainedFunctionRepeated, at: number)
      } else {
        unwinds[index].isChained = true
      }
    }
  }

  /// Reads unwind information as far as its known size reaches; false ends the directory.
  private mutating func readUnwind(
    _ data: borrowing Span<UInt8>, at address: Int, _ unwind: inout UnwindInformation
  ) throws(PEFault) -> Bool {
    if unwind.isComplete { return true }
    let range = try bytes(at: address, unwind.size)
    guard range.count >= 4 else { throw .unmapped }
    let place = range.lowerBound
    let flags = data[place] >> 3
    let codes = Int(data[place + 2])
    let handler = 4 + 2 * ((codes + 1) & ~1)
    unwind.size = handler + (flags == 0 ? 0 : 4)
    guard range.count >= unwind.size else { return true }
    let version = data[place] & 7
    guard version == 1 || version == 2 else {
      note(.unwindVersionUnknown, at: address)
      return false
    }
    guard spend(codes / 2 + 1) else { return false }
    guard try checkCodes(data, place + 4..<range.upperBound, count: codes, &unwind) else { return false }
    if flags & 4 != 0 { unwind.chained = data.u32(at: place + handler) }
    unwind.isComplete = true
    return true
  }

  /// Checks that all unwind codes are known and complete; false when one is not known.
  private mutating func checkCodes(
    _ data: borrowing Span<UInt8>, _ range: Range<Int>, count: Int, _ unwind: inout UnwindInformation
  ) throws(PEFault) -> Bool {
    var place = range.lowerBound
    var left = count
    while left > 0 {
      guard place + 2 <= range.upperBound else { throw .unmapped }
      let operation = data[place + 1] & 15
      let information = data[place + 1] >> 4
      var slots = 1
      var size = 2
      switch operation {
      case 0, 2, 3, 10: break
      case 1:
        slots = information == 0 ? 2 : 3
        size = 2 * slots
      case 4, 8: (slots, size) = (2, 4)
      case 5, 9: (slots, size) = (3, 6)
      case 6:
        if !unwind.hasEpilog, information & 1 == 0 { (slots, size) = (2, 4) }
        unwind.hasEpilog = true
      default:
        note(.unwindCodeUnknown, at: place)
        return false
      }
      guard place + size <= range.upperBound else { throw .unmapped }
      place += 2 * slots
      left -= slots
    }
    return true
  }
}
