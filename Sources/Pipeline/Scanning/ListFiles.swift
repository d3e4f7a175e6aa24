import Executables
public import Foundation
import Scanning
import Signatures

/// Reads signed lists into a scan.
public enum ListFiles {
  /// Adds the lists in files.
  ///
  /// - Parameters:
  ///   - keys: public keys in base64, or paths of files that hold one.
  public static func load(
    _ paths: [String], keys: [String], into options: inout ScanRun.Options
  ) throws(ListFileError) {
    guard !paths.isEmpty else { return }
    var publicKeys: [Data] = []
    for key in keys { publicKeys.append(try self.key(key)) }
    for path in paths {
      let data: Data
      do {
        data = try Data(contentsOf: URL(filePath: path))
      } catch {
        throw ListFileError("\(path): \(error.localizedDescription)")
      }
      do throws(KnownListError) {
        options.scanner.known.add(
          try SignedList.open(data, keys: publicKeys, now: options.scanner.now))
      } catch {
        throw ListFileError("\(path): \(error)")
      }
      options.listsFingerprint += Hexadecimal.text(PESignature.Digest.sha256.hash([UInt8](data))) + "\n"
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
