/// The hashing trick as scikit-learn's `FeatureHasher` does it, so that vectors made elsewhere have the same columns.
///
/// A token's bucket is the magnitude of its signed MurmurHash3 modulo the number of columns; its sign is the hash's
/// (Weinberger et al., Feature hashing for large scale multitask learning, 2009). Sums are kept in double precision.
public struct FeatureHasher: Sendable {
  /// The sums of each column.
  public private(set) var sums: [Double]
  /// Whether the sign of the hash becomes the sign of the value.
  public let alternatesSign: Bool

  /// A hasher with all columns zero; `columns` is positive.
  public init(columns: Int, alternatesSign: Bool = true) {
    sums = [Double](repeating: 0, count: max(columns, 1))
    self.alternatesSign = alternatesSign
  }

  /// Where a token falls: its column, and the sign of its hash.
  public static func bucket(hash: UInt32, columns: Int) -> (column: Int, isNegative: Bool) {
    let signed = Int32(bitPattern: hash)
    if signed == Int32.min { return ((Int(Int32.max) - (columns - 1)) % columns, true) }
    return (Int(signed.magnitude) % columns, signed < 0)
  }

  /// Adds a value under the token whose bytes are given. Nothing happens for zero.
  public mutating func add(_ token: borrowing Span<UInt8>, _ value: Double = 1) {
    add(hash: MurmurHash3.hash32(token), value)
  }

  /// Adds a value under a token that is hashed already.
  public mutating func add(hash: UInt32, _ value: Double = 1) {
    guard value != 0 else { return }
    let (column, isNegative) = Self.bucket(hash: hash, columns: sums.count)
    sums[column] += alternatesSign && isNegative ? -value : value
  }
}
