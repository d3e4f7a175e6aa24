import CZlib

/// Writes pixels as PNG: eight bits of red, green and blue each. Source: W3C, "Portable Network Graphics", third edition.
enum PNGEncoder {
  static func encode(_ canvas: Canvas) -> [UInt8] {
    var out: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    let header = bytes(UInt32(canvas.width)) + bytes(UInt32(canvas.height)) + [8, 2, 0, 0, 0]
    chunk("IHDR", header, to: &out)
    chunk("IDAT", compressed(filtered(canvas)), to: &out)
    chunk("IEND", [], to: &out)
    return out
  }

  /// Each row after the number of its filter: differences from the row above, which are mostly zero here.
  private static func filtered(_ canvas: Canvas) -> [UInt8] {
    let stride = 3 * canvas.width
    var out: [UInt8] = []
    out.reserveCapacity((stride + 1) * canvas.height)
    for row in 0..<canvas.height {
      out.append(2)
      for place in (row * stride)..<((row + 1) * stride) {
        out.append(canvas.pixels[place] &- (row > 0 ? canvas.pixels[place - stride] : 0))
      }
    }
    return out
  }

  private static func compressed(_ bytes: [UInt8]) -> [UInt8] {
    var length = compressBound(uLong(bytes.count))
    let room = Int(length)
    return unsafe [UInt8](unsafeUninitializedCapacity: room) { target, count in
      let status = unsafe bytes.withUnsafeBufferPointer { source in
        unsafe compress2(target.baseAddress, &length, source.baseAddress, uLong(bytes.count), 6)
      }
      // `compressBound` says how much room is enough, so nothing but memory can be missing.
      precondition(status == Z_OK, "zlib has no memory")
      count = Int(length)
    }
  }

  private static func chunk(_ type: String, _ content: [UInt8], to out: inout [UInt8]) {
    let body = Array(type.utf8) + content
    let sum = unsafe body.withUnsafeBufferPointer { unsafe crc32(0, $0.baseAddress, uInt(body.count)) }
    out += bytes(UInt32(content.count)) + body + bytes(UInt32(truncatingIfNeeded: sum))
  }

  private static func bytes(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
