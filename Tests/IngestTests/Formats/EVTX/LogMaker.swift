@testable import Ingest

/// XML to be written as binary XML.
indirect enum XML: Sendable {
  case element(String, [(String, [XML])] = [], [XML] = [])
  case text(String)
  case cdata(String)
  case character(UInt16)
  case entity(String)
  case value(Int)
}

/// A substitution value.
struct Value: Sendable {
  var type: UInt8
  var bytes: [UInt8]

  static func string(_ text: String) -> Value {
    Value(type: 1, bytes: text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
  }

  static func number(_ value: UInt64, type: UInt8, size: Int) -> Value {
    Value(type: type, bytes: (0..<size).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) })
  }
}

/// Makes chunks of event logs, byte for byte.
struct ChunkMaker {
  var bytes = [UInt8](repeating: 0, count: 512)
  private var names: [String: Int] = [:]
  private var templates: [String: Int] = [:]
  private(set) var firstNumber: UInt64 = 0
  private(set) var lastNumber: UInt64 = 0
  private(set) var recordOffsets: [Int] = []

  mutating func put(_ value: UInt64, _ size: Int) {
    for index in 0..<size { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
  }

  mutating func set(_ value: UInt64, _ size: Int, at offset: Int) {
    for index in 0..<size { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index)) }
  }

  private mutating func putUTF16(_ text: String) { for unit in text.utf16 { put(UInt64(unit), 2) } }

  private mutating func putName(_ name: String) {
    if let known = names[name] { return put(UInt64(known), 4) }
    names[name] = bytes.count + 4
    put(UInt64(bytes.count + 4), 4)
    put(0, 6)
    put(UInt64(name.utf16.count), 2)
    putUTF16(name)
    put(0, 2)
  }

  mutating func put(_ xml: XML) {
    switch xml {
    case .element(let name, let attributes, let children):
      put(attributes.isEmpty ? 0x01 : 0x41, 1)
      put(0xFFFF, 2)
      put(0, 4)
      putName(name)
      if !attributes.isEmpty { put(0, 4) }
      for (index, attribute) in attributes.enumerated() {
        put(index + 1 < attributes.count ? 0x46 : 0x06, 1)
        putName(attribute.0)
        attribute.1.forEach { put($0) }
      }
      put(children.isEmpty ? 0x03 : 0x02, 1)
      guard !children.isEmpty else { return }
      children.forEach { put($0) }
      put(0x04, 1)
    case .text(let text):
      put(0x05, 1)
      put(0x01, 1)
      put(UInt64(text.utf16.count), 2)
      putUTF16(text)
    case .cdata(let text):
      put(0x07, 1)
      put(UInt64(text.utf16.count), 2)
      putUTF16(text)
    case .character(let unit):
      put(0x08, 1)
      put(UInt64(unit), 2)
    case .entity(let name):
      put(0x09, 1)
      putName(name)
    case .value(let index):
      put(0x0E, 1)
      put(UInt64(index), 2)
      put(0x01, 1)
    }
  }

  /// A template instance; the definition is written the first time that `key` is used.
  mutating func putInstance(_ key: String, of template: [XML], values: [Value]) {
    put(0x0C, 1)
    put(1, 1)
    put(0, 4)
    if let known = templates[key] {
      put(UInt64(known), 4)
    } else {
      templates[key] = bytes.count + 4
      put(UInt64(bytes.count + 4), 4)
      put(0, 4)
      for index in 0..<16 { put(UInt64(key.utf8.reduce(index) { ($0 * 31 + Int($1)) & 255 }), 1) }
      put(0, 4)
      let start = bytes.count
      put(0x0001_010F, 4)
      template.forEach { put($0) }
      put(0, 1)
      set(UInt64(bytes.count - start), 4, at: start - 4)
    }
    put(UInt64(values.count), 4)
    for value in values {
      put(UInt64(value.bytes.count), 2)
      put(UInt64(value.type), 2)
    }
    for value in values { bytes += value.bytes }
  }

  /// A record with any binary XML.
  mutating func record(_ number: UInt64, _ body: (inout ChunkMaker) -> Void) {
    let start = bytes.count
    recordOffsets.append(start)
    if firstNumber == 0 { firstNumber = number }
    lastNumber = number
    put(0x2A2A, 4)
    put(0, 4)
    put(number, 8)
    put(132_539_328_000_000_000 + number * 10_000_000, 8)
    put(0x0001_010F, 4)
    body(&self)
    put(0, 1)
    let size = UInt64(bytes.count - start + 4)
    put(size, 4)
    set(size, 4, at: start + 4)
  }

  /// The whole chunk with its header.
  func chunk(freeSpace: Int? = nil) -> [UInt8] {
    var maker = self
    for (index, byte) in "ElfChnk\0".utf8.enumerated() { maker.bytes[index] = byte }
    for (offset, value) in [(8, firstNumber), (16, lastNumber), (24, firstNumber), (32, lastNumber)] {
      maker.set(value, 8, at: offset)
    }
    maker.set(128, 4, at: 40)
    maker.set(UInt64(freeSpace ?? bytes.count), 4, at: 48)
    maker.bytes += [UInt8](repeating: 0, count: 65_536 - bytes.count)
    let checksum = CRC32.checksum(maker.bytes.span, [0..<120, 128..<512])
    maker.set(UInt64(checksum), 4, at: 124)
    return maker.bytes
  }

  /// A file header and chunks.
  static func log(_ chunks: [[UInt8]]) -> [UInt8] {
    var header = ChunkMaker()
    header.bytes += [UInt8](repeating: 0, count: 4_096 - 512)
    for (index, byte) in "ElfFile\0".utf8.enumerated() { header.bytes[index] = byte }
    header.set(UInt64(chunks.count), 2, at: 42)
    header.set(UInt64(CRC32.checksum(header.bytes.span, [0..<120])), 4, at: 124)
    return header.bytes + chunks.flatMap { $0 }
  }
}
