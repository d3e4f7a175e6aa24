/// The signature of an image (`LC_CODE_SIGNATURE`; cs_blobs.h of xnu): a super blob of code directories, requirements,
/// entitlements and a CMS message. What it says of itself; whose certificate it is, is not judged here.
public struct CodeSignature: Sendable, Equatable {
  /// A part of the super blob.
  public struct Blob: Sendable, Equatable {
    /// The slot: 0 code directory, 2 requirements, 5 entitlements, 7 DER entitlements, 0x1000… more code directories,
    /// 0x10000 CMS.
    public var slot: UInt32
    /// The magic number.
    public var magic: UInt32
    /// Where it is in the image, its header included.
    public var range: Range<Int>
  }

  /// Where it is in the image.
  public var range: Range<Int>
  /// The parts.
  public var blobs: [Blob] = []
  /// The code directories, the first the one that old systems use.
  public var directories: [CodeDirectory] = []
  /// The entitlements as XML.
  public var entitlements: [Entitlement] = []
  /// The keys of the DER entitlements.
  public var derEntitlementKeys: [String] = []
  /// The size of the CMS message; 0 without one, which means that nobody signed.
  public var cmsSize = 0
  /// The number of requirements.
  public var requirementCount = 0

  /// The code directory with the strongest hash.
  public var best: CodeDirectory? {
    directories.max { CodeDirectory.rank($0.hashType) < CodeDirectory.rank($1.hashType) }
  }

  /// Signed by nobody: the flag says so, or there is no CMS message.
  public var isAdHoc: Bool { (best?.flags ?? 0) & 2 != 0 || cmsSize == 0 }
  /// Signed by the linker, as every ARM64 program is.
  public var isLinkerSigned: Bool { (best?.flags ?? 0) & 0x20000 != 0 }
  /// Under the hardened runtime.
  public var hasHardenedRuntime: Bool { (best?.flags ?? 0) & 0x10000 != 0 }
}

extension CodeSignature {
  static let blobLimit = 1024

  /// Reads the super blob at a range of the image. Nil when it has none.
  init?(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>, _ anomalies: inout AnomalyTally<MachOAnomaly>) {
    self.range = range
    guard range.count >= 12, bytes.u32(at: range.lowerBound, .big) == 0xFADE_0CC0,
      let size = bytes.u32(at: range.lowerBound &+ 4, .big), let count = bytes.u32(at: range.lowerBound &+ 8, .big)
    else {
      anomalies.note(.badSignature)
      return nil
    }
    if Int(size) > range.count { anomalies.note(.badSignature) }
    if count > Self.blobLimit { anomalies.note(.badSignature) }
    var end = 12 &+ 8 &* Int(count)
    for index in 0..<Swift.min(Int(count), Self.blobLimit) {
      let place = range.lowerBound &+ 12 &+ 8 &* index
      guard place &+ 8 <= range.upperBound, let slot = bytes.u32(at: place, .big),
        let offset = bytes.u32(at: place &+ 4, .big)
      else {
        anomalies.note(.badSignature)
        break
      }
      let start = range.lowerBound &+ Int(offset)
      guard start &+ 8 <= range.upperBound, let magic = bytes.u32(at: start, .big),
        let length = bytes.u32(at: start &+ 4, .big), length >= 8, Int(length) <= range.upperBound &- start
      else {
        anomalies.note(.badSignatureBlob)
        continue
      }
      if Int(offset) < end { anomalies.note(.badSignatureBlob) }
      end = Int(offset) &+ Int(length)
      blobs.append(Blob(slot: slot, magic: magic, range: start..<start &+ Int(length)))
    }
    read(bytes, &anomalies)
  }

  private mutating func read(_ bytes: borrowing Span<UInt8>, _ anomalies: inout AnomalyTally<MachOAnomaly>) {
    // Blobs may overlap: of each kind that is parsed, a few are.
    for blob in blobs where blob.magic == 0xFADE_0C02 && directories.count < 8 {
      if let directory = CodeDirectory(bytes, blob.range) {
        directories.append(directory)
      } else {
        anomalies.note(.badSignatureBlob)
      }
    }
    if let blob = blobs.first(where: { $0.magic == 0xFADE_7171 }) {
      if let keys = EntitlementPlist.read(bytes, blob.range.dropFirst(8)) {
        entitlements = keys
      } else {
        anomalies.note(.badEntitlements)
      }
    }
    if let blob = blobs.first(where: { $0.magic == 0xFADE_7172 }) {
      if let keys = EntitlementDER.keys(bytes, blob.range.dropFirst(8)) {
        derEntitlementKeys = keys
      } else {
        anomalies.note(.badEntitlements)
      }
    }
    if let blob = blobs.first(where: { $0.magic == 0xFADE_0C01 }), blob.range.count >= 12 {
      requirementCount = Int(bytes.u32(at: blob.range.lowerBound &+ 8, .big) ?? 0)
    }
    if let blob = blobs.first(where: { $0.slot == 0x10000 }) { cmsSize = blob.range.count &- 8 }
    let names = Set(entitlements.map(\.key))
    if !names.isEmpty, !derEntitlementKeys.isEmpty, names != Set(derEntitlementKeys) {
      anomalies.note(.entitlementsDisagree)
    }
  }
}
