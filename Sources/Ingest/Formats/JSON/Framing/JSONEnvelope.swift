import ECS

/// Recognises objects that only wrap a list of events: `{"Records":[…]}` and its kin.
///
/// Sources: CloudTrail log files (`Records`), Microsoft Graph (`@odata.context`, `value`), Azure diagnostic settings
/// (`records`), Elasticsearch search responses (`hits.hits`), evtx_dump and xmltodict (`Events.Event`), and exports that
/// write `events`, `results` or `entries`.
enum JSONEnvelope {
  /// What stands at an object's opening brace.
  enum Finding: Equatable {
    /// An event.
    case document
    /// An envelope: its events begin at `position`, inside a list inside this many objects.
    case envelope(objects: Int, position: Int)
  }

  /// Members that may come before the list in envelopes that begin with them.
  private static let preambles: [StaticString] = [
    "@odata.context", "@odata.count", "@odata.nextLink", "took", "timed_out", "_scroll_id", "_shards", "pit_id",
  ]
  private static let lists: [StaticString] = ["Records", "records", "value", "events", "results", "entries"]
  private static let maximumPreambles = 16

  /// Looks at the object that opens at `start`. Throws `endOfText` when more text is needed to tell.
  static func look(_ text: borrowing Span<UInt8>, at start: Int) throws(JSONError) -> Finding {
    var position = start + 1
    for _ in 0..<maximumPreambles {
      guard let name = try key(text, &position) else { return .document }
      guard let byte = JSONCursor.peek(text, &position) else { throw JSONError(.endOfText, at: position) }
      let value = text.extracting(name)
      if byte == 0x5B, isAny(value, of: lists) {
        return try opensList(text, position) ? .envelope(objects: 1, position: position + 1) : .document
      }
      if byte == 0x7B, value.equals("hits") || value.equals("Events") {
        let list: StaticString = value.equals("hits") ? "hits" : "Event"
        return try inner(text, at: position, list: list)
      }
      guard isAny(value, of: preambles) else { return .document }
      try JSONCursor.skipValue(text, &position)
      guard try separator(text, &position) else { return .document }
    }
    return .document
  }

  /// `{"total":…, "hits":[…]}` and `{"#attributes":…, "Event":[…]}`.
  private static func inner(
    _ text: borrowing Span<UInt8>, at start: Int, list: StaticString
  ) throws(JSONError) -> Finding {
    var position = start + 1
    for _ in 0..<maximumPreambles {
      guard let name = try key(text, &position) else { return .document }
      guard let byte = JSONCursor.peek(text, &position) else { throw JSONError(.endOfText, at: position) }
      if text.extracting(name).equals(list) {
        guard byte == 0x5B, try opensList(text, position) else { return .document }
        return .envelope(objects: 2, position: position + 1)
      }
      try JSONCursor.skipValue(text, &position)
      guard try separator(text, &position) else { return .document }
    }
    return .document
  }

  /// Whether the list holds objects, or nothing.
  private static func opensList(_ text: borrowing Span<UInt8>, _ bracket: Int) throws(JSONError) -> Bool {
    var position = bracket + 1
    guard let byte = JSONCursor.peek(text, &position) else { throw JSONError(.endOfText, at: position) }
    if byte == 0x7B { return true }
    guard byte == 0x5D else { return false }
    position += 1
    guard let next = JSONCursor.peek(text, &position) else { throw JSONError(.endOfText, at: position) }
    return next == 0x7D
  }

  private static func key(_ text: borrowing Span<UInt8>, _ position: inout Int) throws(JSONError) -> Range<Int>? {
    guard let quote = JSONCursor.peek(text, &position) else { throw JSONError(.endOfText, at: position) }
    guard quote == 0x22 else { return nil }
    let name = try JSONCursor.string(text, &position)
    guard let colon = JSONCursor.peek(text, &position) else { throw JSONError(.endOfText, at: position) }
    guard colon == 0x3A else { return nil }
    position += 1
    return name.range
  }

  private static func separator(_ text: borrowing Span<UInt8>, _ position: inout Int) throws(JSONError) -> Bool {
    guard let comma = JSONCursor.peek(text, &position) else { throw JSONError(.endOfText, at: position) }
    guard comma == 0x2C else { return false }
    position += 1
    return true
  }

  private static func isAny(_ name: borrowing Span<UInt8>, of names: [StaticString]) -> Bool {
    for candidate in names where name.equals(candidate) { return true }
    return false
  }
}
