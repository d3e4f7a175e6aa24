/// Why a text is no JSON.
public enum JSONError: Error, Equatable, Sendable {
  /// Something else is expected at an offset.
  case unexpected(at: Int)
  /// Values are nested too deeply at an offset.
  case tooDeep(at: Int)
}

/// A value of JSON (RFC 8259), for data sets of features. Texts are UTF-8 bytes, members keep their order.
indirect enum JSONValue: Equatable, Sendable {
  case null
  case boolean(Bool)
  case number(Double)
  case text([UInt8])
  case list([JSONValue])
  case object([Member])

  /// A member of an object.
  struct Member: Equatable, Sendable {
    var name: [UInt8]
    var value: JSONValue
  }

  /// Parses a range of bytes, which must hold one value.
  init(_ data: borrowing Span<UInt8>, in range: Range<Int>) throws(JSONError) {
    var parser = JSONParser(range)
    self = try parser.value(data, depth: 16)
    parser.skipSpace(data)
    guard parser.isAtEnd else { throw .unexpected(at: parser.offset) }
  }

  /// A member of an object by name; the last of several.
  subscript(name: StaticString) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.last { member in
      // The literal has exactly as many code units.
      member.name.count == name.utf8CodeUnitCount
        && member.name.indices.allSatisfy { unsafe member.name[$0] == name.utf8Start[$0] }
    }?.value
  }

  /// The number, one for true and zero for false.
  var number: Double? {
    switch self {
    case .number(let value): value
    case .boolean(let value): value ? 1 : 0
    default: nil
    }
  }

  /// The text.
  var text: [UInt8]? {
    if case .text(let bytes) = self { bytes } else { nil }
  }

  /// The elements of a list.
  var list: [JSONValue]? {
    if case .list(let values) = self { values } else { nil }
  }

  /// The members of an object.
  var members: [Member]? {
    if case .object(let members) = self { members } else { nil }
  }
}
