import Executables

/// What libFuzzer calls with every input: a Mach-O file is read or refused, and what was read stays inside the bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = [UInt8](UnsafeBufferPointer(start: start, count: count))
  guard let file = try? MachOFile(bytes.span) else { return 0 }
  for slice in file.slices {
    precondition(slice.range.upperBound <= count)
    guard let image = slice.image else { continue }
    let inside = [UInt8](bytes[slice.range])
    for segment in image.segments { precondition(segment.range.upperBound <= inside.count) }
    for symbol in image.symbols { precondition(symbol.nameRange.upperBound <= inside.count) }
    for binding in image.bindings { precondition(binding.name.upperBound <= inside.count) }
    for directory in image.signature?.directories ?? [] { _ = directory.verify(inside.span) }
    _ = image.importHash(in: inside.span)
  }
  for vector in Shrike1.vectors(file, bytes.span) {
    precondition(vector.count == Shrike1.columns.count)
    for value in vector { precondition(value.isFinite) }
  }
  return 0
}
