/// Reads LC_FUNCTION_STARTS: distances between functions, a zero at the end.
enum MachOFunctionStarts {
  /// How many functions there are, and whether the list ended as it should.
  static func count(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> (count: Int, isComplete: Bool) {
    var cursor = ByteCursor(range)
    var count = 0
    while !cursor.isAtEnd {
      guard let delta = cursor.uleb128(bytes) else { return (count, false) }
      if delta == 0 { break }
      count &+= 1
    }
    return (count, true)
  }
}
