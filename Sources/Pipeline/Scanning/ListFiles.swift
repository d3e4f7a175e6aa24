import Executables
public import Foundation
import Glibc
import Scanning
public import Signatures

/// Reads signed lists into a scan.
public enum ListFiles {
  /// Adds the lists in files.
  ///
  /// - Parameters:
  ///   - keys: public keys in base64, or paths of files that hold one.
  public static func load(
    _ paths: [String], keys: [String], into options: inout ScanRun.Options
  ) throws(ListFileError) {
    for path in paths {
      options.scanner.known.add(try open(path, keys: keys, now: options.scanner.now))
      // Read again: what matters is that another list gives another fingerprint.
      let digest = PESignature.Digest.sha256.hash((try? data(path)).map { [UInt8]($0) } ?? [])
      options.listsFingerprint += Hexadecimal.text(digest) + "\n"
    }
  }

  /// The list in a file, when one of the keys signed it and it has not ended.
  public static func open(_ path: String, keys: [String], now: Int64) throws(ListFileError) -> KnownList {
    var publicKeys: [Data] = []
    for key in keys { publicKeys.append(try self.key(key)) }
    do throws(KnownListError) {
      return try SignedList.open(try data(path), keys: publicKeys, now: now)
    } catch {
      throw ListFileError("\(path): \(error)")
    }
  }

  /// The bytes of a signed list.
  public static func signed(_ path: String, key: String) throws(ListFileError) -> [UInt8] {
    let privateKey = try self.key(key)
    do throws(KnownListError) {
      let payload = String(decoding: try data(path), as: UTF8.self)
      let list = try SignedList(signing: payload, key: privateKey)
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      guard let bytes = try? encoder.encode(list) else { throw KnownListError("the list cannot be written") }
      return [UInt8](bytes) + [0x0A]
    } catch {
      throw ListFileError("\(path): \(error)")
    }
  }

  /// Makes a key: the private one in a new file that only its owner reads, the public one beside it.
  public static func makeKey(at path: String) throws(ListFileError) {
    let key = SignedList.makeKey()
    // The private key is never readable by others, not even for a moment, and never replaces another.
    let descriptor = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw ListFileError("\(FileProblem(path: path))") }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      try handle.write(contentsOf: Data((key.privateKey.base64EncodedString() + "\n").utf8))
      let publicKey = Data((key.publicKey.base64EncodedString() + "\n").utf8)
      try publicKey.write(to: URL(filePath: path + ".pub"), options: .withoutOverwriting)
    } catch {
      throw ListFileError("\(path): \(error.localizedDescription)")
    }
  }

  private static func data(_ path: String) throws(KnownListError) -> Data {
    do {
      return try Data(contentsOf: URL(filePath: path))
    } catch {
      throw KnownListError(error.localizedDescription)
    }
  }

  /// A key of 32 bytes, in base64 or in a file that holds that.
  public static func key(_ text: String) throws(ListFileError) -> Data {
    let inFile = (try? String(contentsOfFile: text, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
    guard let key = Data(base64Encoded: inFile ?? text), key.count == 32 else {
      throw ListFileError("'\(text.prefix(80))' is neither an Ed25519 key in base64 nor a file that holds one")
    }
    return key
  }
}

/// Why a list cannot be used.
public struct ListFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, and where.
  public var description: String

  init(_ description: String) { self.description = description }
}
