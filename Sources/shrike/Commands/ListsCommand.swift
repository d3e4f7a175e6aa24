import ArgumentParser
import Foundation
import Pipeline
import Signatures

/// `shrike lists`: signed lists of known files and trusted signers.
struct ListsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lists",
    abstract: "Make and check signed lists of known files and trusted signers, for scan --list.",
    subcommands: [KeyCommand.self, SignCommand.self, VerifyCommand.self])

  /// `shrike lists key`.
  struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "key", abstract: "Make an Ed25519 key: FILE keeps the private key, FILE.pub the public one.")

    @Option(help: "Where the private key is written; it must not exist yet.") var output: String

    func run() throws { try modelWork { try ListFiles.makeKey(at: output) } }
  }

  /// `shrike lists sign`.
  struct SignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "sign", abstract: "Sign a list.")

    @Argument(help: "The list: JSON with name, expires, known_good, known_bad, trusted_signers.") var list: String
    @Option(help: "The private key (base64, or a file with it).") var key: String
    @Option(help: "Where the signed list is written.") var output: String

    func run() throws {
      try modelWork { try OutputFile(output).write(try ListFiles.signed(list, key: key)) }
    }
  }

  /// `shrike lists verify`.
  struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "Check signature and end of a list, and say what it holds.")

    @Argument(help: "The signed list.") var list: String
    @Option(help: "The public key (base64, or a file with it); may be repeated.") var listKey: [String]

    func run() throws {
      try modelWork {
        let found = try ListFiles.open(list, keys: listKey, now: Int64(Date().timeIntervalSince1970))
        let counts = [
          "\(found.knownGood?.count ?? 0) good files", "\(found.knownBad?.count ?? 0) bad files",
          "\(found.trustedSigners?.count ?? 0) signers",
        ]
        Terminal.print("\(found.name): \(counts.joined(separator: ", ")); good until \(found.expires)")
      }
    }
  }
}
