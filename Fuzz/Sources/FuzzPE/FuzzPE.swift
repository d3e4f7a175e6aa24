import Executables

/// What libFuzzer calls with every input: a PE file is read or refused, and what was read stays inside the bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = [UInt8](UnsafeBufferPointer(start: start, count: count))
  guard let file = try? PEFile(parsing: bytes.span) else { return 0 }
  for section in file.sections { precondition(section.rawRange.upperBound <= count) }
  for imports in [file.imports, file.delayImports] {
    for library in imports?.libraries ?? [] { precondition((library.name?.upperBound ?? 0) <= count) }
    for symbol in imports?.symbols ?? [] { precondition((symbol.name?.upperBound ?? 0) <= count) }
    precondition((imports?.symbols.count ?? 0) <= 0x2002)
  }
  for symbol in file.exports?.symbols ?? [] { precondition((symbol.name?.upperBound ?? 0) <= count) }
  precondition(file.resources.count <= 0x8000)
  for signature in file.signatures(bytes.span).signatures { precondition(signature.digest.upperBound <= count) }
  for stream in file.dotNetMetadata(bytes.span)?.streams ?? [] { precondition(stream.range.upperBound <= count) }
  return 0
}
