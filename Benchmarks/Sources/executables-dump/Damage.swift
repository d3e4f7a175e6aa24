import Executables
import Foundation

/// Reads damaged copies of files, and computes their vectors: nothing may crash, take a second, or need memory of more than four
/// times the file.
enum Damage {
  static func run(_ arguments: [String]) {
    let number = arguments.first.flatMap { Int($0) } ?? 1000
    let files = arguments.dropFirst().compactMap { FileManager.default.contents(atPath: $0).map { [UInt8]($0) } }
      .filter { !$0.isEmpty }
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    func next(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state >> 33) % bound
    }
    var (read, refused, slowest, slowestSize) = (0, 0, 0.0, 0)
    let before = peak()
    for round in 0..<number {
      var bytes = files[round % files.count]
      for _ in 0...next(8) where !bytes.isEmpty {
        // Half of the changes hit the first kilobyte, a quarter the tables at the end.
        let count = bytes.count
        let part = next(4)
        let place = part < 2 ? next(min(count, 1024)) : part == 2 ? count - 1 - next(min(count, 8192)) : next(count)
        switch next(5) {
        case 0: bytes[place] = UInt8(next(256))
        case 1: for offset in place..<min(place + 4, count) { bytes[offset] = [0, 0x7F, 0x80, 0xFF][next(4)] }
        case 2: bytes.removeLast(min(next(4096), count))
        case 3: bytes.insert(contentsOf: bytes[place..<min(place + 64, count)], at: place)
        default: bytes[place] ^= 1 << UInt8(next(8))
        }
      }
      let start = clock()
      var vectors: [[Float]] = []
      if let file = try? ELFFile(bytes.span) { vectors = [Shrike1.vector(file, bytes.span)] }
      if let file = try? MachOFile(bytes.span) { vectors = Shrike1.vectors(file, bytes.span) }
      let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
      if seconds > slowest { (slowest, slowestSize) = (seconds, bytes.count) }
      if vectors.isEmpty { refused += 1 } else { read += 1 }
      precondition(vectors.allSatisfy { $0.count == Shrike1.columns.count && $0.allSatisfy(\.isFinite) })
    }
    print("damaged \(number), read \(read), refused \(refused), slowest \(slowest) s (\(slowestSize) bytes)")
    print("largest file \(files.map(\.count).max() ?? 0) bytes, memory grew by \(peak() - before) bytes at most")
  }

  /// The greatest memory of this process so far.
  private static func peak() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return (line?.split(separator: " ").dropLast().last.flatMap { Int($0) } ?? 0) * 1024
  }
}
