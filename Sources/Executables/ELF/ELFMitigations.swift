/// What makes the file harder to exploit; the questions that `checksec` asks.
public struct ELFMitigations: Sendable, Equatable {
  /// How far relocated data is write-protected before the program runs.
  public enum Relro: String, Sendable {
    /// No PT_GNU_RELRO.
    case none
    /// PT_GNU_RELRO, but functions are bound lazily.
    case partial
    /// PT_GNU_RELRO and everything bound at the start.
    case full
  }

  /// PT_GNU_STACK is there and not executable.
  public var nonExecutableStack = false
  /// Relocated data is protected.
  public var relro = Relro.none
  /// The program may be loaded anywhere: type 3 with DF_1_PIE or an interpreter.
  public var isPositionIndependentExecutable = false
  /// Calls `__stack_chk_fail` or the like.
  public var hasStackCanary = false
  /// How many functions checked by _FORTIFY_SOURCE are imported (`__memcpy_chk`, …).
  public var fortifiedFunctions = 0
  /// Control flow may be protected: IBT or BTI is set in the GNU properties.
  public var branchTracking = false
  /// A shadow stack, or signed return addresses, may be used.
  public var returnProtection = false
}

extension ELFMitigations {
  init(_ file: ELFFile, _ bytes: borrowing Span<UInt8>) {
    let stack = file.segments.first { $0.type == ELFSegmentType.stack }
    nonExecutableStack = stack.map { !$0.isExecutable } ?? false
    if file.segments.contains(where: { $0.type == ELFSegmentType.relro }) {
      relro = file.dynamic?.bindsNow == true ? .full : .partial
    }
    let hasPIEFlag = (file.dynamic?.flags1 ?? 0) & 0x0800_0000 != 0
    isPositionIndependentExecutable = file.header.type == 3 && (hasPIEFlag || file.interpreter != nil)
    let x86 = file.noteFacts.x86Features ?? 0
    let arm = file.noteFacts.aarch64Features ?? 0
    branchTracking = (x86 | arm) & 1 != 0
    returnProtection = (x86 | arm) & 2 != 0
    for table in [file.dynamicSymbols, file.symbols] {
      guard let table else { continue }
      var fortified = 0
      for symbol in table.symbols where symbol.nameLength > 6 && symbol.nameLength < 64 {
        let name = symbol.nameRange
        guard bytes[name.lowerBound] == 0x5F, bytes[name.lowerBound &+ 1] == 0x5F else { continue }
        if bytes.matches("__stack_chk_", at: name.lowerBound)
          || bytes.matches("__intel_security_cookie", at: name.lowerBound)
        {
          hasStackCanary = true
        } else if symbol.section == 0, bytes.matches("_chk", at: name.upperBound &- 4) {
          fortified &+= 1
        }
      }
      if fortifiedFunctions == 0 { fortifiedFunctions = fortified }
    }
  }
}
