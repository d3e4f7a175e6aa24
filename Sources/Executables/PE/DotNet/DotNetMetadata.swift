/// The metadata of a .NET assembly (ECMA-335, partition II): which runtime it is for, what it is called, and which
/// assemblies it refers to.
public struct DotNetMetadata: Sendable, Equatable {
  /// Major and minor version of the runtime in the CLR header.
  public internal(set) var runtimeVersion: (major: UInt16, minor: UInt16) = (0, 0)
  /// Flags of the CLR header: 1 only intermediate language, 2 needs 32 bits, 8 strong name, 16 native entry point.
  public internal(set) var flags: UInt32 = 0
  /// Token or RVA of the entry point.
  public internal(set) var entryPoint: UInt32 = 0
  /// The version text in the metadata, such as `v4.0.30319`, where it stands in the file.
  public internal(set) var version: Range<Int> = 0..<0
  /// The streams.
  public internal(set) var streams: [Stream] = []
  /// How many rows each of the 64 tables has.
  public internal(set) var rows: [UInt32] = []
  /// The assembly's own name, where it stands in the file; nil for a module without a manifest.
  public internal(set) var assembly: Assembly?
  /// The assemblies that it refers to.
  public internal(set) var references: [Assembly] = []
  /// The identifier of this build of the module, sixteen bytes.
  public internal(set) var moduleVersionIdentifier: [UInt8]?

  /// A stream of the metadata.
  public struct Stream: Sendable, Equatable {
    /// The name, such as `#Strings`.
    public internal(set) var name: String
    /// Where it stands in the file, cut to the file.
    public internal(set) var range: Range<Int>
  }

  /// An assembly's name and version.
  public struct Assembly: Sendable, Equatable {
    /// Where the name stands in the file.
    public internal(set) var name: Range<Int>
    /// Major, minor, build and revision.
    public internal(set) var version: [UInt16]
  }

  /// Whether both describe the same.
  public static func == (left: DotNetMetadata, right: DotNetMetadata) -> Bool {
    left.runtimeVersion == right.runtimeVersion && left.flags == right.flags && left.entryPoint == right.entryPoint
      && left.version == right.version && left.streams == right.streams && left.rows == right.rows
      && left.assembly == right.assembly && left.references == right.references
      && left.moduleVersionIdentifier == right.moduleVersionIdentifier
  }
}
