/// A dynamic library that an image loads, or that it is.
public struct MachOLibrary: Sendable, Equatable {
  /// How it is loaded.
  public enum Kind: String, Sendable {
    /// LC_LOAD_DYLIB.
    case required
    /// LC_LOAD_WEAK_DYLIB: may be missing.
    case weak
    /// LC_REEXPORT_DYLIB.
    case reexported
    /// LC_LAZY_LOAD_DYLIB.
    case lazy
    /// LC_LOAD_UPWARD_DYLIB.
    case upward
  }

  /// The path.
  public var path: String
  /// How it is loaded.
  public var kind: Kind
  /// timestamp.
  public var timestamp: UInt32
  /// current_version as 16.8.8 bits.
  public var currentVersion: UInt32
  /// compatibility_version as 16.8.8 bits.
  public var compatibilityVersion: UInt32

  init?(_ bytes: borrowing Span<UInt8>, _ command: MachOCommand, _ order: ByteOrder) {
    switch command.type {
    case MachOCommandType.weakLibrary: kind = .weak
    case MachOCommandType.reexportLibrary: kind = .reexported
    case MachOCommandType.lazyLibrary: kind = .lazy
    case MachOCommandType.upwardLibrary: kind = .upward
    default: kind = .required
    }
    guard let path = command.string(bytes, order), let timestamp = command.u32(bytes, 12, order),
      let current = command.u32(bytes, 16, order), let compatibility = command.u32(bytes, 20, order)
    else { return nil }
    self.path = path
    self.timestamp = timestamp
    currentVersion = current
    compatibilityVersion = compatibility
  }
}

/// The platform that an image was built for.
public struct MachOBuildVersion: Sendable, Equatable {
  /// 1 macOS, 2 iOS, 3 tvOS, 4 watchOS, 6 Mac Catalyst, 7 to 9 simulators, 10 DriverKit, 11 visionOS.
  public var platform: UInt32
  /// The least version of the system, as 16.8.8 bits.
  public var minimumSystem: UInt32
  /// The version of the SDK, as 16.8.8 bits.
  public var sdk: UInt32
  /// The tools that built it: 1 clang, 2 swift, 3 ld, 4 lld.
  public var tools: [UInt32] = []

  init?(_ bytes: borrowing Span<UInt8>, _ command: MachOCommand, _ order: ByteOrder) {
    switch command.type {
    case MachOCommandType.buildVersion:
      guard let platform = command.u32(bytes, 8, order), let least = command.u32(bytes, 12, order),
        let sdk = command.u32(bytes, 16, order), let count = command.u32(bytes, 20, order)
      else { return nil }
      (self.platform, minimumSystem, self.sdk) = (platform, least, sdk)
      for index in 0..<Swift.min(Int(count), 64) {
        if let tool = command.u32(bytes, 24 &+ 8 &* index, order) { tools.append(tool) }
      }
    default:
      guard let least = command.u32(bytes, 8, order), let sdk = command.u32(bytes, 12, order) else { return nil }
      switch command.type {
      case MachOCommandType.minimumIOS: platform = 2
      case MachOCommandType.minimumTVOS: platform = 3
      case MachOCommandType.minimumWatchOS: platform = 4
      default: platform = 1
      }
      (minimumSystem, self.sdk) = (least, sdk)
    }
  }
}
