import CTLSH
import Executables
import Signatures

/// Hashes by which a file is known.
public struct FileHashes: Sendable, Hashable, Codable {
  /// A kind of hash, for choosing.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case md5, sha1, tlsh
    /// Of the imports.
    case imports
  }

  /// MD5 in hexadecimal.
  public var md5: String?
  /// SHA-1 in hexadecimal.
  public var sha1: String?
  /// SHA-256 in hexadecimal.
  public var sha256: String
  /// Of the imports: imphash of PE files, ECS's `elf.import_hash` and `macho.import_hash`; nil without imports.
  public var importHash: String?
  /// TLSH (Oliver, Cheng, Chen, *TLSH: a locality sensitive hash*, 2013), with the prefix `T1` of its fourth version; nil for
  /// files of fewer than 256 bytes or without variety.
  public var tlsh: String?

  /// The hashes of bytes: SHA-256, and of the others those that are asked for. The hash of imports is the reader's.
  public init(_ data: borrowing Span<UInt8>, _ kinds: Set<Kind>) {
    let whole = [0..<data.count]
    sha256 = Hexadecimal.text(PESignature.Digest.sha256.hash(data, whole))
    if kinds.contains(.md5) { md5 = Hexadecimal.text(PESignature.Digest.md5.hash(data, whole)) }
    if kinds.contains(.sha1) { sha1 = Hexadecimal.text(PESignature.Digest.sha1.hash(data, whole)) }
    if kinds.contains(.tlsh) { tlsh = Self.tlsh(data) }
  }

  private static func tlsh(_ data: borrowing Span<UInt8>) -> String? {
    var text = [CChar](repeating: 0, count: Int(SHRIKE_TLSH_SIZE))
    // The library reads the bytes and writes the text before the call returns, and no more than the size allows.
    let isFound = unsafe data.withUnsafeBufferPointer { bytes in
      unsafe text.withUnsafeMutableBufferPointer { text in
        unsafe shrike_tlsh(bytes.baseAddress, bytes.count, text.baseAddress)
      }
    }
    guard isFound != 0 else { return nil }
    return "T1" + String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
