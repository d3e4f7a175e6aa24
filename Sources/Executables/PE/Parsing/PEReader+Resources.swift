/// One directory of the tree of resources while it is read.
struct PEResourceDirectory {
  /// An entry: a directory below, or the place of a resource.
  struct Entry {
    /// Number, or offset of the name.
    var name: UInt32
    /// The directory, as an index into those read; nil for a leaf.
    var directory: Int?
    /// RVA and size of the resource; nil for a directory.
    var data: (address: UInt32, size: UInt32)?
  }

  /// The entries that could be read.
  var entries: [Entry] = []
}

extension PEReader {
  private enum Limit {
    static let depth = 32
    static let entriesInDirectory = 4096
    static let entries = 0x8000
  }
  private static let stringTable: UInt32 = 6
  private static let versionInformation: UInt32 = 16

  /// Reads the tree of resources.
  mutating func readResources(_ data: borrowing Span<UInt8>, at root: Int) {
    var tree: [PEResourceDirectory] = []
    _ = readResourceDirectory(data, at: root, root: root, ancestors: [root], path: [], into: &tree)
  }

  /// Reads a directory and what is below it; nil when it cannot be read.
  private mutating func readResourceDirectory(
    _ data: borrowing Span<UInt8>, at start: Int, root: Int, ancestors: [Int], path: [UInt32],
    into tree: inout [PEResourceDirectory]
  ) -> Int? {
    guard let (first, count) = resourceHeader(data, at: start, depth: ancestors.count - 1) else { return nil }
    let index = tree.count
    tree.append(PEResourceDirectory())
    var names: [Int] = []
    var lastName: Range<Int>?
    for number in 0..<count {
      noteExcess()
      let address = first + 8 * number
      guard let range = try? bytes(at: address, 8), let place = structure(range, 8) else {
        note(.resourceEntryInvalid, at: address)
        break
      }
      let name = data.u32(at: place) ?? 0
      let target = data.u32(at: place + 4) ?? 0
      if name >> 31 != 0 {
        let text = root + Int(name & 0x7fff_ffff)
        let length = textLength(data, at: text)
        resourceBytes += length
        if let lastName, lastName.lowerBound < text, lastName.upperBound >= text {
          if !names.isEmpty { names.removeLast() }
          note(.resourceNamesOverlap, at: text)
          break
        }
        lastName = text..<text + length
        names.append(text)
      }
      let below = root + Int(target & 0x7fff_ffff)
      if target >> 31 != 0 {
        if ancestors.contains(below) { break }
        let child = readResourceDirectory(
          data, at: below, root: root, ancestors: ancestors + [below], path: path + [name], into: &tree)
        guard let child else { break }
        tree[index].entries.append(.init(name: name, directory: child, data: nil))
        if name == Self.stringTable { checkStrings(tree, child) }
      } else {
        guard let leaf = resourceData(data, at: below) else { break }
        resourceBytes += Int(leaf.size)
        tree[index].entries.append(.init(name: name, directory: nil, data: leaf))
        file.resources.append(PEResource(path: path + [name], address: leaf.address, size: leaf.size))
      }
      if path.isEmpty, name & 0xffff == Self.versionInformation { readVersions(data, tree, tree[index]) }
    }
    for name in names { checkName(data, at: name) }
    return index
  }

  /// The address of a directory's first entry and how many there are.
  private mutating func resourceHeader(
    _ data: borrowing Span<UInt8>, at start: Int, depth: Int
  ) -> (first: Int, count: Int)? {
    if depth > Limit.depth {
      note(.resourceNestingTooDeep, at: start)
      return nil
    }
    guard let range = try? bytes(at: start, 16) else {
      note(.resourceDirectoryUnreadable, at: start)
      return nil
    }
    guard let place = structure(range, 16) else {
      note(.resourceDirectoryCut, at: start)
      return nil
    }
    let count = Int(data.u16(at: place + 12) ?? 0) + Int(data.u16(at: place + 14) ?? 0)
    if count > Limit.entriesInDirectory {
      note(.tooManyEntriesInResourceDirectory, at: start)
      return nil
    }
    resourceEntries += count
    if resourceEntries > Limit.entries {
      note(.tooManyResourceEntries, at: start)
      return nil
    }
    return (start + 16, count)
  }

  /// Resources should not overlap, so that they are not larger than the file together.
  private mutating func noteExcess() {
    guard !resourcesExceedFile, resourceBytes > file.fileSize else { return }
    resourcesExceedFile = true
    note(.resourcesLargerThanFile, at: resourceBytes)
  }

  private mutating func resourceData(
    _ data: borrowing Span<UInt8>, at address: Int
  ) -> (address: UInt32, size: UInt32)? {
    guard let range = try? bytes(at: address, 16) else {
      note(.resourceDataEntryUnreadable, at: address)
      return nil
    }
    guard let place = structure(range, 16) else { return nil }
    return (data.u32(at: place) ?? 0, data.u32(at: place + 4) ?? 0)
  }

  /// The 16-bit count in front of a name; zero where it cannot be read.
  private mutating func textLength(_ data: borrowing Span<UInt8>, at address: Int) -> Int {
    guard let range = try? bytes(at: address, 2), range.count == 2 else { return 0 }
    return Int(data.u16(at: range.lowerBound) ?? 0)
  }

  private mutating func checkName(_ data: borrowing Span<UInt8>, at address: Int) {
    let length = textLength(data, at: address)
    if !wideTextIsReadable(data, at: address + 2, limit: length) { note(.resourceNameUnreadable, at: address + 2) }
  }

  /// Checks that the blocks of string tables are there.
  private mutating func checkStrings(_ tree: [PEResourceDirectory], _ child: Int) {
    for entry in tree[child].entries {
      guard let below = entry.directory, entry.name >> 31 == 0 else { continue }
      for language in tree[below].entries {
        guard let data = language.data else { continue }
        if (try? bytes(at: Int(data.address), Int(data.size))) == nil {
          note(.stringResourceUnreadable, at: Int(data.address))
        }
      }
    }
  }

  /// Reads the version information below the last entry of the root: in all languages of its first name.
  private mutating func readVersions(
    _ data: borrowing Span<UInt8>, _ tree: [PEResourceDirectory], _ root: PEResourceDirectory
  ) {
    guard let types = root.entries.last?.directory, let names = tree[types].entries.first?.directory else { return }
    for language in tree[names].entries {
      guard let block = language.data else { continue }
      readVersion(data, at: Int(block.address), size: Int(block.size))
    }
  }
}
