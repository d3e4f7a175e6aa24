#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// TLSH with 128 buckets and a checksum of one byte: similar files have similar hashes.
///
/// J. Oliver, C. Cheng, Y. Chen, *TLSH: a locality sensitive hash*, 2013: six triplets of each window of five bytes are counted by
/// Pearson's hash of them; the quartiles of the counts decide two bits a bucket.
///
/// A triplet's bucket is T[T[T[T[salt] ^ w₀] ^ wⱼ] ^ wₖ]. What is inside depends on one byte and the salt, and is looked up for all salts at
/// once; the outermost look-up only renames buckets, and is done once at the end.
public enum TLSH {
  /// The fewest bytes that have a hash.
  public static let shortest = 256

  /// The hash as text, with the prefix `T1` of the fourth version; nil for fewer than 256 bytes, for 4 GiB and more, and for bytes with
  /// too little variety.
  public static func text(_ data: borrowing Span<UInt8>) -> String? {
    guard data.count >= shortest, data.count <= UInt32.max else { return nil }
    let (counts, checksum) = count(data)
    let effective = Array(counts.prefix(128))
    guard effective.count(where: { $0 > 0 }) > 64 else { return nil }
    let sorted = effective.sorted()
    let (q1, q2, q3) = (sorted[31], sorted[63], sorted[95])
    guard q3 > 0 else { return nil }
    let ratios = [q1, q2].map { UInt8(truncatingIfNeeded: UInt32(Float($0 &* 100) / Float(q3)) % 16) }
    var digits = [checksum, lengthClass(data.count)].flatMap { [$0 & 15, $0 >> 4] } + ratios
    for group in stride(from: 124, through: 0, by: -4) {
      let pairs = (0..<4).map { index -> UInt8 in
        let value = effective[group + index]
        return value > q3 ? 3 : value > q2 ? 2 : value > q1 ? 1 : 0
      }
      digits += [pairs[3] << 2 | pairs[2], pairs[1] << 2 | pairs[0]]
    }
    return "T1" + String(digits.map { Character(UnicodeScalar($0 < 10 ? $0 + 48 : $0 + 55)) })
  }

  /// The logarithm of the length to a base of 1.5, 1.3 or 1.1, so that the steps meet at 656 and 3,199 bytes.
  static func lengthClass(_ count: Int) -> UInt8 {
    let logarithm = Double(logf(Float(count)))
    let value =
      if count <= 656 {
        logarithm / 0.405_465_1
      } else if count <= 3199 {
        logarithm / 0.262_364_26 - 8.727_77
      } else {
        logarithm / 0.095_310_180 - 62.5472
      }
    return UInt8(truncatingIfNeeded: Int(value.rounded(.down)))
  }

  /// How many triplets fall into each bucket, and the checksum.
  private static func count(_ data: borrowing Span<UInt8>) -> (counts: [UInt32], checksum: UInt8) {
    // Spans, because an element of an array in a constant would be taken from a copy of it.
    let (permutation, firsts) = (pearson, salted)
    let (table, first) = (permutation.span, firsts.span)
    // A table for each salt: equal bytes in a row would wait for one counter six times.
    var counters = InlineArray<1536, UInt32>(repeating: 0)
    var checksum: UInt8 = 0
    var (w1, w2, w3, w4) = (data[3], data[2], data[1], data[0])
    for index in 4..<data.count {
      let w0 = data[index]
      let inner = first[Int(w0)]
      let a = table[Int(UInt8(truncatingIfNeeded: inner) ^ w1)] ^ w2
      let b = table[Int(UInt8(truncatingIfNeeded: inner &>> 8) ^ w1)] ^ w3
      let c = table[Int(UInt8(truncatingIfNeeded: inner &>> 16) ^ w2)] ^ w3
      let d = table[Int(UInt8(truncatingIfNeeded: inner &>> 24) ^ w2)] ^ w4
      let e = table[Int(UInt8(truncatingIfNeeded: inner &>> 32) ^ w1)] ^ w4
      let f = table[Int(UInt8(truncatingIfNeeded: inner &>> 40) ^ w3)] ^ w4
      counters[Int(a)] &+= 1
      counters[256 | Int(b)] &+= 1
      counters[512 | Int(c)] &+= 1
      counters[768 | Int(d)] &+= 1
      counters[1024 | Int(e)] &+= 1
      counters[1280 | Int(f)] &+= 1
      checksum = table[Int(table[Int(UInt8(truncatingIfNeeded: inner &>> 48) ^ w1)] ^ checksum)]
      (w4, w3, w2, w1) = (w3, w2, w1, w0)
    }
    var counts = [UInt32](repeating: 0, count: 256)
    for index in 0..<1536 { counts[Int(table[index & 255])] &+= counters[index] }
    return (counts, checksum)
  }

  /// T[T[salt] ^ byte] for the six salts of triplets and that of the checksum, a byte each from the lowest.
  private static let salted: InlineArray<256, UInt64> = {
    var result = InlineArray<256, UInt64>(repeating: 0)
    for byte in 0..<256 {
      for (place, salt) in [2, 3, 5, 7, 11, 13, 0].enumerated() {
        result[byte] |= UInt64(pearson[Int(pearson[salt]) ^ byte]) << UInt64(8 * place)
      }
    }
    return result
  }()

  /// The permutation of P. K. Pearson, *Fast hashing of variable-length text strings*, 1990.
  private static let pearson: InlineArray<256, UInt8> = [
    1, 87, 49, 12, 176, 178, 102, 166, 121, 193, 6, 84, 249, 230, 44, 163,
    14, 197, 213, 181, 161, 85, 218, 80, 64, 239, 24, 226, 236, 142, 38, 200,
    110, 177, 104, 103, 141, 253, 255, 50, 77, 101, 81, 18, 45, 96, 31, 222,
    25, 107, 190, 70, 86, 237, 240, 34, 72, 242, 20, 214, 244, 227, 149, 235,
    97, 234, 57, 22, 60, 250, 82, 175, 208, 5, 127, 199, 111, 62, 135, 248,
    174, 169, 211, 58, 66, 154, 106, 195, 245, 171, 17, 187, 182, 179, 0, 243,
    132, 56, 148, 75, 128, 133, 158, 100, 130, 126, 91, 13, 153, 246, 216, 219,
    119, 68, 223, 78, 83, 88, 201, 99, 122, 11, 92, 32, 136, 114, 52, 10,
    138, 30, 48, 183, 156, 35, 61, 26, 143, 74, 251, 94, 129, 162, 63, 152,
    170, 7, 115, 167, 241, 206, 3, 150, 55, 59, 151, 220, 90, 53, 23, 131,
    125, 173, 15, 238, 79, 95, 89, 16, 105, 137, 225, 224, 217, 160, 37, 123,
    118, 73, 2, 157, 46, 116, 9, 145, 134, 228, 207, 212, 202, 215, 69, 229,
    27, 188, 67, 124, 168, 252, 42, 4, 29, 108, 21, 247, 19, 205, 39, 203,
    233, 40, 186, 147, 198, 192, 155, 33, 164, 191, 98, 204, 165, 180, 117, 76,
    140, 36, 210, 172, 41, 54, 159, 8, 185, 232, 113, 196, 231, 47, 146, 120,
    51, 65, 28, 144, 254, 221, 93, 189, 194, 139, 112, 43, 71, 109, 184, 209,
  ]
}
