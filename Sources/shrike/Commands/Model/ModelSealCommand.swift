import ArgumentParser
import Lifecycle

/// `shrike model seal`.
struct ModelSealCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "seal", abstract: "Make a signed bundle of a folder with a model, its card and its metrics.",
    discussion: "Writes manifest.json with the SHA-256 of every file, and manifest.sig, its Ed25519 signature.")

  @Argument(help: "The folder.") var folder: String
  @Option(help: "The model's name.") var name: String
  @Option(help: "The version.") var version: String
  @Option(help: "The version's number; must be higher than that of every version before.") var number: Int
  @Option(help: ArgumentHelp("The private key's file (see: shrike model key).", valueName: "file")) var key: String
  @Option(help: "Days until the bundle expires.") var lifetime: Int?

  func validate() throws {
    guard number >= 0, lifetime ?? 1 > 0 else { throw ValidationError("--number and --lifetime must not be negative") }
  }

  func run() throws {
    try modelWork {
      let bundle = try ModelBundle.seal(
        folder, name: name, version: version, number: number, key: try KeyFile.signing(key), lifetime: lifetime)
      Terminal.write(Array(BundleText.description(of: bundle, at: folder).utf8))
    }
  }
}

/// `shrike model key`.
struct ModelKeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "Make a key for signing bundles: FILE is secret, FILE.pub is what others trust.")

  @Argument(help: "The file of the private key; it must not be there yet.") var file: String

  func run() throws {
    try modelWork { Terminal.print(BundleText.hexadecimal(try KeyFile.create(file))) }
  }
}
