/// Where the loader, as pefile understands it, puts the bytes of a file.
struct PEAddressMapping: Sendable {
  /// One section's part of memory and of the file.
  struct Part: Sendable {
    /// First address.
    var start: Int
    /// Behind the last address.
    var end: Int
    /// Address of the section, rounded down to the alignment.
    var address: Int
    /// Offset in the file, rounded down to 512.
    var offset: Int
    /// The size in the file as the header says.
    var rawSize: Int
    /// Behind the last byte in the file: offset as the header says, and size.
    var rawEnd: Int
  }

  /// The parts, in the order of the sections.
  private(set) var parts: [Part] = []
  /// For files with many sections: addresses at which the answer changes, and the answer from there on.
  private var edges: [Int] = []
  private var answers: [Int32] = []

  /// Nothing is mapped.
  init() {}

  init(_ parts: [Part]) {
    self.parts = parts
    if parts.count > 16 { indexEdges() }
  }

  /// Makes look-ups logarithmic, so that many sections times many references stay cheap.
  private mutating func indexEdges() {
    edges = Array(Set(parts.flatMap { $0.start < $0.end ? [$0.start, $0.end] : [] })).sorted()
    answers = edges.map { edge in
      Int32(truncatingIfNeeded: parts.firstIndex { $0.start <= edge && edge < $0.end } ?? -1)
    }
  }

  /// The first section that holds an address.
  func part(at address: Int) -> Int? {
    if edges.isEmpty {
      for index in parts.indices where parts[index].start <= address && address < parts[index].end { return index }
      return nil
    }
    var low = 0
    var high = edges.count
    while low < high {
      let middle = (low &+ high) >> 1
      if edges[middle] <= address { low = middle &+ 1 } else { high = middle }
    }
    guard low > 0, answers[low &- 1] >= 0 else { return nil }
    return Int(answers[low &- 1])
  }

  /// Whether a section holds an address.
  func part(_ index: Int, contains address: Int) -> Bool { parts[index].start <= address && address < parts[index].end }

  /// The first section that has an offset of the file.
  func part(atOffset offset: Int) -> Int? {
    for index in parts.indices {
      let part = parts[index]
      if part.offset <= offset, offset < part.offset &+ part.rawSize { return index }
    }
    return nil
  }
}
