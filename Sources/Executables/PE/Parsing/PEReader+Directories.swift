extension PEReader {
  /// Reads the data directories. The first that the header does not have ends the reading, as in pefile.
  mutating func readDirectories(_ data: borrowing Span<UInt8>) {
    let order: [PEDirectoryKind] = [
      .imports, .exports, .resources, .debug, .relocations, .tls, .loadConfig, .delayImports, .boundImports,
      .exceptions,
    ]
    for kind in order {
      guard let directory = file.directory(kind) else { return }
      guard directory.virtualAddress != 0 else { continue }
      let address = Int(directory.virtualAddress)
      do throws(PEFault) {
        try read(kind, data, at: address, size: Int(directory.size))
      } catch {
        note(error == .rejected ? .rejectedByReference : .directoryUnreadable, at: address)
      }
    }
  }

  private mutating func read(
    _ kind: PEDirectoryKind, _ data: borrowing Span<UInt8>, at address: Int, size: Int
  ) throws(PEFault) {
    switch kind {
    case .imports: try readImports(data, at: address)
    case .exports: try readExports(data, at: address, size: size)
    case .resources: readResources(data, at: address)
    case .debug: try readDebug(data, at: address, size: size)
    case .relocations: file.hasRelocations = readRelocations(data, at: address, size: size)
    case .tls: readTLS(data, at: address)
    case .loadConfig: try readLoadConfig(data, at: address)
    case .delayImports: try readDelayImports(data, at: address)
    case .boundImports: try readBoundImports(data, at: address)
    case .exceptions: try readExceptions(data, at: address, size: size)
    default: break
    }
  }
}
