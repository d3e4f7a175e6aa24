import Executables
import Foundation

/// Writes what the parsers read as NDJSON, one object a file, for comparison with other readers
/// (`scripts/check-executables-oracle`). Paths are arguments, or lines of standard input without any.
@main
struct Dump {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    let paths = arguments.isEmpty ? AnySequence(AnyIterator { readLine() }) : AnySequence(arguments)
    for path in paths {
      guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped) else { continue }
      var object = describe(data)
      object["path"] = path
      let line = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])
      FileHandle.standardOutput.write(line + Data("\n".utf8))
    }
  }

  static func describe(_ data: Data) -> [String: Any] {
    let bytes = [UInt8](data)
    do {
      if bytes.starts(with: [0x7F, 0x45]) { return ["elf": ELFDump.describe(try ELFFile(bytes.span), bytes)] }
      return ["macho": MachODump.describe(try MachOFile(bytes.span), bytes)]
    } catch {
      return ["error": "\(error)"]
    }
  }
}
