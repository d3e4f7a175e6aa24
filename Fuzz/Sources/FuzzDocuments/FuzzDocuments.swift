import Documents

/// What libFuzzer calls with every input: the first byte chooses the format and options, the rest is a document. What is accepted is
/// gone through in full; JSON is written again and must read as the same, and no beginning of a closed document is one.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard count > 1 else { return 0 }
  let choice = start[0]
  let bytes = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
  let options = JSONDocument.Options(depth: choice & 4 == 0 ? 64 : 3, hasNonFiniteNumbers: choice & 8 != 0)
  let document: JSONDocument
  do throws(DocumentError) {
    switch choice & 3 {
    case 0: document = try JSONDocument(ubjson: bytes, options: options)
    case 1: document = try JSONDocument(bytes, options: options)
    default: document = try JSONDocument(json: bytes, options: options)
    }
  } catch {
    precondition((0...bytes.count).contains(error.offset), "an error outside the document")
    precondition(!error.isTruncated || error.offset == bytes.count || choice & 3 < 2, "truncated before the end")
    return 0
  }
  let sum = summary(document)
  guard let compact = document.compactJSON() else { return 0 }
  guard let again = try? JSONDocument(json: compact, options: options) else { preconditionFailure("not readable") }
  precondition(summary(again) == sum, "writing changed a document")
  precondition(again.compactJSON() == compact, "writing twice differs")
  if document.root.isObject || document.root.isList, compact.count > 1 {
    let part = Array(compact.prefix(Int(choice) % compact.count))
    precondition((try? JSONDocument(json: part, options: options)) == nil, "a part of a document is one")
  }
  return 0
}

/// Asks for everything that a document has.
private func summary(_ document: JSONDocument) -> UInt64 {
  var hasher = FNV()
  // Paths and names are searched, so they are asked for of some values only.
  var searches = 100
  add(document.root, to: &hasher, &searches)
  return hasher.state
}

private func add(_ node: JSONNode, to hasher: inout FNV, _ searches: inout Int) {
  hasher.add(UInt64(node.count))
  hasher.add(node.isNull ? 1 : node.boolean == true ? 2 : node.boolean == false ? 3 : 4)
  if let number = node.number { hasher.add(number.bitPattern) }
  if let integer = node.integer {
    hasher.add(UInt64(bitPattern: integer))
    precondition(node.number == Double(integer), "an integer and its number differ")
  }
  if let utf8 = node.utf8 {
    for byte in utf8 { hasher.add(UInt64(byte)) }
    precondition(node.text == nil || node.text == node.repairedText, "a text differs from itself")
  }
  if let numbers = node.numbers { hasher.add(UInt64(numbers.count)) }
  searches -= 1
  if searches > 0 { for byte in node.path.utf8 { hasher.add(UInt64(byte)) } }
  if let elements = node.elements {
    for element in elements { add(element, to: &hasher, &searches) }
  }
  if let members = node.members {
    for (key, value) in members {
      add(key, to: &hasher, &searches)
      add(value, to: &hasher, &searches)
      if searches > 0, let name = key.text { precondition(node[name] != nil, "a member is not found by its name") }
    }
  }
}

private struct FNV {
  var state: UInt64 = 0xCBF2_9CE4_8422_2325
  mutating func add(_ word: UInt64) { state = (state ^ word) &* 0x100_0000_01B3 }
}
