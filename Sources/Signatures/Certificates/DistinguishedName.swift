import SwiftASN1

/// Names of certificates as text (RFC 4514), the most particular part first.
enum DistinguishedName {
  /// Short names of attributes: those of X.520, and of PKCS #9 and RFC 4519.
  private static let short: [ASN1ObjectIdentifier: String] = [
    [2, 5, 4, 3]: "CN", [2, 5, 4, 5]: "serialNumber", [2, 5, 4, 6]: "C", [2, 5, 4, 7]: "L", [2, 5, 4, 8]: "ST",
    [2, 5, 4, 9]: "STREET", [2, 5, 4, 10]: "O", [2, 5, 4, 11]: "OU", [2, 5, 4, 12]: "title",
    [2, 5, 4, 15]: "businessCategory", [2, 5, 4, 17]: "postalCode", [1, 2, 840, 113_549, 1, 9, 1]: "emailAddress",
    [0, 9, 2342, 19_200_300, 100, 1, 25]: "DC", [0, 9, 2342, 19_200_300, 100, 1, 1]: "UID",
  ]
  /// A name longer than this is cut: names are for reading.
  private static let longest = 1024

  /// The text of a Name.
  static func text(_ name: ASN1Node) throws -> String {
    var parts: [String] = []
    for relative in try name.elements(.sequence) {
      let values = try relative.elements(.set).map { attribute in
        try BER.sequence(attribute, identifier: .sequence) { fields in
          let type = try fields.required().objectIdentifier()
          return (short[type] ?? type.description) + "=" + escaped(value(try fields.required()))
        }
      }
      parts.append(values.joined(separator: "+"))
    }
    return String(parts.reversed().joined(separator: ",").prefix(longest))
  }

  /// The text of a string of any of ASN.1's types.
  static func value(_ node: ASN1Node) -> String {
    let octets = node.contentOctets
    switch node.identifier {
    case .bmpString: return bigEndian(octets)
    // In practice Latin-1.
    case .teletexString: return String(String.UnicodeScalarView(octets.map { Unicode.Scalar($0) }))
    default: return String(decoding: octets, as: UTF8.self)
    }
  }

  /// Text of two-byte units, the high byte first.
  static func bigEndian(_ octets: ArraySlice<UInt8>) -> String {
    let start = octets.startIndex
    let units = (0..<octets.count / 2).map {
      UInt16(octets[start + 2 * $0]) << 8 | UInt16(octets[start + 2 * $0 + 1])
    }
    return String(decoding: units, as: UTF16.self)
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
