import Foundation
public import Signing

/// Keys in files: one a line in hexadecimal, `#` begins a comment.
public enum KeyFile {
  /// The public keys of a file.
  public static func trusted(_ path: String) throws(LifecycleError) -> [VerifyingKey] {
    try lines(path).map { line throws(LifecycleError) in
      guard let key = Hexadecimal.bytes(line.text).flatMap({ VerifyingKey(bytes: $0) }) else {
        throw LifecycleError("\(path), line \(line.number): is no public key (64 hexadecimal digits)")
      }
      return key
    }
  }

  /// The private key of a file: the first line.
  public static func signing(_ path: String) throws(LifecycleError) -> SigningKey {
    guard let line = try lines(path).first, let key = Hexadecimal.bytes(line.text).flatMap({ SigningKey(seed: $0) })
    else { throw LifecycleError("\(path): has no private key (64 hexadecimal digits)") }
    return key
  }

  /// Writes a new private key, readable by its owner only, and the public key beside it as `.pub`.
  public static func create(_ path: String) throws(LifecycleError) -> VerifyingKey {
    guard !FileManager.default.fileExists(atPath: path) else {
      throw LifecycleError("\(path): is there already; a key is not overwritten")
    }
    let key = SigningKey()
    let text = Hexadecimal.text(key.seed) + "\n"
    let isWritten = FileManager.default.createFile(
      atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
    guard isWritten else { throw LifecycleError("\(path): cannot be written") }
    do {
      try Data((Hexadecimal.text(key.publicKey.bytes) + "\n").utf8).write(to: URL(filePath: path + ".pub"))
    } catch { throw LifecycleError("\(path).pub: \(error.localizedDescription)") }
    return key.publicKey
  }

  private static func lines(_ path: String) throws(LifecycleError) -> [(number: Int, text: String)] {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch { throw LifecycleError("\(path): cannot be read (\(error.localizedDescription))") }
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
      let plain = line.prefix { $0 != "#" }.filter { !$0.isWhitespace }
      return plain.isEmpty ? nil : (index + 1, String(plain))
    }
  }
}
