/// A symbol that the loader looks up in another image.
public struct MachOBinding: Sendable, Equatable {
  /// Where the name begins in the image.
  public var nameOffset: UInt32
  /// How long the name is.
  public var nameLength: UInt32
  /// The number of the library from 1; 0 this image, −1 the executable, −2 any, −3 weak look-up.
  public var library: Int16
  /// Whether it may be missing.
  public var isWeak: Bool

  init(name: Range<Int>, library: Int, isWeak: Bool) {
    nameOffset = UInt32(clamping: name.lowerBound)
    nameLength = UInt32(clamping: name.count)
    self.library = Int16(clamping: library)
    self.isWeak = isWeak
  }

  /// Where the name is in the image.
  public var name: Range<Int> { Int(nameOffset)..<Int(nameOffset) &+ Int(nameLength) }
}

/// Reads which symbols are bound: from the opcodes of LC_DYLD_INFO, or from the table of LC_DYLD_CHAINED_FIXUPS.
///
/// Only names are collected: what is bound where would let a loop of one opcode cost any amount of time.
struct MachOBindingReader {
  private(set) var bindings: [MachOBinding] = []
  private(set) var opcodesAreBroken = false
  private(set) var fixupsAreBroken = false

  /// The programs of the regular, weak and lazy bindings. Each byte is read once.
  mutating func readOpcodes(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>, _ budget: inout ReadingBudget) {
    var cursor = ByteCursor(range)
    var library = 0
    while let byte = try? cursor.read(UInt8.self, bytes) {
      let immediate = byte & 0x0F
      var complete = true
      switch byte & 0xF0 {
      case 0x00, 0x50, 0x90: break
      case 0x10: library = Int(immediate)
      case 0x20: complete = cursor.uleb128(bytes).map { library = Int(clamping: $0) } != nil
      case 0x30: library = immediate == 0 ? 0 : Int(Int8(bitPattern: immediate | 0xF0))
      case 0x40:
        if let name = cursor.string(bytes), budget.reserve(MemoryLayout<MachOBinding>.stride) {
          bindings.append(MachOBinding(name: name, library: library, isWeak: immediate & 1 != 0))
        } else {
          complete = false
        }
      case 0x60, 0x70, 0x80, 0xA0: complete = cursor.uleb128(bytes) != nil
      case 0xB0: break
      case 0xC0: complete = cursor.uleb128(bytes) != nil && cursor.uleb128(bytes) != nil
      case 0xD0: complete = immediate != 0 || cursor.uleb128(bytes) != nil
      default: complete = false
      }
      if !complete {
        opcodesAreBroken = true
        return
      }
    }
  }

  /// The import table of chained fixups (mach-o/fixup-chains.h), in its three formats.
  mutating func readChainedFixups(
    _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, _ order: ByteOrder, _ budget: inout ReadingBudget
  ) {
    let start = range.lowerBound
    guard range.count >= 28, let imports = bytes.u32(at: start &+ 8, order),
      let symbols = bytes.u32(at: start &+ 12, order), let count = bytes.u32(at: start &+ 16, order),
      let format = bytes.u32(at: start &+ 20, order), (1...3).contains(format),
      bytes.u32(at: start &+ 24, order) == 0, Int(symbols) <= range.count
    else {
      fixupsAreBroken = true
      return
    }
    let size = format == 1 ? 4 : format == 2 ? 8 : 16
    let names = start &+ Int(symbols)..<range.upperBound
    for index in 0..<Int(count) {
      let place = start &+ Int(imports) &+ index &* size
      guard place &+ size <= range.upperBound else {
        fixupsAreBroken = true
        return
      }
      let library: Int
      let isWeak: Bool
      let nameOffset: Int
      if format == 3 {
        let word = bytes.u64(at: place, order) ?? 0
        library = Int(Int16(truncatingIfNeeded: word))
        isWeak = word >> 16 & 1 != 0
        nameOffset = Int(word >> 32)
      } else {
        let word = bytes.u32(at: place, order) ?? 0
        library = Int(Int8(truncatingIfNeeded: word))
        isWeak = word >> 8 & 1 != 0
        nameOffset = Int(word >> 9)
      }
      guard let name = budget.name(bytes, in: names, at: nameOffset, limit: MachOImage.symbolNameLimit),
        budget.reserve(MemoryLayout<MachOBinding>.stride)
      else {
        fixupsAreBroken = true
        continue
      }
      bindings.append(MachOBinding(name: name, library: library, isWeak: isWeak))
    }
  }
}
