import CXGBoost

// XGBoost's objects are opaque pointers that the C API makes, uses and frees; each is owned by one object here and used by
// one thread at a time. Every call returns zero, or leaves a message in XGBGetLastError.

/// A matrix of rows.
@safe final class XGBoostMatrix {
  fileprivate let handle: DMatrixHandle?

  init(_ rows: TrainingRows) throws(BoostingError) {
    var made: DMatrixHandle?
    // The library copies the values before it returns.
    let code = unsafe rows.values.withUnsafeBufferPointer { values in
      unsafe XGDMatrixCreateFromMat(
        values.baseAddress, bst_ulong(rows.labels.count), bst_ulong(rows.columns), .nan, &made)
    }
    unsafe handle = unsafe made
    try check(code)
    try set("label", rows.labels)
    if !rows.weights.isEmpty { try set("weight", rows.weights) }
  }

  private func set(_ name: String, _ list: [Float]) throws(BoostingError) {
    try check(
      unsafe list.withUnsafeBufferPointer {
        unsafe XGDMatrixSetFloatInfo(handle, name, $0.baseAddress, bst_ulong($0.count))
      })
  }

  deinit { unsafe _ = XGDMatrixFree(handle) }
}

/// A booster that is being trained.
@safe final class XGBoostBooster {
  private let handle: BoosterHandle?
  private let matrices: [XGBoostMatrix]

  /// A booster over the matrices that it will see; the first is trained on.
  init(_ matrices: [XGBoostMatrix], settings: [(String, String)]) throws(BoostingError) {
    self.matrices = matrices
    var made: BoosterHandle?
    var list = unsafe matrices.map { unsafe $0.handle }
    let code = unsafe list.withUnsafeMutableBufferPointer { buffer in
      unsafe XGBoosterCreate(buffer.baseAddress, bst_ulong(buffer.count), &made)
    }
    unsafe handle = unsafe made
    try check(code)
    for (name, value) in settings { try check(unsafe XGBoosterSetParam(handle, name, value)) }
  }

  private init(_ handle: BoosterHandle?) {
    unsafe self.handle = unsafe handle
    matrices = []
  }

  /// `3.1.2`.
  static var libraryVersion: String {
    var (major, minor, patch): (CInt, CInt, CInt) = (0, 0, 0)
    unsafe XGBoostVersion(&major, &minor, &patch)
    return "\(major).\(minor).\(patch)"
  }

  func update(round: Int) throws(BoostingError) {
    try check(unsafe XGBoosterUpdateOneIter(handle, CInt(round), matrices[0].handle))
  }

  /// The metric on every matrix, as text: `[3]	0-logloss:0.41	1-logloss:0.47`.
  func evaluate(round: Int) throws(BoostingError) -> String {
    var text: UnsafePointer<CChar>?
    var list = unsafe matrices.map { unsafe $0.handle }
    let code = unsafe matrices.indices.map { "\($0)" }.withCStrings { names in
      unsafe list.withUnsafeMutableBufferPointer { buffer in
        unsafe XGBoosterEvalOneIter(
          handle, CInt(round), buffer.baseAddress, names.baseAddress, bst_ulong(buffer.count), &text)
      }
    }
    try check(code)
    return unsafe text.map { unsafe String(cString: $0) } ?? ""
  }

  /// The model's first rounds as JSON.
  func json(rounds: Int) throws(BoostingError) -> [UInt8] {
    var part: BoosterHandle?
    try check(unsafe XGBoosterSlice(handle, 0, CInt(rounds), 1, &part))
    let slice = unsafe XGBoostBooster(part)
    var length: bst_ulong = 0
    var bytes: UnsafePointer<CChar>?
    try check(unsafe XGBoosterSaveModelToBuffer(slice.handle, "{\"format\":\"json\"}", &length, &bytes))
    // The buffer belongs to the library until its next call on this thread.
    return unsafe UnsafeBufferPointer(start: bytes, count: Int(length)).map { UInt8(bitPattern: $0) }
  }

  deinit { unsafe _ = XGBoosterFree(handle) }
}

/// Throws what the library says when a call failed.
private func check(_ code: CInt) throws(BoostingError) {
  guard code != 0 else { return }
  let text = unsafe String(cString: XGBGetLastError())
  // The first line says what happened; stack traces follow.
  throw BoostingError(String(text.prefix { $0 != "\n" }))
}

extension [String] {
  /// Hands out the texts as an array of C strings for the time of a call.
  fileprivate func withCStrings<Result>(_ body: (UnsafeMutableBufferPointer<UnsafePointer<CChar>?>) -> Result) -> Result
  {
    let bytes = map { Array<CChar>($0.utf8CString) }
    let all = Array<CChar>(bytes.joined())
    return unsafe all.withUnsafeBufferPointer { buffer in
      var offset = 0
      var pointers: [UnsafePointer<CChar>?] = unsafe []
      for text in bytes {
        unsafe pointers.append(buffer.baseAddress.map { unsafe $0 + offset })
        offset += text.count
      }
      return unsafe pointers.withUnsafeMutableBufferPointer { unsafe body($0) }
    }
  }
}
