import ECS

/// Bytes as the key of a table: hashed eight at a time.
struct ByteText: Hashable {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func hash(into hasher: inout Hasher) { hasher.combine(ByteHash.hash(bytes.span)) }
}
