/// What the page allows the browser to do: show one style sheet, known by its digest, and nothing else. No script, no
/// network, no frame, no form, no style attribute: markup that slipped through would have no effect.
///
/// Source: W3C Content Security Policy Level 3, sections 2.3.1 (hash sources) and 4.2.1 (delivery by `meta`).
struct ContentPolicy {
  let text: String

  /// The policy for a page with this style sheet.
  init(style: StaticString) {
    let digest = Self.base64(SHA256.digest(Array("\(style)".utf8)))
    text = "default-src 'none'; style-src 'sha256-\(digest)'; base-uri 'none'; form-action 'none'"
  }

  /// RFC 4648 section 4.
  static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var word = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      word <<= UInt32(8 * (3 - group.count))
      for place in 0..<4 {
        let index = Int(word >> UInt32(18 - 6 * place) & 63)
        result.append(place <= group.count ? alphabet[index] : UInt8(ascii: "="))
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
