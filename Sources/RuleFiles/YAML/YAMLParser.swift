import CYAML
import Rules

/// Reads YAML 1.1 with libyaml into document values with their places.
///
/// Hostile text is bounded: by its size, by how deep it is nested and by how many values it stands for once aliases are
/// resolved, so that a small file cannot become a large document.
///
/// Safe: the C parser is private to the call that makes it, reads only bytes that outlive it, and every event is deleted
/// before the next one is asked for.
struct YAMLParser {
  /// Larger texts are refused.
  static let maximumSize = 4 << 20
  /// Sequences and mappings may be nested this deep.
  static let maximumDepth = 64
  /// Values that one text may stand for.
  static let maximumValues = 200_000

  /// The documents of a text.
  static func documents(_ text: [UInt8]) throws(Diagnostic) -> [DocumentValue] {
    guard text.count <= maximumSize else {
      throw Diagnostic(SourcePosition(line: 1, column: 1), "the file is larger than \(maximumSize) bytes")
    }
    if let document = BlockYAMLReader.document(text) { return [document] }
    return try allDocuments(text)
  }

  /// The documents of a text, whatever part of YAML it is written in.
  static func allDocuments(_ text: [UInt8]) throws(Diagnostic) -> [DocumentValue] {
    let events = YAMLEventStream(text)
    var builder = YAMLBuilder()
    while let event = try events.next() {
      try builder.take(event)
    }
    return builder.documents
  }
}

/// One event of a YAML text.
struct YAMLEvent {
  enum Kind {
    case documentStart, documentEnd
    case sequenceStart, mappingStart, end
    case scalar(String, isPlain: Bool)
    case alias(String)
  }

  var kind: Kind
  var anchor: String?
  var position: SourcePosition
}

/// The events of a text, one after the other.
@safe final class YAMLEventStream {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  /// The text, kept where it is as long as the parser reads it.
  private let text: UnsafeMutableBufferPointer<UInt8>
  private var isAtEnd = false

  init(_ bytes: [UInt8]) {
    unsafe text = .allocate(capacity: max(bytes.count, 1))
    _ = unsafe text.initialize(from: bytes)
    unsafe parser = .allocate(capacity: 1)
    // Fails only without memory; the parser then answers every question with an error.
    _ = unsafe yaml_parser_initialize(parser)
    unsafe yaml_parser_set_input_string(parser, text.baseAddress, bytes.count)
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
    unsafe text.deallocate()
  }

  /// The next event; `nil` at the end of the text.
  func next() throws(Diagnostic) -> YAMLEvent? {
    while !isAtEnd {
      var event = unsafe yaml_event_t()
      guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw failure() }
      defer { unsafe yaml_event_delete(&event) }
      switch unsafe event.type {
      case YAML_STREAM_END_EVENT: isAtEnd = true
      case YAML_NO_EVENT, YAML_STREAM_START_EVENT: break
      default: return unsafe Self.converted(event)
      }
    }
    return nil
  }

  private func failure() -> Diagnostic {
    isAtEnd = true
    let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "this is no YAML"
    let mark = unsafe parser.pointee.problem_mark
    return Diagnostic(SourcePosition(line: Int(mark.line) + 1, column: Int(mark.column) + 1), "YAML: \(problem)")
  }

  private static func converted(_ event: yaml_event_t) -> YAMLEvent {
    let mark = unsafe event.start_mark
    var position = SourcePosition(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    switch unsafe event.type {
    case YAML_DOCUMENT_START_EVENT: return YAMLEvent(kind: .documentStart, position: position)
    case YAML_DOCUMENT_END_EVENT: return YAMLEvent(kind: .documentEnd, position: position)
    case YAML_SEQUENCE_START_EVENT:
      return YAMLEvent(
        kind: .sequenceStart, anchor: unsafe string(event.data.sequence_start.anchor), position: position)
    case YAML_MAPPING_START_EVENT:
      return YAMLEvent(kind: .mappingStart, anchor: unsafe string(event.data.mapping_start.anchor), position: position)
    case YAML_ALIAS_EVENT:
      return YAMLEvent(kind: .alias(unsafe string(event.data.alias.anchor) ?? ""), position: position)
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      let isPlain = unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE && scalar.plain_implicit == 1
      let isQuoted =
        unsafe scalar.style == YAML_SINGLE_QUOTED_SCALAR_STYLE || scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE
      if isQuoted { position.column += 1 }
      // libyaml gives the length of what it points at.
      let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let text = unsafe String(decoding: bytes, as: UTF8.self)
      return YAMLEvent(
        kind: .scalar(text, isPlain: isPlain), anchor: unsafe string(scalar.anchor), position: position)
    default: return YAMLEvent(kind: .end, position: position)
    }
  }

  private static func string(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    unsafe pointer.map { unsafe String(cString: $0) }
  }
}
