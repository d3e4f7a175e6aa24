import Testing

@testable import Rules

/// Arrays and objects that an event holds as text are looked into; what only looks like one stays text.
@Suite struct ValueFromJSONTests {
  @Test func valuesKeepTheirKinds() {
    let text = #"[1, -2.5, "a\u0000é", true, null, {"b.c": [9007199254740993]}]"#
    let object: [[UInt8]: Value] = [Array("b.c".utf8): .list([.integer(9_007_199_254_740_993)])]
    let expected: [Value] = [.integer(1), .double(-2.5), Value("a\0é"), .boolean(true), .null, .object(object)]
    #expect(Value(json: Array(text.utf8)) == .list(expected))
  }

  @Test(arguments: ["", "[1", "[1 2]", "[1,]", "{\"a\" 1}", "{\"a\":1", "[1]]", "[ntdll.dll+0x10]", "\"text\"", "12"])
  func otherTextsAreNone(text: String) {
    #expect(Value(json: Array(text.utf8)) == nil)
  }

  @Test func depthIsLimited() {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    #expect(Value(json: nested(32)) != nil)
    #expect(Value(json: nested(33)) == nil)
  }
}
