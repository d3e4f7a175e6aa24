/// A command line with everything replaced that differs from run to run: what stays is which program was called with
/// which options on which sorts of things.
///
/// `"C:\Windows\System32\cmd.exe" /c copy C:\Users\ann\Downloads\a1.zip \\srv7\c$\x.zip` becomes
/// `cmd.exe /c copy <downloads>.zip <network-share>.zip`.
enum CommandShape {
  /// Only so many bytes of a command line, and so many words of its shape, are looked at.
  static let byteLimit = 4_096
  static let wordLimit = 24

  /// The shape of a command line.
  static func of(_ commandLine: String) -> String {
    let words = split(Array(commandLine.utf8.prefix(byteLimit)))
    guard let program = words.first else { return "" }
    var shape = [PathText.base(program.lowercased())]
    for word in words.dropFirst().prefix(wordLimit - 1) {
      let token = argument(word)
      // Lists of the same sort of thing are one thing.
      if token != shape.last || !token.hasPrefix("<") { shape.append(token) }
    }
    if words.count > wordLimit { shape.append("…") }
    return shape.joined(separator: " ")
  }

  /// Words between blanks; quotes hold a word together and are dropped.
  static func split(_ bytes: [UInt8]) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    var quote: UInt8?
    var isWord = false
    for byte in bytes {
      if let open = quote {
        if byte == open { quote = nil } else { word.append(byte) }
      } else if byte == 0x22 || (byte == 0x27 && word.isEmpty) {
        quote = byte
        isWord = true
      } else if byte == 0x20 || (0x09...0x0D).contains(byte) {
        if isWord || !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
        word = []
        isWord = false
      } else {
        word.append(byte)
      }
      if words.count > wordLimit { return words }
    }
    if isWord || !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
    return words
  }

  private static func argument(_ word: String) -> String {
    let lower = word.lowercased()
    if lower.hasPrefix("-") || isSwitch(lower) {
      guard let cut = lower.firstIndex(where: { $0 == "=" || $0 == ":" }) else { return collapsed(lower) }
      let value = lower[lower.index(after: cut)...]
      return collapsed(String(lower[...cut])) + (value.isEmpty ? "" : "*")
    }
    if let name = TokenClass.name(of: lower, original: word) { return name }
    if lower.contains("\\") || (lower.contains("/") && lower.hasPrefix("/")) || lower.dropFirst().hasPrefix(":") {
      return "<" + FolderClass.name(of: PathText.folder(lower)) + ">" + PathText.suffix(PathText.base(lower))
    }
    return collapsed(lower)
  }

  /// `/c`, `/create`, `/tn:x`: a slash and letters, and no second slash before a value.
  private static func isSwitch(_ token: String) -> Bool {
    guard token.hasPrefix("/") else { return false }
    let name = token.dropFirst().prefix { $0 != ":" && $0 != "=" }
    return name.utf8.count <= 16 && !name.contains("/")
  }

  /// Runs of digits become `#`.
  private static func collapsed(_ token: String) -> String {
    guard token.utf8.contains(where: TokenClass.isDigit) else { return token }
    var result: [UInt8] = []
    for byte in token.utf8 {
      if !TokenClass.isDigit(byte) { result.append(byte) } else if result.last != 0x23 { result.append(0x23) }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
