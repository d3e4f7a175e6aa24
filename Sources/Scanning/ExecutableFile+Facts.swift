import Executables

extension ExecutableFile {
  /// Reads a file whose first bytes promise a format; nil when it is not that.
  init?(_ format: ExecutableFormat, _ data: borrowing Span<UInt8>) {
    switch format {
    case .pe:
      guard let file = try? PEFile(parsing: data) else { return nil }
      self = .pe(file)
    case .elf:
      guard let file = try? ELFFile(data) else { return nil }
      self = .elf(file)
    case .machO:
      guard let file = try? MachOFile(data) else { return nil }
      self = .machO(file)
    }
  }

  /// What is remarkable about it.
  ///
  /// - Parameter index: the histograms of the same bytes.
  func facts(_ data: borrowing Span<UInt8>, _ index: HistogramIndex, now: Int64) -> ExecutableFacts {
    switch self {
    case .pe(let file): ExecutableFacts(file, data, index, now: now)
    case .elf(let file): ExecutableFacts(file, data, index)
    case .machO(let file): ExecutableFacts(file, data, index, now: now)
    }
  }
}
