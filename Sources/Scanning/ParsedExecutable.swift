import Executables

/// A file as the reader of its format sees it.
enum ParsedExecutable {
  case none
  case pe(PEFile)
  case elf(ELFFile)
  case machO(MachOFile)

  /// Reads a file; `none` when it is not what its first bytes promise.
  init(_ format: ExecutableFormat?, _ data: borrowing Span<UInt8>) {
    switch format {
    case .pe: self = (try? PEFile(parsing: data)).map { .pe($0) } ?? .none
    case .elf: self = (try? ELFFile(data)).map { .elf($0) } ?? .none
    case .machO: self = (try? MachOFile(data)).map { .machO($0) } ?? .none
    case nil: self = .none
    }
  }

  var isNone: Bool { if case .none = self { true } else { false } }

  /// The file when it is a PE.
  var pe: PEFile? { if case .pe(let file) = self { file } else { nil } }

  /// What is remarkable about it.
  ///
  /// - Parameter index: the histograms of the same bytes.
  func facts(_ data: borrowing Span<UInt8>, _ index: HistogramIndex, now: Int64) -> ExecutableFacts {
    switch self {
    case .none: ExecutableFacts()
    case .pe(let file): ExecutableFacts(file, data, index, now: now)
    case .elf(let file): ExecutableFacts(file, data, index)
    case .machO(let file): ExecutableFacts(file, data, index, now: now)
    }
  }
}
