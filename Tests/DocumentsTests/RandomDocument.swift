import Documents
import Foundation

/// A value of a document, for comparing.
indirect enum Tree: Equatable {
  case null, boolean(Bool), number(Double), text(String), list([Tree]), object([String: Tree])

  init?(_ node: JSONNode) {
    if node.isNull {
      self = .null
    } else if let value = node.boolean {
      self = .boolean(value)
    } else if let value = node.number {
      self = .number(value)
    } else if let value = node.text {
      self = .text(value)
    } else if let elements = node.elements {
      var list: [Tree] = []
      for element in elements {
        guard let tree = Tree(element) else { return nil }
        list.append(tree)
      }
      self = .list(list)
    } else if let numbers = node.numbers {
      self = .list(numbers.map(Tree.number))
    } else if let members = node.members {
      var object: [String: Tree] = [:]
      for (key, value) in members {
        guard let name = key.text, let tree = Tree(value) else { return nil }
        object[name] = tree
      }
      self = .object(object)
    } else {
      return nil
    }
  }

  /// What Foundation's reader made.
  init?(foundation value: Any) {
    switch value {
    case is NSNull: self = .null
    case let value as NSNumber:
      // Booleans are numbers there, told apart by the type they were made of.
      self = String(cString: value.objCType) == "c" ? .boolean(value.boolValue) : .number(value.doubleValue)
    case let value as String: self = .text(value)
    case let value as [Any]: self = .list(value.compactMap { Tree(foundation: $0) })
    case let value as [String: Any]: self = .object(value.compactMapValues { Tree(foundation: $0) })
    default: return nil
    }
  }
}

extension Tree {
  /// Whether two are the same but for a hundred-trillionth of numbers.
  func isNear(_ other: Tree) -> Bool {
    switch (self, other) {
    case (.number(let one), .number(let two)): one == two || abs(one - two) <= 1e-14 * abs(one)
    case (.list(let one), .list(let two)): one.count == two.count && zip(one, two).allSatisfy { $0.isNear($1) }
    case (.object(let one), .object(let two)):
      one.count == two.count && one.allSatisfy { name, value in two[name].map { value.isNear($0) } ?? false }
    default: self == other
    }
  }

  /// Whether no number in it is infinite.
  var isFinite: Bool {
    switch self {
    case .number(let value): value.isFinite
    case .list(let elements): elements.allSatisfy(\.isFinite)
    case .object(let members): members.values.allSatisfy(\.isFinite)
    default: true
    }
  }
}

/// Makes trees and writes them in many ways.
struct DocumentWriter {
  var generator: SplitMix
  private(set) var bytes: [UInt8] = []

  init(seed: UInt64) { generator = SplitMix(state: seed) }

  mutating func tree(depth: Int = 0) -> Tree {
    switch Int.random(in: 0..<(depth > 4 ? 5 : 8), using: &generator) {
    case 0: return .null
    case 1: return .boolean(.random(using: &generator))
    case 2: return .number(Double(Int64.random(in: -1000...70_000, using: &generator)))
    case 3: return .number(number())
    case 4: return .text(text())
    case 5, 6: return .list((0..<Int.random(in: 0...4, using: &generator)).map { _ in tree(depth: depth + 1) })
    default:
      var members: [String: Tree] = [:]
      for _ in 0..<Int.random(in: 0...4, using: &generator) { members[text()] = tree(depth: depth + 1) }
      return .object(members)
    }
  }

  /// A finite number of any size, often one with few digits.
  private mutating func number() -> Double {
    if Bool.random(using: &generator) { return Double(Int.random(in: -9999...9999, using: &generator)) / 128 }
    let value = Double(bitPattern: generator.next())
    return value.isFinite ? value : 0.5
  }

