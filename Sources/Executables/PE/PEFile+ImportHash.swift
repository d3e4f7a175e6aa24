extension PEFile {
  /// The hash of the imports that the field knows as *imphash* (Mandiant, *Tracking malware with import hashing*, 2014; ECS
  /// `pe.imphash`): MD5 of the lower-case `library.function` of every import, in order, with commas between. Libraries lose
  /// the extensions dll, ocx and sys; ordinals have their name where it is known, else `ord` and the number. Nil without
  /// imports.
  public func importHash(in data: borrowing Span<UInt8>) -> String? {
    guard let imports else { return nil }
    var text: [UInt8] = []
    for library in imports.libraries {
      // Like the reference implementation (pefile), which writes this for names that cannot be one.
      let name = library.name.map { Self.lowered(data.copy($0)) } ?? Array("*invalid*".utf8)
      let table = OrdinalNames.table(of: name.span)
      let stem = Self.stem(name)
      for symbol in imports.symbols[library.symbols.clamped(to: 0..<imports.symbols.count)] {
        let function: [UInt8]
        if let name = symbol.name {
          function = Self.lowered(data.copy(name))
        } else if let ordinal = symbol.ordinal {
          function = Self.lowered(table?[ordinal] ?? Array("ord\(ordinal)".utf8))
        } else {
          continue
        }
        guard !function.isEmpty else { continue }
        if !text.isEmpty { text.append(0x2C) }
        text += stem
        text.append(0x2E)
        text += function
      }
    }
    return text.isEmpty ? nil : Hexadecimal.text(MD5.hash(text))
  }

  /// The names of imported functions, with the extra table of delayed ones, in their order.
  public func importNames(in data: borrowing Span<UInt8>) -> [String] {
    var names: [String] = []
    for symbol in imports?.symbols ?? [] { if let name = symbol.name { names.append(data.text(name)) } }
    for symbol in delayImports?.symbols ?? [] { if let name = symbol.name { names.append(data.text(name)) } }
    return names
  }

  private static func lowered(_ bytes: [UInt8]) -> [UInt8] {
    bytes.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
  }

  /// A library's name without an extension that all libraries have.
  private static func stem(_ name: [UInt8]) -> [UInt8] {
    guard let dot = name.lastIndex(of: 0x2E) else { return name }
    let suffix = String(decoding: name[(dot + 1)...], as: UTF8.self)
    return ["dll", "ocx", "sys"].contains(suffix) ? Array(name[..<dot]) : name
  }
}
