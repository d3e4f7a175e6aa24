import Documents
import Testing

/// What is asked of a document's values.
@Suite struct JSONNodeTests {
  private func root(_ text: String) throws -> JSONNode { try JSONDocument(json: Array(text.utf8)).root }

  @Test func kindsAreToldApart() throws {
    let node = try root(#"{"n":null,"t":true,"f":false,"i":7,"d":1.5,"s":"x","l":[1,2],"o":{"a":1}}"#)
    #expect(node.isObject && node.count == 8 && !node.isList && node.text == nil && node.number == nil)
    #expect(node["n"]?.isNull == true)
    #expect(node["t"]?.boolean == true)
    #expect(node["f"]?.boolean == false)
    #expect(node["i"]?.integer == 7)
    #expect(node["i"]?.boolean == nil)
    #expect(node["d"]?.number == 1.5)
    #expect(node["d"]?.integer == nil)
    #expect(node["s"]?.text == "x")
    #expect(node["s"]?.isText == true)
    #expect(node["l"]?.elements?.map(\.integer) == [1, 2])
    #expect(node["l"]?.members == nil)
    #expect(node["o"]?.elements == nil)
    #expect(node["missing"] == nil)
    #expect(node["i"]?["a"] == nil)
    #expect(node.members?.map { $0.key.text } == ["n", "t", "f", "i", "d", "s", "l", "o"])
  }

  @Test func ofSeveralMembersTheLastCounts() throws {
    let node = try root(#"{"a":1,"b":{"a":5},"\u0061":3}"#)
    #expect(node["a"]?.integer == 3)
    #expect(node.count == 3)
    #expect(node.members?.map { $0.key.text } == ["a", "b", "a"])
  }

  @Test(arguments: [
    (#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{C}\n\r\t"), (#"\u0041\u00E9\u20ac"#, "Aé€"), (#"\ud83d\ude00!"#, "😀!"),
    ("é€😀", "é€😀"), (#"\u0000"#, "\0"), (#"\udbff\udfff"#, "\u{10FFFF}"),
  ]) func textsAreUnescaped(written: String, meant: String) throws {
    let node = try root("\"\(written)\"")
    #expect(node.text == meant)
    #expect(node.repairedText == meant)
    #expect(node.utf8 == Array(meant.utf8))
  }

  @Test(arguments: [
    (#"\ud800"#, "\u{FFFD}"), (#"\udc00x"#, "\u{FFFD}x"), (#"\ud800\ud83d\ude00"#, "\u{FFFD}😀"),
    (#"\ud83d\u0041"#, "\u{FFFD}A"), (#"\ud83dA"#, "\u{FFFD}A"), (#"\ude00\ud83d"#, "\u{FFFD}\u{FFFD}"),
  ]) func surrogatesWithoutPartnerAreNoText(written: String, repaired: String) throws {
    let node = try root("\"\(written)\"")
    #expect(node.text == nil)
    #expect(node.repairedText == repaired)
    #expect(node.utf8 == Array(repaired.utf8))
  }

  @Test(arguments: [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF4, 0x90, 0x80, 0x80]] as [[UInt8]])
  func bytesThatAreNoUTF8AreNoText(bytes: [UInt8]) throws {
    let node = try JSONDocument(json: [0x22] + bytes + [0x22]).root
    #expect(node.isText)
    #expect(node.text == nil)
    #expect(node.repairedText?.contains("\u{FFFD}") == true)
    #expect(node.utf8 == bytes)
  }

  @Test(arguments: [
    ("0", 0), ("-1", -1), ("9007199254740993", 9_007_199_254_740_993), ("9223372036854775807", Int64.max),
    ("-9223372036854775808", Int64.min),
  ]) func integersAreExact(text: String, value: Int64) throws {
    #expect(try root(text).integer == value)
  }

  @Test(arguments: ["9223372036854775808", "-9223372036854775809", "99999999999999999999", "1.0", "1e2", "-0", "-0.0"])
  func otherNumbersAreNoIntegers(text: String) throws {
    #expect(try root(text).integer == nil)
    #expect(try root(text).number == Double(text))
  }

  @Test(arguments: [
    "0.1", "-0", "5e-324", "2.4703282292062328e-324", "2.2250738585072011e-308", "1.7976931348623157e308", "1e309",
    "-1e309",
    "9007199254740993", "9007199254740992.999999999999999999999", "1e22", "1e23", "8.988465674311579e307", "1E-400",
    "0.000000000000000000000000000000000000000000000001", "100000000000000000000000000000000000000000000000000",
    "1e0000000000000000001", "0e999999999999999999999", "123456789012345678e-22", "7.3177701707893310e+15",
    "179769313486231580793728971405301199252069012264752390332004544495176179865349768338004270583473493681874097135387"
      + "8947949235484e178",
  ]) func doublesAreTheNearest(text: String) throws {
    let value = try #require(try root(text).number)
    let expected = try #require(Double(text))
    #expect(value.bitPattern == expected.bitPattern)
  }

  @Test func numbersOfAListAreReadAtOnce() throws {
    #expect(try root("[1,-2.5,true,false]").numbers == [1, -2.5, 1, 0])
    #expect(try root("[]").numbers == [])
    #expect(try root("[1,null]").numbers == nil)
    #expect(try root("{}").numbers == nil)
  }

  @Test func pathsAndOffsetsLeadToValues() throws {
    let node = try root(#"{"a":[0,{"b\n":[true]}],"c":"x"}"#)
    let list = try #require(node["a"])
    let inner = try #require(list.elements?.dropFirst().first { $0.isObject }?["b\n"])
    #expect(node.path == "")
    #expect(inner.path == "a[1].b\n")
    #expect(inner.elements?.first { _ in true }?.path == "a[1].b\n[0]")
    #expect(inner.offset == 15)
    #expect(node["c"]?.offset == 29)
    #expect(node["c"]?.path == "c")
  }

  @Test func nodesOutliveTheirDocument() throws {
    var nodes: [JSONNode] = []
    do {
      let document = try JSONDocument(json: Array("[\"kept\",{\"a\":2}]".utf8))
      nodes = document.root.elements.map { Array($0) } ?? []
    }
    #expect(nodes.first?.text == "kept")
    #expect(nodes.last?["a"]?.integer == 2)
  }
}
