import Executables

/// Names of certificates as text (RFC 4514), the most particular part first.
enum DistinguishedName {
  /// Short names of attributes, by the last octet below 2.5.4.
  private static let short: [UInt8: String] = [
    3: "CN", 5: "serialNumber", 6: "C", 7: "L", 8: "ST", 9: "STREET", 10: "O", 11: "OU", 12: "title",
    15: "businessCategory",
    17: "postalCode",
  ]
  private static let mail: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x01]
  private static let domain: [UInt8] = [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 0x01, 0x19]
  private static let user: [UInt8] = [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 0x01, 0x01]
  /// A name longer than this is cut: names are for reading.
  private static let longest = 1024

  /// The text of a Name.
  static func text(_ data: borrowing Span<UInt8>, _ name: DERElement) throws(DERError) -> String {
    var parts: [String] = []
    for relative in try name.expect(DERElement.Tag.sequence).children(data) {
      var values: [String] = []
      for attribute in try relative.expect(DERElement.Tag.set).children(data) {
        var fields = try DERSequence(data, attribute)
        let type = data.copy(try fields.next(DERElement.Tag.identifier).content)
        values.append(label(type) + "=" + escaped(value(data, try fields.next())))
      }
      parts.append(values.joined(separator: "+"))
    }
    return String(parts.reversed().joined(separator: ",").prefix(longest))
  }

  private static func label(_ type: [UInt8]) -> String {
    if type.count == 3, type[0] == 0x55, type[1] == 0x04, let name = short[type[2]] { return name }
    switch type {
    case mail: return "emailAddress"
    case domain: return "DC"
    case user: return "UID"
    default: return ObjectIdentifiers.text(type)
    }
  }

  /// The text of a string of any of ASN.1's types.
  static func value(_ data: borrowing Span<UInt8>, _ element: DERElement) -> String {
    let bytes = data.copy(element.content)
    switch element.identifier & 0x1f {
    case 0x1e:
      let units = stride(from: 0, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
      return String(decoding: units, as: UTF16.self)
    case 0x14:
      // TeletexString: in practice Latin-1.
      return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    default: return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// A value with a backslash before what would end it, and control characters as hexadecimal digits.
  private static func escaped(_ value: String) -> String {
    var result = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case ",", "+", "\"", "\\", "<", ">", ";", "=": result += "\\" + String(scalar)
      case "\u{0}"..<"\u{20}", "\u{7f}":
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\" + (digits.count == 1 ? "0" : "") + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