  private mutating func text() -> String {
    let alphabet: [Unicode.Scalar] = [
      "a", "b", "\"", "\\", "/", "\n", "\t", "\0", "\u{1F}", "\u{7F}", "é", "€", "😀", "\u{10FFFF}",
    ]
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...6, using: &generator) {
      text.append(alphabet[Int.random(in: 0..<alphabet.count, using: &generator)])
    }
    return String(text)
  }

  /// A tree as JSON, with white space and escapes at random.
  mutating func json(_ tree: Tree) -> [UInt8] {
    bytes = []
    writeJSON(tree)
    return bytes
  }

  private mutating func space() {
    while Int.random(in: 0..<4, using: &generator) == 0 {
      bytes.append([0x20, 0x09, 0x0A, 0x0D][Int.random(in: 0..<4, using: &generator)])
    }
  }

  private mutating func writeJSON(_ tree: Tree) {
    space()
    switch tree {
    case .null: bytes += Array("null".utf8)
    case .boolean(let value): bytes += Array("\(value)".utf8)
    case .number(let value):
      bytes += Array(
        (Int64(exactly: value).map { value.sign == .minus && $0 == 0 ? "-0.0" : "\($0)" } ?? "\(value)").utf8)
    case .text(let text): writeJSON(text)
    case .list(let elements):
      bytes.append(0x5B)
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(0x2C) }
        writeJSON(element)
      }
      space()
      bytes.append(0x5D)
    case .object(let members):
      bytes.append(0x7B)
      for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
        if index > 0 { bytes.append(0x2C) }
        space()
        writeJSON(member.key)
        space()
        bytes.append(0x3A)
        writeJSON(member.value)
      }
      space()
      bytes.append(0x7D)
    }
    space()
  }

  private mutating func writeJSON(_ text: String) {
    bytes.append(0x22)
    for scalar in text.unicodeScalars {
      if scalar.value < 0x20 || scalar == "\"" || scalar == "\\" || Int.random(in: 0..<5, using: &generator) == 0 {
        for unit in UTF16.encode(scalar) ?? .init() {
          let digits = String(unit, radix: 16, uppercase: .random(using: &generator))
          bytes += Array(("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
        }
      } else {
        bytes += Array(String(scalar).utf8)
      }
    }
    bytes.append(0x22)
  }

  /// A tree as UBJSON, with counts, types and no-operations at random.
  mutating func ubjson(_ tree: Tree) -> [UInt8] {
    bytes = []
    writeUBJSON(tree)
    return bytes
  }

  private mutating func big(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.bigEndian) { bytes += Array($0) }
  }

  private mutating func count(_ value: Int) {
    bytes.append(0x55)
    bytes.append(UInt8(value))
  }

  private mutating func writeUBJSON(_ tree: Tree) {
    while Int.random(in: 0..<5, using: &generator) == 0 { bytes.append(0x4E) }
    switch tree {
    case .null: bytes.append(0x5A)
    case .boolean(let value): bytes.append(value ? 0x54 : 0x46)
    case .number(let value): writeUBJSON(value)
    case .text(let text):
      bytes.append(0x53)
      count(text.utf8.count)
      bytes += Array(text.utf8)
    case .list(let elements):
      bytes.append(0x5B)
      let numbers = elements.compactMap { if case .number(let value) = $0 { value } else { nil } }
      if numbers.count == elements.count, !numbers.isEmpty, Bool.random(using: &generator) {
        bytes += [0x24, 0x44, 0x23]
        count(numbers.count)
        for number in numbers { big(number.bitPattern) }
        return
      }
      let isCounted = Bool.random(using: &generator)
      if isCounted {
        bytes.append(0x23)
        count(elements.count)
      }
      for element in elements { writeUBJSON(element) }
      if !isCounted { bytes.append(0x5D) }
    case .object(let members):
      bytes.append(0x7B)
      for (name, value) in members {
        count(name.utf8.count)
        bytes += Array(name.utf8)
        writeUBJSON(value)
      }
      bytes.append(0x7D)
    }
  }

  private mutating func writeUBJSON(_ value: Double) {
    if value.sign == .plus || value != 0, let integer = Int64(exactly: value), Bool.random(using: &generator) {
      if let small = Int8(exactly: integer) {
        bytes += [0x69, UInt8(bitPattern: small)]
      } else if let small = UInt8(exactly: integer) {
        bytes += [0x55, small]
      } else if let small = Int16(exactly: integer) {
        bytes.append(0x49)
        big(small)
      } else if let small = Int32(exactly: integer) {
        bytes.append(0x6C)
        big(small)
      } else {
        bytes.append(0x4C)
        big(integer)
      }
    } else if Double(Float(value)) == value, Bool.random(using: &generator) {
      bytes.append(0x64)
      big(Float(value).bitPattern)
    } else if Bool.random(using: &generator) {
      let digits = "\(value)"
      bytes.append(0x48)
      count(digits.utf8.count)
      bytes += Array(digits.utf8)
    } else {
      bytes.append(0x44)
      big(value.bitPattern)
    }
  }
}

/// SplitMix64, so that failures repeat.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }
}
