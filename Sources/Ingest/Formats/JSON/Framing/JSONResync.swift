import ECS

/// Finds where to go on after a broken document.
///
/// From the start of the broken document it walks to whichever comes first: the brace that closes it, or a line that
/// opens an object at the document's own indentation (a raw line break cannot stand inside a JSON string, so such a line
/// begins the next document however damaged this one is). The walk can be interrupted at the end of the text at hand.
struct JSONResync: Sendable {
  private var depth = 0
  private var inString = false
  private var escaped = false
  /// The white space seen since the last line break, while nothing else was.
  private var blanks: Int?
  private let indentation: Int
  private var isFirst = true

  /// A walk for a document that begins after `indentation` blanks on its line.
  init(indentation: Int) { self.indentation = indentation }

  /// Walks from `start`; returns where the next document may begin, or `nil` when the text ends before.
  mutating func walk(_ text: borrowing Span<UInt8>, from start: Int) -> Int? {
    var index = start
    while index < text.count {
      let byte = text[index]
      if byte == 0x0A {
        blanks = 0
        inString = false
        escaped = false
      } else if let seen = blanks {
        if byte == 0x7B, seen == indentation, !isFirst { return index }
        blanks = byte == 0x20 || byte == 0x09 ? seen + 1 : nil
      }
      if step(byte) { return index + 1 }
      isFirst = false
      index += 1
    }
    return nil
  }

  /// Returns whether the byte closes the document.
  private mutating func step(_ byte: UInt8) -> Bool {
    if escaped {
      escaped = false
    } else if inString {
      if byte == 0x5C { escaped = true }
      if byte == 0x22 { inString = false }
    } else if byte == 0x22 {
      inString = true
    } else if byte == 0x7B {
      depth += 1
    } else if byte == 0x7D {
      depth -= 1
      return depth <= 0
    }
    return false
  }
}
