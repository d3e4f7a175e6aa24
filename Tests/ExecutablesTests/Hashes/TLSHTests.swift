import Testing

@testable import Executables

@Suite struct TLSHTests {
  /// Bytes of a linear congruential generator, each below a limit.
  private func bytes(_ count: Int, below limit: UInt64) -> [UInt8] {
    var state: UInt64 = 1
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8((state >> 56) % limit)
    }
  }

  /// py-tlsh 5.0.0; the lengths are those between which the class of the length changes.
  @Test(
    "Hashes of the reference",
    arguments: [
      (256, 256, "T1D2D0950C766700C314F9C0EF1E56A58AAC164D533D014173A1365401B7B1DF96071009"),
      (656, 200, "T15AF02D65613F240F43E00A07B76DADB1AD42AD5169420277437EA0082AE2EEC53302AA"),
      (657, 256, "T15E018324399F14CF12D4434E356B19715E19AF033C02C9F9232A8100E7B01F820B0176"),
      (3199, 64, "T1E1612B94BA69D6CA2DF88900C39D4B13267A08274A41D7E68DB6803D69E9D44CE1D1B9"),
      (3200, 256, "T1FF616D5B6D6F270C5D8D5147A2DBDA71A82B4BB13834C0A707062B70D3B56F5035E3A3"),
      (20000, 16, "T193926C2D7AC178329BFED2439BD2CCBC8917901192E72C9B29C50B8444457AC6FB766E"),
      (20000, 3, nil),
      (20000, 2, nil),
      (190335, 256, "T1180412D1CD63604E27B93E580589ACBF03E16BEEE2565B616C434B2CF3369590EF8609"),
      (190336, 256, "T12A1412D1CD63604E27B93E580589ACBF03E16BEEE2565B616C434B2CF3369590EF8609"),
    ] as [(Int, UInt64, String?)])
  func isTheReferences(count: Int, limit: UInt64, expected: String?) {
    #expect(TLSH.text(bytes(count, below: limit).span) == expected)
  }

  @Test("Too few bytes, or too few different ones, have no hash", arguments: [0, 1, 4, 5, 255]) func isNone(count: Int)
  {
    #expect(TLSH.text(bytes(count, below: 256).span) == nil)
    #expect(TLSH.text([UInt8](repeating: 7, count: 256 + count).span) == nil)
  }
}
