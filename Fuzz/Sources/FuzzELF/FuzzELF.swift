import Executables

/// What libFuzzer calls with every input: an ELF file is read or refused, and what was read stays inside the bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = [UInt8](UnsafeBufferPointer(start: start, count: count))
  guard let file = try? ELFFile(bytes.span) else { return 0 }
  for section in file.sections { precondition(section.range.upperBound <= count) }
  for segment in file.segments { precondition(segment.range.upperBound <= count) }
  for table in [file.symbols, file.dynamicSymbols] {
    for symbol in table?.symbols ?? [] { precondition(symbol.nameRange.upperBound <= count) }
    precondition((table?.symbols.count ?? 0) <= count / 16)
  }
  _ = file.importHash(in: bytes.span)
  let vector = Shrike1.vector(file, bytes.span)
  precondition(vector.count == Shrike1.columns.count)
  for value in vector { precondition(value.isFinite) }
  return 0
}
