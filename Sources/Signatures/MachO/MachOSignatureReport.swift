/// The signature of one image of a Mach-O file, and what came of checking it.
public struct MachOSignatureReport: Sendable, Hashable, Codable {
  /// The processor that the image is for (`cputype`).
  public var cpuType: UInt32
  /// What came of checking.
  public var status: SignatureStatus
  /// What is wrong or remarkable, in words.
  public var notes: [String] = []
  /// The identifier, for example `com.apple.ls`.
  public var identifier: String?
  /// The developer's team.
  public var teamIdentifier: String?
  /// The hash by which macOS knows the image: that of its best code directory, cut to 20 bytes, in hexadecimal.
  public var codeDirectoryHash: String?
  /// Whether it runs under the hardened runtime.
  public var hasHardenedRuntime = false
  /// Pages whose hash is the one in the code directory.
  public var matchingPages = 0
  /// Pages that were changed after signing, or are missing.
  public var differingPages = 0
  /// The keys of its entitlements.
  public var entitlements: [String] = []
  /// The signer; nil when nobody signed.
  public var message: SignatureReport?

  init(cpuType: UInt32, status: SignatureStatus, notes: [String] = []) {
    self.cpuType = cpuType
    self.status = status
    self.notes = notes
  }
}
