/// An exported name and its address, to count how often they occur together.
private struct ExportKey: Hashable {
  var name: [UInt8]
  var address: UInt32
}

/// The export directory's own fields and tables.
private struct ExportTables {
  var base = 0
  var numberOfFunctions = 0
  var numberOfNames = 0
  var functions = 0
  var names = 0
  var ordinals = 0
  var functionBytes = 0..<0
  var nameBytes = 0..<0
  var ordinalBytes = 0..<0
}

extension PEReader {
  private static let directorySize = 40

  /// Reads the export directory.
  mutating func readExports(_ data: borrowing Span<UInt8>, at start: Int, size: Int) throws(PEFault) {
    guard let range = try? bytes(at: start, Self.directorySize) else {
      return note(.exportDirectoryUnreadable, at: start)
    }
    guard let directory = structure(range, Self.directorySize) else { return }
    guard let tables = exportTables(data, directory) else { return note(.exportDirectoryUnreadable, at: start) }
    let forwarded = start..<start + size
    guard var symbols = try namedExports(data, tables, forwarded: forwarded) else { return }
    guard readOrdinalExports(data, tables, forwarded: forwarded, into: &symbols) else {
      return note(.exportFunctionsOutside, at: tables.functions)
    }
    if symbols.isEmpty, data.isZero(directory..<directory + Self.directorySize) { return }
    file.exports = PEExports(
      timeDateStamp: data.u32(at: directory + 4) ?? 0,
      name: text(data, at: Int(data.u32(at: directory + 12) ?? 0), limit: PENameRules.limit), symbols: symbols)
  }

  private mutating func exportTables(_ data: borrowing Span<UInt8>, _ directory: Int) -> ExportTables? {
    func field(_ offset: Int) -> Int { Int(data.u32(at: directory + offset) ?? 0) }
    var tables = ExportTables()
    tables.base = field(16)
    tables.numberOfFunctions = field(20)
    tables.numberOfNames = field(24)
    tables.functions = field(28)
    tables.names = field(32)
    tables.ordinals = field(36)
    // Tables are cut at the end of the file.
    do throws(PEFault) {
      tables.nameBytes = try table(at: tables.names, count: tables.numberOfNames)
      tables.ordinalBytes = try table(at: tables.ordinals, count: tables.numberOfNames)
      tables.functionBytes = try table(at: tables.functions, count: tables.numberOfFunctions)
    } catch {
      return nil
    }
    return tables
  }

  private mutating func table(at address: Int, count: Int) throws(PEFault) -> Range<Int> {
    let rest = file.fileSize - (try offset(of: address))
    return try bytes(at: address, min(rest, count * 4))
  }

  /// How many four-byte entries may follow from an address to the end of its section, or of the file.
  private mutating func boundary(from address: Int) -> Int {
    guard let index = part(at: address) else { return file.fileSize / 4 }
    return max(0, Int(file.sections[index].virtualAddress) + bytes(ofPart: index).count - address) / 4
  }

  /// An entry of the table of functions.
  private func function(_ data: borrowing Span<UInt8>, _ tables: ExportTables, _ index: Int) -> UInt32? {
    let range = tables.functionBytes
    return (index + 1) * 4 <= range.count ? data.u32(at: range.lowerBound + index * 4) : nil
  }

  /// Exports by name; nil when the tables contradict each other, so that there are no exports.
  private mutating func namedExports(
    _ data: borrowing Span<UInt8>, _ tables: ExportTables, forwarded: Range<Int>
  ) throws(PEFault) -> [PEExportedSymbol]? {
    var symbols: [PEExportedSymbol] = []
    var counts: [ExportKey: Int] = [:]
    var attempts = 10
    let count = min(tables.numberOfNames, boundary(from: tables.names))
    for index in 0..<max(0, count) {
      guard (index + 1) * 2 <= tables.ordinalBytes.count,
        let ordinal = data.u16(at: tables.ordinalBytes.lowerBound + index * 2).map({ Int($0) }),
        ordinal * 4 < tables.functionBytes.count
      else { return nil }
      guard let address = function(data, tables, ordinal), address != 0 else { continue }
      let isForwarded = forwarded.contains(Int(address))
      if isForwarded, (try? offset(of: Int(address))) == nil { continue }
      guard (index + 1) * 4 <= tables.nameBytes.count,
        let place = data.u32(at: tables.nameBytes.lowerBound + index * 4).map({ Int($0) })
      else {
        note(.exportNamesOutside, at: tables.names)
        break
      }
      let name = text(data, at: place, limit: PENameRules.limit)
      guard data.allSatisfy(PENameRules.exportedFunction, in: name) else {
        note(.exportNamesOutside, at: tables.names)
        break
      }
      if (try? offset(of: place)) == nil {
        // A name that is nowhere counts twice; with the tenth the table is given up.
        attempts -= 2
        if attempts > 0 { continue }
        note(.exportNamesOutside, at: tables.names)
        break
      }
      let key = ExportKey(name: data.copy(name), address: address)
      let times = counts[key, default: 0] + 1
      counts[key] = times
      if times > 10 {
        note(.repeatedExports, at: index)
        break
      }
      if counts.count > PENameRules.exportLimit {
        note(.tooManyNamedExports, at: index)
        break
      }
      _ = try offset(of: tables.ordinals + 2 * index)
      _ = try offset(of: tables.functions + 4 * ordinal)
      symbols.append(
        PEExportedSymbol(name: name, ordinal: tables.base + ordinal, address: address, isForwarded: isForwarded))
    }
    return symbols
  }

  /// Appends the exports that have no name; false when the table of functions ends too early.
  private mutating func readOrdinalExports(
    _ data: borrowing Span<UInt8>, _ tables: ExportTables, forwarded: Range<Int>,
    into symbols: inout [PEExportedSymbol]
  ) -> Bool {
    let named = Set(symbols.map(\.ordinal))
    var counts: [UInt32?: Int] = [:]
    var attempts = 10
    let count = min(tables.numberOfFunctions, boundary(from: tables.functions))
    for index in 0..<max(0, count) where !named.contains(tables.base + index) {
      let address = function(data, tables, index)
      if address == nil {
        attempts -= 1
        if attempts <= 0 { return false }
      }
      if address == 0 { continue }
      let times = counts[address, default: 0] + 1
      counts[address] = times
      if times > 120 {
        note(.repeatedExports, at: index)
        break
      }
      if counts.count > PENameRules.exportLimit {
        note(.tooManyOrdinalExports, at: index)
        break
      }
      symbols.append(
        PEExportedSymbol(
          name: nil, ordinal: tables.base + index, address: address,
          isForwarded: address.map { forwarded.contains(Int($0)) } ?? false))
    }
    return true
  }
}
