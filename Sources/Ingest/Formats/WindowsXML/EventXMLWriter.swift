import ECS

/// Writes the cells of one Windows event in XML: the same `winlog.*` fields that the reader of EVTX files writes.
///
/// Values of event data are text, since XML does not say their types; those of the System element are typed.
/// Source: "Event Schema", Windows event log reference, Microsoft Learn.
struct EventXMLWriter {
  /// Whether the text is the builder's own, so that cells can point into it.
  var pointsIntoText = true
  private var names = FieldNameCache(prefix: "winlog.event_data.")
  private var userNames = FieldNameCache(prefix: "winlog.user_data.")
  private var otherNames = FieldNameCache(prefix: "winlog.")
  private var unnamed = 0
  private var scratch: [UInt8] = []

  private static let wrapper = FieldID.named("winlog.user_data.xml_name")
  private static let keywordNames = FieldID.named("winlog.rendering_info.keywords")

  /// Reads the event that begins at `range` and writes its cells. Returns the index behind it.
  mutating func write(
    _ text: borrowing Span<UInt8>, _ range: Range<Int>, into builder: inout BatchBuilder
  ) throws(XMLError) -> Int {
    var tokens = XMLTokenizer(range)
    unnamed = 0
    guard case .start(_, let isEmpty)? = try tokens.next(text) else {
      throw XMLError(reason: .badMarkup, offset: range.lowerBound)
    }
    if isEmpty { return tokens.position }
    while let token = try tokens.next(text) {
      switch token {
      case .end where tokens.depth == 0: return tokens.position
      case .start(let name, false): try section(text, name, &tokens, &builder)
      default: break
      }
    }
    throw XMLError(reason: .unclosed, offset: range.upperBound)
  }

  private mutating func section(
    _ text: borrowing Span<UInt8>, _ name: Range<Int>, _ tokens: inout XMLTokenizer, _ builder: inout BatchBuilder
  ) throws(XMLError) {
    let section = text.extracting(name)
    if section.equals("System") { return try system(text, &tokens, &builder) }
    if section.equals("EventData") { return try eventData(text, &tokens, &builder) }
    if section.equals("UserData") { return try userData(text, &tokens, &builder) }
    if section.equals("RenderingInfo") { return try rendering(text, &tokens, &builder) }
    // Other parts (BinaryEventData, ProcessingErrorData, DebugData) keep their names.
    try tree(text, Array("\(section.text().lowercased())".utf8), isUserData: false, &tokens, &builder)
  }

  // MARK: System

  private mutating func system(
    _ text: borrowing Span<UInt8>, _ tokens: inout XMLTokenizer, _ builder: inout BatchBuilder
  ) throws(XMLError) {
    let depth = tokens.depth
    while let token = try tokens.next(text) {
      if case .end = token, tokens.depth < depth { return }
      guard case .start(let name, let isEmpty) = token else { continue }
      let element = text.extracting(name).text()
      for attribute in tokens.attributes {
        property("\(element)@\(text.extracting(attribute.name).text())", text, attribute.value, &builder)
      }
      if isEmpty { continue }
      let value = try leaf(text, &tokens)
      if !value.isEmpty { property(element, text, value, &builder) }
    }
  }

  private mutating func property(
    _ name: String, _ text: borrowing Span<UInt8>, _ value: Range<Int>, _ builder: inout BatchBuilder
  ) {
    guard let target = SystemFields.target(name) else {
      let path = "system.\(name.map { $0 == "@" ? "." : String($0) }.joined())"
      let bytes = Array(path.utf8)
      return string(text, value, otherNames.field(bytes.span), &builder)
    }
    let bytes = text.extracting(value)
    switch target.conversion {
    case .integer:
      if let number = DecimalText.integer(bytes) { return builder.append(target.field, int: number) }
    case .time:
      if let time = Timestamp(iso8601: bytes) { return builder.append(target.field, date: time) }
    case .none: break
    }
    string(text, value, target.field, &builder)
  }

  // MARK: Data

  private mutating func eventData(
    _ text: borrowing Span<UInt8>, _ tokens: inout XMLTokenizer, _ builder: inout BatchBuilder
  ) throws(XMLError) {
    let depth = tokens.depth
    while let token = try tokens.next(text) {
      if case .end = token, tokens.depth < depth { return }
      guard case .start(let name, let isEmpty) = token else { continue }
      let field = dataField(text, name, tokens.attributes)
      let value = isEmpty ? tokens.position..<tokens.position : try leaf(text, &tokens)
      string(text, value, field, &builder)
    }
  }

  /// `<Data Name="X">` is `X`, `<Data>` is numbered, any other element has its own name.
  private mutating func dataField(
    _ text: borrowing Span<UInt8>, _ name: Range<Int>, _ attributes: [(name: Range<Int>, value: Range<Int>)]
  ) -> FieldID? {
    for attribute in attributes where text.extracting(attribute.name).equals("Name") {
      guard !attribute.value.isEmpty, attribute.value.count <= XMLTokenizer.maximumName else { break }
      guard
        text.firstIndex(of: UInt8(ascii: "&"), from: attribute.value.lowerBound, to: attribute.value.upperBound) != nil
      else { return names.field(text.extracting(attribute.value)) }
      var decoded: [UInt8] = []
      XMLText.appendDecoded(text.extracting(attribute.value), to: &decoded)
      return names.field(decoded.span)
    }
    guard text.extracting(name).equals("Data") else { return names.field(text.extracting(name)) }
    unnamed += 1
    let number = Array("param\(unnamed)".utf8)
    return names.field(number.span)
  }

