import ECS

/// Finds the documents in a stream of JSON text: one a line, one after the other, pretty-printed, in lists, in envelopes.
///
/// It keeps the brackets that are open around the documents and tells the caller where the next one begins; the caller
/// parses it and says where it ended. Commas between documents are taken as white space, as are the record separators
/// of RFC 7464 and the `Record N` lines of evtx_dump.
struct JSONFraming: Sendable {
  /// What is at a position.
  enum Step: Equatable {
    /// A document opens here.
    case document(Int)
    /// Text that is no document, to be skipped and reported.
    case stray(Range<Int>, reason: String)
    /// Members of an envelope that were passed over.
    case passedOver(Range<Int>)
    /// The text ends; what is from the position on must be looked at again with more text.
    case more(Int)
  }

  private enum Bracket: Sendable { case list, envelope }
  private static let maximumDepth = 16

  private var open: [Bracket] = []

  /// The next step from `position` on. `isLast` says that no more text will come.
  mutating func next(_ text: borrowing Span<UInt8>, from position: Int, isLast: Bool) -> Step {
    var index = position
    while index < text.count {
      let byte = text[index]
      switch byte {
      case 0x20, 0x0A, 0x0D, 0x09, 0x1E: index += 1
      case 0x2C where open.last != .envelope: index += 1
      case 0xEF where text.count - index >= 3 && text[index + 1] == 0xBB && text[index + 2] == 0xBF: index += 3
      case 0x5D where open.last == .list:
        open.removeLast()
        index += 1
      case 0x7D where open.last == .envelope:
        open.removeLast()
        index += 1
      default:
        if open.last == .envelope { return envelopeMember(text, index, isLast: isLast) }
        guard byte == 0x5B || byte == 0x7B else { return stray(text, index, isLast: isLast) }
        if byte == 0x5B {
          guard open.count < Self.maximumDepth else { return stray(text, index, isLast: isLast) }
          open.append(.list)
          index += 1
          continue
        }
        guard let inside = enter(text, index, isLast: isLast) else { return .more(index) }
        if inside == index { return .document(index) }
        index = inside
      }
    }
    return .more(index)
  }

  /// Where to go on inside the object at `start`: at `start` itself for a document; `nil` when more text must tell.
  private mutating func enter(_ text: borrowing Span<UInt8>, _ start: Int, isLast: Bool) -> Int? {
    // Envelopes stand at the top only: an element of a list is a document.
    guard open.isEmpty else { return start }
    do throws(JSONError) {
      switch try JSONEnvelope.look(text, at: start) {
      case .document: return start
      case .envelope(let objects, let position):
        for _ in 0..<objects { open.append(.envelope) }
        open.append(.list)
        return position
      }
    } catch {
      return error.reason == .endOfText && !isLast ? nil : start
    }
  }

  /// A member beside the list of events, or whatever else stands there.
  private mutating func envelopeMember(_ text: borrowing Span<UInt8>, _ start: Int, isLast: Bool) -> Step {
    var position = start
    do throws(JSONError) {
      if text[position] == 0x2C { position += 1 }
      guard let quote = JSONCursor.peek(text, &position) else { throw JSONError(.endOfText, at: position) }
      guard quote == 0x22 else { throw JSONError(.unexpectedByte, at: position) }
      _ = try JSONCursor.string(text, &position)
      guard let colon = JSONCursor.peek(text, &position) else { throw JSONError(.endOfText, at: position) }
      guard colon == 0x3A else { throw JSONError(.unexpectedByte, at: position) }
      position += 1
      try JSONCursor.skipValue(text, &position)
      guard position < text.count || isLast else { throw JSONError(.endOfText, at: position) }
      return .passedOver(start..<position)
    } catch {
      if error.reason == .endOfText, !isLast { return .more(start) }
      open.removeAll()
      return stray(text, start, isLast: isLast)
    }
  }

  /// Text that is not JSON, to the end of its line; in a list, a value that is no object.
  private mutating func stray(_ text: borrowing Span<UInt8>, _ start: Int, isLast: Bool) -> Step {
    if open.last == .list {
      var position = start
      do throws(JSONError) {
        try JSONCursor.skipValue(text, &position)
        guard position < text.count || isLast else { return .more(start) }
        return .stray(start..<position, reason: "not-an-object")
      } catch {
        if error.reason == .endOfText, !isLast { return .more(start) }
      }
    }
    var end = start
    while end < text.count, text[end] != 0x0A { end += 1 }
    guard end < text.count || isLast else { return .more(start) }
    open.removeAll()
    return .stray(start..<end, reason: Self.isRecordTitle(text, start..<end) ? "" : "not-json")
  }

  /// evtx_dump writes `Record 17` before each document unless told otherwise.
  private static func isRecordTitle(_ text: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.count > 7, text.extracting(range.lowerBound..<range.lowerBound + 7).equals("Record ") else {
      return false
    }
    for index in range.lowerBound + 7..<range.upperBound {
      let byte = text[index]
      if byte &- 0x30 > 9, byte != 0x0D { return false }
    }
    return true
  }
}
