import Executables
import Foundation

/// Writes what the parsers read as NDJSON, one object a file, for comparison with other readers
/// (`scripts/check-executables-oracle`). Paths are arguments, or lines of standard input without any.
///
/// `--columns` prints the table of `docs/Features.md`; `--features PATH…` times the vectors of `shrike-1`.
@main
struct Dump {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    if arguments.first == "--columns" { return print(FeatureTable.markdown(Shrike1.columns)) }
    if arguments.first == "--features" { return time(Array(arguments.dropFirst())) }
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

  /// CPU seconds and megabytes a second of parsing and of the whole vector, best of three rounds.
  static func time(_ paths: [String]) {
    let files = paths.compactMap { FileManager.default.contents(atPath: $0).map { [UInt8]($0) } }
    let size = files.reduce(0) { $0 + $1.count }
    var parsing = Double.infinity
    var whole = Double.infinity
    var sum: Float = 0
    for _ in 0..<3 {
      let start = clock()
      let elf = files.map { try? ELFFile($0.span) }
      let macho = files.map { try? MachOFile($0.span) }
      parsing = min(parsing, Double(clock() - start) / Double(CLOCKS_PER_SEC))
      let middle = clock()
      for (index, bytes) in files.enumerated() {
        if let file = elf[index] { sum += Shrike1.vector(file, bytes.span).reduce(0, +) }
        if let file = macho[index] { sum += Shrike1.vectors(file, bytes.span).joined().reduce(0, +) }
      }
      whole = min(whole, Double(clock() - middle) / Double(CLOCKS_PER_SEC))
    }
    print("files \(files.count), bytes \(size), checksum \(sum)")
    print("parsing: \(parsing) s, \(Double(size) / 1e6 / parsing) MB/s")
    print(
      "vectors: \(whole) s, \(Double(size) / 1e6 / whole) MB/s; both \(Double(size) / 1e6 / (whole + parsing)) MB/s")
  }
}
