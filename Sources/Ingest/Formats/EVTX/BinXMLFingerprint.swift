import ECS

/// The identity of a template definition wherever it stands: two chunks hold the same template with different offsets,
/// and the names it uses inside it in one and outside it in the other.
///
/// The hash covers the GUID and all tokens with the text of their names, not the offsets. It is seeded once per reader,
/// so that no file can be made to hold two templates that are taken for one.
enum BinXMLFingerprint {
  /// The hash of a definition; `nil` for one whose meaning depends on more of its chunk than its names, or that does
  /// not follow the grammar.
  static func of(_ definition: BinXMLDefinition, _ chunk: borrowing Span<UInt8>, seed: UInt64) -> UInt64? {
    var hash = ByteHash(seed: seed)
    hash.combine(chunk.uint64(at: definition.guid))
    hash.combine(chunk.uint64(at: definition.guid + 8))
    var position = definition.fragment.lowerBound
    let end = definition.fragment.upperBound
    while position < end {
      let token = chunk[position]
      position += 1
      hash.combine(UInt64(token))
      switch token & ~BinXMLToken.moreFlag {
      case BinXMLToken.endOfFragment: return hash.value
      case BinXMLToken.closeStartTag, BinXMLToken.closeEmptyElement, BinXMLToken.endElement: break
      case BinXMLToken.fragmentHeader: position += 3
      case BinXMLToken.openElement:
        position += 6
        guard name(chunk, &position, end, &hash) else { return nil }
        if token & BinXMLToken.moreFlag != 0 { position += 4 }
      case BinXMLToken.attribute, BinXMLToken.entityReference, BinXMLToken.instructionTarget:
        guard name(chunk, &position, end, &hash) else { return nil }
      case BinXMLToken.value:
        position += 1
        guard text(chunk, &position, end, &hash) else { return nil }
      case BinXMLToken.cdata, BinXMLToken.instructionData:
        guard text(chunk, &position, end, &hash) else { return nil }
      case BinXMLToken.characterReference:
        guard position + 2 <= end else { return nil }
        hash.combine(UInt64(chunk.uint16(at: position)))
        position += 2
      case BinXMLToken.substitution, BinXMLToken.optionalSubstitution:
        guard position + 3 <= end else { return nil }
        hash.combine(UInt64(chunk.uint16(at: position)) | UInt64(chunk[position + 2]) << 16)
        position += 3
      default: return nil
      }
    }
    return hash.value
  }

  private static func name(
    _ chunk: borrowing Span<UInt8>, _ position: inout Int, _ end: Int, _ hash: inout ByteHash
  ) -> Bool {
    guard position + 4 <= end else { return false }
    let offset = Int(chunk.uint32(at: position))
    position += 4
    guard let name = try? BinXMLName(chunk, at: offset) else { return false }
    if offset == position { position += name.size }
    hash.combine(chunk.extracting(name.text))
    return true
  }

  private static func text(
    _ chunk: borrowing Span<UInt8>, _ position: inout Int, _ end: Int, _ hash: inout ByteHash
  ) -> Bool {
    guard position + 2 <= end else { return false }
    let size = Int(chunk.uint16(at: position)) * 2
    position += 2
    guard position + size <= end else { return false }
    hash.combine(chunk.extracting(position..<position + size))
    position += size
    return true
  }
}
