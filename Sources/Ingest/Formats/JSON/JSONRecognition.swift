import ECS

/// Judges from the first bytes of an input whether it is JSON with events in it.
enum JSONRecognition {
  static func confidence(in prefix: borrowing Span<UInt8>) -> Int {
    let found = TextEncoding.detect(prefix)
    guard case .utf16(let bigEndian) = found.encoding else {
      return score(prefix.extracting(found.markLength..<prefix.count))
    }
    var ascii: [UInt8] = []
    var index = found.markLength + (bigEndian ? 1 : 0)
    while index < prefix.count, ascii.count < 256 {
      ascii.append(prefix[index])
      index += 2
    }
    return score(ascii.span)
  }

  private static func score(_ text: borrowing Span<UInt8>) -> Int {
    var position = 0
    skipRecordTitle(text, &position)
    guard let first = JSONCursor.peek(text, &position) else { return 0 }
    if first == 0x5B {
      position += 1
      guard let element = JSONCursor.peek(text, &position) else { return 10 }
      // INI and log lines begin with brackets too: only a list of objects, or an empty list, is convincing.
      return element == 0x7B ? opening(text, position) : element == 0x5D ? 20 : 0
    }
    if first == 0x1E {
      position += 1
      guard JSONCursor.peek(text, &position) == 0x7B else { return 0 }
    } else if first != 0x7B {
      return 0
    }
    return opening(text, position)
  }

  /// `{"name":` is JSON; `{}` may be.
  private static func opening(_ text: borrowing Span<UInt8>, _ brace: Int) -> Int {
    var position = brace + 1
    guard let next = JSONCursor.peek(text, &position) else { return 20 }
    if next == 0x7D { return 30 }
    guard next == 0x22 else { return 0 }
    do throws(JSONError) {
      _ = try JSONCursor.string(text, &position)
      guard let colon = JSONCursor.peek(text, &position) else { return 30 }
      return colon == 0x3A ? 80 : 0
    } catch {
      return error.reason == .endOfText ? 30 : 0
    }
  }

  private static func skipRecordTitle(_ text: borrowing Span<UInt8>, _ position: inout Int) {
    guard text.count > 8, text.extracting(0..<7).equals("Record ") else { return }
    while position < text.count, position < 64, text[position] != 0x0A { position += 1 }
  }
}
