import Executables

/// What libFuzzer calls with every input: any bytes have a vector of finite numbers.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = [UInt8](UnsafeBufferPointer(start: start, count: count))
  let vector = EmberV3.vector(of: bytes.span)
  precondition(vector.count == EmberV3.dimension)
  precondition(vector.allSatisfy { $0.isFinite })
  return 0
}