  private mutating func userData(
    _ text: borrowing Span<UInt8>, _ tokens: inout XMLTokenizer, _ builder: inout BatchBuilder
  ) throws(XMLError) {
    let depth = tokens.depth
    while let token = try tokens.next(text) {
      if case .end = token, tokens.depth < depth { return }
      guard case .start(let name, let isEmpty) = token else { continue }
      string(text, name, Self.wrapper, &builder)
      attributes(text, [], tokens.attributes, isUserData: true, &builder)
      if !isEmpty { try tree(text, [], isUserData: true, &tokens, &builder) }
    }
  }

  /// Elements within elements, each text under the path of its element.
  private mutating func tree(
    _ text: borrowing Span<UInt8>, _ path: [UInt8], isUserData: Bool, _ tokens: inout XMLTokenizer,
    _ builder: inout BatchBuilder
  ) throws(XMLError) {
    var path = path
    var lengths: [Int] = []
    var hasChildren = false
    let depth = tokens.depth
    while let token = try tokens.next(text) {
      switch token {
      case .end:
        if tokens.depth < depth { return }
        if let length = lengths.popLast() { path.removeLast(path.count - length) }
        hasChildren = true
      case .start(let name, let isEmpty):
        let length = path.count
        if !path.isEmpty { path.append(UInt8(ascii: ".")) }
        for index in name { path.append(text[index]) }
        attributes(text, path, tokens.attributes, isUserData: isUserData, &builder)
        hasChildren = false
        if isEmpty {
          string(text, tokens.position..<tokens.position, field(path, isUserData), &builder)
          path.removeLast(path.count - length)
          hasChildren = true
        } else {
          lengths.append(length)
        }
      case .text(let range), .verbatim(let range):
        let isBlank = range.allSatisfy { text[$0] <= 0x20 }
        if isBlank, hasChildren || lengths.isEmpty { continue }
        if isBlank, tokens.nextIsStart(text) { continue }
        string(text, range, field(path.isEmpty ? Array("text".utf8) : path, isUserData), &builder)
      }
    }
  }

  private mutating func attributes(
    _ text: borrowing Span<UInt8>, _ path: [UInt8], _ attributes: [(name: Range<Int>, value: Range<Int>)],
    isUserData: Bool, _ builder: inout BatchBuilder
  ) {
    for attribute in attributes {
      var name = path
      if !name.isEmpty { name.append(UInt8(ascii: ".")) }
      for index in attribute.name { name.append(text[index]) }
      string(text, attribute.value, field(name, isUserData), &builder)
    }
  }

  private mutating func field(_ path: [UInt8], _ isUserData: Bool) -> FieldID? {
    isUserData ? userNames.field(path.span) : otherNames.field(path.span)
  }

  // MARK: Rendering

  /// The texts that Event Viewer shows, `winlog.rendering_info.*`; the message is `message`.
  private mutating func rendering(
    _ text: borrowing Span<UInt8>, _ tokens: inout XMLTokenizer, _ builder: inout BatchBuilder
  ) throws(XMLError) {
    let depth = tokens.depth
    while let token = try tokens.next(text) {
      if case .end = token, tokens.depth < depth { return }
      guard case .start(let name, let isEmpty) = token, !isEmpty else { continue }
      if text.extracting(name).equals("Keywords") { continue }
      let element = text.extracting(name).text()
      let value = try leaf(text, &tokens)
      switch element {
      case "Message": string(text, value, .message, &builder)
      case "Keyword": string(text, value, Self.keywordNames, &builder, flags: .list)
      default:
        let path = Array("rendering_info.\(element.lowercased())".utf8)
        if !value.isEmpty { string(text, value, otherNames.field(path.span), &builder) }
      }
    }
  }

  // MARK: Values

  /// The text of the element just opened, up to its end. Elements within it are passed over: their markup is part of the
  /// text.
  private func leaf(_ text: borrowing Span<UInt8>, _ tokens: inout XMLTokenizer) throws(XMLError) -> Range<Int> {
    let depth = tokens.depth
    let start = tokens.position
    var end = start
    var verbatim: Range<Int>?
    var pieces = 0
    while let token = try tokens.next(text) {
      switch token {
      case .end:
        if tokens.depth < depth { return pieces == 1 ? verbatim ?? start..<end : start..<end }
      case .verbatim(let range):
        verbatim = range
        pieces += 1
      case .text, .start: pieces += 1
      }
      end = tokens.position
    }
    throw XMLError(reason: .unclosed, offset: start)
  }

  private mutating func string(
    _ text: borrowing Span<UInt8>, _ range: Range<Int>, _ field: FieldID?, _ builder: inout BatchBuilder,
    flags: Cell.Flags = []
  ) {
    guard let field else { return }
    let value = text.extracting(range)
    let isEscaped = value.firstIndex(of: UInt8(ascii: "&"), from: 0) != nil
    if !isEscaped, pointsIntoText, UTF8Text.isValid(value) {
      let plain: Cell.Flags = JSONText.isPlain(value) ? flags.union(.plain) : flags
      let bytes = ByteRange(offset: range.lowerBound, count: range.count)
      return builder.append(Cell(field: field, kind: .string, flags: plain, range: bytes))
    }
    guard isEscaped else { return builder.append(field, repairing: value, flags: flags) }
    scratch.removeAll(keepingCapacity: true)
    XMLText.appendDecoded(value, to: &scratch)
    builder.append(field, repairing: scratch.span, flags: flags)
  }
}

extension XMLTokenizer {
  /// Whether a start tag follows.
  func nextIsStart(_ text: borrowing Span<UInt8>) -> Bool {
    position + 1 < text.count && text[position] == UInt8(ascii: "<") && text[position + 1] != UInt8(ascii: "/")
      && text[position + 1] != UInt8(ascii: "!")
  }
}
