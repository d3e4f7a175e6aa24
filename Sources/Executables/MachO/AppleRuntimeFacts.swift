/// What sections say of the Objective-C and Swift runtimes.
public struct AppleRuntimeFacts: Sendable, Equatable {
  /// Classes (entries of `__objc_classlist`).
  public var objectiveCClasses = 0
  /// Categories (`__objc_catlist`).
  public var objectiveCCategories = 0
  /// Protocols (`__objc_protolist`).
  public var objectiveCProtocols = 0
  /// Selectors that are sent (`__objc_selrefs`).
  public var selectors = 0
  /// Bytes of method names (`__objc_methname`).
  public var methodNameBytes = 0
  /// Types of Swift (`__swift5_types`, four bytes each).
  public var swiftTypes = 0
  /// Conformances of Swift types to protocols (`__swift5_proto`).
  public var swiftConformances = 0
  /// The version of Swift's ABI in `__objc_imageinfo`: 7 for Swift 5 and later, 0 without Swift.
  public var swiftABI: UInt8 = 0
  /// Classes or categories that run code when they are loaded (`__objc_nlclslist`, `__objc_nlcatlist`).
  public var loadMethods = 0
  /// Initialisers and finalisers (`__mod_init_func`, `__init_offsets`, `__mod_term_func`).
  public var initializers = 0

  init() {}

  init(_ image: MachOImage, _ bytes: borrowing Span<UInt8>) {
    let word = image.header.wordSize
    for segment in image.segments {
      for section in segment.sections {
        let size = Int(clamping: section.size)
        switch section.name {
        case "__objc_classlist": objectiveCClasses &+= size / word
        case "__objc_catlist": objectiveCCategories &+= size / word
        case "__objc_protolist": objectiveCProtocols &+= size / word
        case "__objc_selrefs": selectors &+= size / word
        case "__objc_methname": methodNameBytes &+= size
        case "__objc_nlclslist", "__objc_nlcatlist": loadMethods &+= size / word
        case "__swift5_types", "__swift5_types2": swiftTypes &+= size / 4
        case "__swift5_proto": swiftConformances &+= size / 4
        case "__objc_imageinfo":
          let flags = bytes.u32(at: section.range.lowerBound &+ 4, image.header.byteOrder) ?? 0
          if section.range.count >= 8 { swiftABI = UInt8(truncatingIfNeeded: flags >> 8) }
        default: break
        }
        switch section.type {
        case 9, 10: initializers &+= size / word
        case 22: initializers &+= size / 4
        default: break
        }
      }
    }
  }
}
