import ArgumentParser
import Foundation
import Learning
import Lifecycle
import Pipeline
import Scanning
import Signatures
import Yara

/// What files are scanned with, for `scan` and `hunt`.
struct ScanOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A model of executables in any format that `shrike model` reads; may be repeated.", valueName: "file"))
  var model: [String] = []

  @Option(help: "Scores at or above this are malicious, instead of the models' own thresholds.")
  var threshold: Double?

  @Option(help: ArgumentHelp("A folder or file of YARA rules; may be repeated.", valueName: "dir"))
  var yara: [String] = []

  @Option(help: "Seconds that matching YARA rules on one file may take.")
  var yaraTimeout = 10

  @Option(help: ArgumentHelp("A signed list of known files and trusted signers; may be repeated.", valueName: "file"))
  var list: [String] = []

  @Option(
    help: ArgumentHelp(
      "The public key (base64, or a file with it) that signs the lists; may be repeated.", valueName: "key"))
  var listKey: [String] = []

  @Option(help: "Larger files, in MiB, are named and not scanned.")
  var maxSize = 512

  @Option(
    help: ArgumentHelp(
      "Hashes beside SHA-256, with commas between: md5, sha1, tlsh, imports; or none.", valueName: "names"))
  var hashes = "md5,sha1,tlsh,imports"

  func check() throws {
    guard (1...3_600).contains(yaraTimeout) else { throw ValidationError("--yara-timeout is 1 to 3600 seconds") }
    guard (1...4_095).contains(maxSize) else { throw ValidationError("--max-size is 1 to 4095 MiB") }
    guard list.isEmpty || !listKey.isEmpty else {
      throw ValidationError("--list needs --list-key: the public key of whoever signs the list")
    }
    if let threshold { guard threshold.isFinite else { throw ValidationError("--threshold is a number") } }
    _ = try kinds()
  }

  private func kinds() throws -> Set<FileHashes.Kind> {
    guard hashes != "none" else { return [] }
    return Set(
      try hashes.split(separator: ",").map { name in
        guard let kind = FileHashes.Kind(rawValue: String(name)) else {
          throw ValidationError("--hashes: '\(name)' is none of md5, sha1, tlsh and imports")
        }
        return kind
      })
  }

  /// The scan that these options mean. Warnings about rules go to standard error.
  func run() throws -> ScanRun.Options {
    var run = ScanRun.Options()
    run.largestFile = maxSize << 20
    run.scanner.now = Int64(Date().timeIntervalSince1970)
    run.scanner.hashes = try kinds()
    run.scanner.models = try models()
    run.scanner.yaraTimeout = yaraTimeout
    if !yara.isEmpty {
      let rules = try YaraRules(compiling: yara)
      for problem in rules.problems where problem.isFatal { Terminal.error("shrike: \(problem)") }
      run.scanner.yaraRules = rules
    }
    try ListFiles.load(list, keys: listKey, into: &run)
    return run
  }

  private func models() throws -> [FileModel] {
    try (model.isEmpty ? ShippedModels.paths() : model).map { path in
      let loaded = try LoadedModel(path)
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
      return try FileModel(
        name: URL(filePath: path).deletingPathExtension().lastPathComponent, bytes: bytes, file: loaded.model,
        threshold: threshold)
    }
  }
}
