import Ingest
public import Learning

/// Reads a table from a file: CSV, NDJSON, a NumPy array (`.npy`) or an archive of arrays (`.npz`), told apart by content,
/// compressed or not.
public struct TableFile: Sendable {
  /// The file's arrays, if it was a NumPy archive, by name without `.npy`.
  public private(set) var arrays: [String: NPYArray] = [:]
  private var table: DataTable?
  private let path: String

  /// Files larger than this after decompression are refused.
  static let maximumBytes = 8 << 30

  /// Reads the file at a path (`-` is standard input).
  public init(_ path: String) throws {
    self.path = path
    var members: [(path: String, bytes: [UInt8])] = []
    var problem: InputError?
    var options = InputWalker.Options()
    options.maximumBytes = UInt64(Self.maximumBytes)
    let walker = InputWalker(options: options, skipped: { problem = problem ?? $0 }) { member in
      try member.buffer.fill(to: Self.maximumBytes)
      members.append((member.path, member.buffer.take()))
    }
    try walker.walk(path)
    if let problem { throw problem }
    for member in members {
      do throws(TableError) {
        if NPYArray.isArray(member.bytes) {
          arrays[Self.arrayName(member.path)] = try Self.array(member.bytes)
        } else if members.count == 1 {
          try Self.checkText(member.bytes)
          let first = member.bytes.first { $0 > 0x20 }
          table = first == 0x7B ? try NDJSONTable.read(member.bytes) : try CSVTable.read(member.bytes)
        } else {
          throw TableError("more than one table in a file; name one of them")
        }
      } catch {
        throw error.at(member.path)
      }
    }
    guard table != nil || !arrays.isEmpty else { throw TableError("no table found").at(path) }
  }

  /// The table: the only one there is, or the array of a name, or the first two-dimensional array by name (`X` first).
  public func table(array name: String? = nil) throws(TableError) -> DataTable {
    if let table {
      guard name == nil else { throw TableError("the file has no arrays to choose '\(name ?? "")' from").at(path) }
      return table
    }
    let candidates = arrays.filter { $0.value.shape.count == 2 }.keys.sorted { a, b in
      (a == "X") == (b == "X") ? a < b : a == "X"
    }
    guard let chosen = name ?? candidates.first, let array = arrays[chosen] else {
      let there = arrays.map { "\($0.key) \($0.value.shape)" }.sorted().joined(separator: ", ")
      throw TableError("no two-dimensional array\(name.map { " '\($0)'" } ?? ""); there are: \(there)").at(path)
    }
    guard array.shape.count == 2 || array.shape.count == 1 else {
      throw TableError("the array '\(chosen)' has \(array.shape.count) dimensions; a table has two").at(path)
    }
    do throws(FeatureTableError) {
      let columns = array.shape.count == 2 ? array.shape[1] : 1
      return DataTable(numbers: try FeatureTable(columns: columns, values: array.values))
    } catch {
      throw TableError(error.description).at(path)
    }
  }

  /// Refuses what is no text: it would be read as a table of a few odd names.
  private static func checkText(_ bytes: [UInt8]) throws(TableError) {
    guard let place = bytes.firstIndex(where: { $0 < 0x20 && !(0x09...0x0D).contains($0) }) else { return }
    throw TableError(
      "no table found: it is neither a NumPy array or archive nor text in UTF-8 (byte \(place) is \(bytes[place]))")
  }

  private static func array(_ bytes: [UInt8]) throws(TableError) -> NPYArray {
    do throws(ModelError) { return try NPYArray(bytes) } catch { throw TableError(error.description) }
  }

  /// `a.npz!/y.npy` is `y`.
  private static func arrayName(_ path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return file.hasSuffix(".npy") ? String(file.dropLast(4)) : file
  }
}
