import Executables
import Foundation

/// Writes what the parsers read as NDJSON, one object a file, for comparison with other readers
/// (`scripts/check-executables-oracle`). Paths are arguments, or lines of standard input without any.
///
/// `--macholibre PATH…` writes vectors of `macho-structure-1` from macholibre's JSON or from Mach-O files, plain and as packing
/// leaves them, one line an image; `--columns SET` prints a table of `docs/Features.md`; `--features PATH…` times the vectors of `shrike-1`;
/// `--damage NUMBER PATH…` reads so many damaged copies of files and tells of the slowest and the greediest.
@main
struct Dump {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    if arguments.first == "--columns" {
      let set = arguments.last.flatMap { FeatureSet(rawValue: $0) } ?? .shrike1
      return print(FeatureTable.markdown(set.columns))
    }
    if arguments.first == "--macholibre" { return try macholibre(Array(arguments.dropFirst())) }
    if arguments.first == "--damage" { return Damage.run(Array(arguments.dropFirst())) }
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
      let pe = files.map { try? PEFile(parsing: $0.span) }
      let elf = files.map { try? ELFFile($0.span) }
      let macho = files.map { try? MachOFile($0.span) }
      parsing = min(parsing, Double(clock() - start) / Double(CLOCKS_PER_SEC))
      let middle = clock()
      for (index, bytes) in files.enumerated() {
        if let file = pe[index] { sum += Shrike1.vector(file, bytes.span).reduce(0, +) }
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

  static func macholibre(_ paths: [String]) throws {
    for path in paths.isEmpty ? Array(AnyIterator { readLine() }) : paths {
      guard let bytes = FileManager.default.contents(atPath: path).map({ [UInt8]($0) }) else { continue }
      var images = bytes.first == 0x7B ? (try? MachOStructure.macholibre(bytes)) ?? [] : []
      if let file = try? MachOFile(bytes.span) {
        for slice in file.slices {
          if let image = slice.image { images.append(MachOStructure(image, bytes.span.extracting(slice.range))) }
        }
      }
      for (index, image) in images.enumerated() {
        let vector = MachOStructure1.vector(image)
        let packed = MachOStructure1.packed(vector, isLibrary: image.fileType != 2)
        let object: [String: Any] = [
          "path": path, "image": index, "program": image.fileType == 2, "looks_packed": MachOStructure1.isPacked(image),
          "vector": vector.map { Double($0) }, "packed": packed.map { $0.isNaN ? NSNull() : Double($0) as Any },
        ]
        let line = try JSONSerialization.data(withJSONObject: object)
        FileHandle.standardOutput.write(line + Data("\n".utf8))
      }
    }
  }
}
