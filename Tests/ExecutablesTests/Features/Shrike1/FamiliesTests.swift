import Testing

@testable import Executables

@Suite struct FamiliesTests {
  @Test func automatonFindsWhatSearchingFinds() {
    let groups = [["he", "she"], ["hers", "s/h"], ["xyz"]]
    let automaton = PatternAutomaton(groups)
    let text = "USHERS he s/he xyzxyzz hhe hersher"
    var counts = [0, 0, 0]
    let bytes = Array(text.utf8)
    automaton.count(bytes.span, 0..<bytes.count, into: &counts)
    let lower = Array(text.lowercased().utf8)
    let expected = groups.map { patterns in
      // Ends of different patterns of a group at one place count once.
      Set(
        patterns.flatMap { pattern -> [Int] in
          let needle = Array(pattern.utf8)
          return (0...lower.count - needle.count).filter { Array(lower[$0..<$0 + needle.count]) == needle }
            .map { $0 + needle.count }
        }
      ).count
    }
    #expect(counts == expected)
  }

  @Test func patternsAreLowerCaseAndFewEnough() {
    #expect(StringFamily.allCases.count <= 64)
    #expect(StringFamily.allCases.flatMap(\.patterns).allSatisfy { !$0.isEmpty && $0 == $0.lowercased() })
    #expect(CapabilityFamily.allCases.count <= 32)
  }

  @Test func namesOfFunctionsHaveDistinctHashes() {
    let names = Set(CapabilityFamily.allCases.flatMap(\.names))
    #expect(Set(names.map { NameHash.of($0) }).count == names.count)
  }

  @Test(
    "What linkers add to names is left out",
    arguments: [
      ("_fopen$DARWIN_EXTSN", true, "fopen"), ("_OBJC_CLASS_$_NSTask", true, "NSTask"), ("socket", false, "socket"),
      ("_exit", false, "_exit"), ("memcpy@GLIBC_2.14", false, "memcpy"), ("_", true, "_"),
    ])
  func essentialNames(name: String, isMachO: Bool, expected: String) {
    let bytes = Array(name.utf8)
    let range = NameHash.essential(bytes.span, 0..<bytes.count, isMachO: isMachO)
    #expect(String(decoding: bytes[range], as: UTF8.self) == expected)
  }

  @Test(
    "Addresses are told from versions",
    arguments: [
      ("x 185.220.101.4:443", 1), ("version 1.2.3.4", 0), ("10.0.0.300", 0), ("127.0.0.1", 0), ("8.8.8.8 9.9.9.9", 2),
      ("12.34.56.78.90", 0), ("99.1.2", 0),
    ])
  func addresses(text: String, count: Int) {
    var runs = StringGroup.Runs()
    let bytes = Array(text.utf8)
    runs.count(bytes.span, 0..<bytes.count)
    #expect(runs.addresses == count)
  }
}
