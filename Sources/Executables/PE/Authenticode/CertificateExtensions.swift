/// Checks the extensions of certificates (RFC 5280, section 4.2) as far as they have a known form.
enum CertificateExtensions {
  /// What a value must look like.
  private indirect enum Form: Sendable {
    /// Anything.
    case any
    /// An element with one of these identifier octets.
    case tagged([UInt8])
    /// An element of bits.
    case bits
    /// A sequence of elements of one form.
    case list(Form)
    /// A sequence of elements of these forms, of which the last may be missing.
    case record([Form])
    /// A constructed element of elements of which each has one of these identifier octets.
    case choices(UInt8, [UInt8: Form])
    /// A name, address or directory entry.
    case generalName
  }

  private static let generalNames = Form.list(.generalName)
  private static let points = Form.list(
    .choices(
      DERElement.Tag.sequence,
      [0xa0: .choices(0xa0, [0xa0: .generalName, 0xa1: .any]), 0x81: .bits, 0xa2: .generalName]))

  /// Forms by object identifier.
  private static let forms: [[UInt8]: Form] = [
    [0x55, 0x1d, 14]: .tagged([DERElement.Tag.octetString]), [0x55, 0x1d, 15]: .bits,
    [0x55, 0x1d, 17]: generalNames, [0x55, 0x1d, 18]: generalNames,
    [0x55, 0x1d, 19]: .choices(DERElement.Tag.sequence, [DERElement.Tag.boolean: .any, DERElement.Tag.integer: .any]),
    [0x55, 0x1d, 31]: points, [0x55, 0x1d, 46]: points,
    [0x55, 0x1d, 32]: .list(.record([.tagged([DERElement.Tag.identifier]), .list(.list(.any))])),
    [0x55, 0x1d, 35]: .choices(DERElement.Tag.sequence, [0x80: .any, 0xa1: .any, 0x82: .any]),
    [0x55, 0x1d, 37]: .list(.tagged([DERElement.Tag.identifier])),
    // 1.3.6.1.5.5.7.1.1: where to ask about the issuer.
    [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x01]: .list(
      .record([.tagged([DERElement.Tag.identifier]), .generalName])),
  ]

  private static let resourceTag: UInt8 = 0x86
  private static let ia5Tag: UInt8 = 0x16
  private static let utf8Tag: UInt8 = 0x0c

  /// Checks that values have their form, and that their texts are in the encoding that their type has.
  static func check(_ data: borrowing Span<UInt8>, _ extensions: DERElement) throws(DERError) {
    for child in try extensions.expect(DERElement.Tag.sequence).children(data) {
      var fields = try DERSequence(data, child)
      let type = try fields.next(DERElement.Tag.identifier)
      _ = fields.optional(DERElement.Tag.boolean)
      let value = try fields.next(DERElement.Tag.octetString)
      guard let form = forms[data.copy(type.content)] else { continue }
      let element = try DERElement(data, in: value.content)
      try check(data, element, form)
      try checkTexts(data, in: element, depth: 24)
    }
  }

  private static func check(
    _ data: borrowing Span<UInt8>, _ element: DERElement, _ form: Form
  ) throws(DERError) {
    switch form {
    case .any: return
    case .tagged(let tags):
      if !tags.contains(element.identifier) { throw .unexpected(at: element.whole.lowerBound) }
    case .bits:
      let isBits = element.identifier & 0x3f == DERElement.Tag.bitString || element.identifier & 0xc0 == 0x80
      guard isBits, !element.content.isEmpty, data[element.content.lowerBound] < 8 else {
        throw .unexpected(at: element.whole.lowerBound)
      }
    case .list(let item):
      for child in try element.expect(DERElement.Tag.sequence).children(data) { try check(data, child, item) }
    case .record(let items):
      let children = try element.expect(DERElement.Tag.sequence).children(data)
      guard children.count <= items.count, children.count + 1 >= items.count else {
        throw .unexpected(at: element.whole.lowerBound)
      }
      for (child, item) in zip(children, items) { try check(data, child, item) }
    case .choices(let tag, let items):
      for child in try element.expect(tag).children(data) {
        guard let item = items[child.identifier] else { throw .unexpected(at: child.whole.lowerBound) }
        if case .generalName = item {
          for name in try child.children(data) { try check(data, name, .generalName) }
        } else {
          try check(data, child, item)
        }
      }
    case .generalName:
      guard element.identifier & 0xc0 == 0x80, element.identifier & 0x1f <= 8 else {
        throw .unexpected(at: element.whole.lowerBound)
      }
    }
  }

  private static func checkTexts(
    _ data: borrowing Span<UInt8>, in element: DERElement, depth: Int
  ) throws(DERError) {
    guard depth > 0 else { throw .malformed(at: element.whole.lowerBound) }
    if element.isConstructed {
      for child in try element.children(data) { try checkTexts(data, in: child, depth: depth - 1) }
      return
    }
    switch element.identifier {
    case resourceTag, ia5Tag:
      for index in element.content where data[index] >= 0x80 { throw .malformed(at: index) }
    case utf8Tag:
      guard String(validating: data.copy(element.content), as: UTF8.self) != nil else {
        throw .malformed(at: element.content.lowerBound)
      }
    default: return
    }
  }
}
