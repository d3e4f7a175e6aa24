import Testing

@testable import Executables

@Suite struct GoBuildInfoTests {
  static let modules =
    "0123456789abcdefpath\texample.com/cmd\nmod\texample.com\tv1.2.3\th1:abc=\ndep\tgolang.org/x/sys\tv0.1.0\th1:x=\n"
    + "dep\tgithub.com/a/b\tv1.0.0\n=>\tgithub.com/c/d\tv2.0.0\th1:y=\nbuild\tGOOS=linux\n\u{0}123456789abcdef"

  static var inline: [UInt8] {
    var writer = ByteWriter(bytes: [0xFF])
    writer.put(" Go buildinf:", padded: 13)
    writer.bytes += [8, 2]
    writer.pad(to: 32)
    writer.bytes.append(8)
    writer.put("go1.21.4")
    // Modules begin with 16 bytes of mark and end with 16 more.
    let text = Array(Self.modules.utf8)
    writer.bytes += [UInt8(text.count & 0x7F) | 0x80, UInt8(text.count >> 7)]
    writer.bytes += text
    return writer.bytes
  }

  func check(_ info: GoBuildInfo) {
    #expect(info.version == "go1.21.4")
    #expect(info.path == "example.com/cmd")
    #expect(info.main?.version == "v1.2.3")
    #expect(info.dependencies.map(\.path) == ["golang.org/x/sys", "github.com/c/d"])
    #expect(info.dependencies.last?.sum == "h1:y=")
    #expect(info.settings.first?.value == "linux")
  }

  @Test func readsStringsInLine() throws {
    var builder = ELFBuilder()
    builder.sections = [.init(name: ".go.buildinfo", type: 1, flags: 3, content: Self.inline)]
    check(try #require(try ELFFile.read(builder.build()).go))
  }

  @Test("Reads strings behind pointers, as Go before 1.18 wrote", arguments: [ByteOrder.little, .big])
  func readsPointers(order: ByteOrder) throws {
    var builder = ELFBuilder(order: order)
    let version = Array("go1.21.4".utf8)
    let text = Array(Self.modules.utf8)
    func content(_ at: UInt64) -> [UInt8] {
      var writer = ByteWriter(bytes: [0xFF], order: order)
      writer.put(" Go buildinf:", padded: 13)
      writer.bytes += [8, order == .big ? 1 : 0]
      writer.put(at + 32)
      writer.put(at + 48)
      writer.put(at + 64)
      writer.put(UInt64(version.count))
      writer.put(at + 72)
      writer.put(UInt64(text.count))
      writer.bytes += version + text
      return writer.bytes
    }
    builder.sections = [.init(name: ".go.buildinfo", type: 1, flags: 3, content: content(0))]
    let place = try #require(try ELFFile.read(builder.build()).section(named: ".go.buildinfo")).address
    builder.sections[0].content = content(place)
    check(try #require(try ELFFile.read(builder.build()).go))
  }

  @Test("Lengths that lead outside are refused", arguments: [32, 33, 40, 41, 42])
  func refusesBadLengths(at place: Int) throws {
    var bytes = Self.inline
    for offset in place..<Swift.min(place + 9, bytes.count) { bytes[offset] = 0xFF }
    let info = GoBuildInfo(bytes.span, at: 0) { _ in nil }
    #expect(info == nil || info?.path == nil)
  }
}
