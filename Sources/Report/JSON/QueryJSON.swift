public import Pipeline

/// A match of a query for programs, as `docs/schemas/query-match.schema.json` describes it.
public struct QueryJSON {
  private let match: QueryMatch

  /// A match.
  public init(_ match: QueryMatch) { self.match = match }

  /// One JSON object and a line feed.
  public func line() -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("type", "match")
      writer.member("number", match.number)
      writer.member("time", time: match.time)
      writer.strings("keys", match.keys)
      writer.key("facts")
      writer.object { writer in
        for fact in match.facts {
          writer.key(fact.name)
          writer.string(fact.value)
        }
      }
      writer.key("steps")
      writer.array { writer in
        for step in match.steps { write(step, into: &writer) }
      }
    }
    return writer.bytes + [0x0A]
  }

  private func write(_ step: QueryMatch.Step, into writer: inout JSONWriter) {
    writer.object { writer in
      guard case .event(let event) = step else {
        writer.key("missing")
        writer.bool(true)
        return
      }
      writer.key("missing")
      writer.bool(false)
      writer.member("path", event.path)
      writer.member("record", event.record)
      writer.timeOrNull("time", event.time)
      writer.key("event")
      if let json = event.json { writer.document(json) } else { writer.null() }
    }
  }
}
