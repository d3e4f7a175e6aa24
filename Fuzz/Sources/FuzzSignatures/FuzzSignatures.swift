import Executables
import Signatures

/// What libFuzzer calls with every input: the signatures of a PE or Mach-O file are read and checked, or refused.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = [UInt8](UnsafeBufferPointer(start: start, count: count))
  if let file = try? PEFile(parsing: bytes.span) {
    let reports = Authenticode.check(file, bytes.span, now: 1_900_000_000)
    precondition(reports.count <= 16)
    for report in reports { precondition(report.chain.count <= 16) }
  }
  if let file = try? MachOFile(bytes.span) {
    for report in MachOSigning.check(file, bytes.span, now: 1_900_000_000) {
      precondition(report.status != .validAnchored)
    }
  }
  return 0
}
