import Foundation
import Testing

@testable import Executables

@Suite struct FeatureHasherTests {
  private struct Token: Decodable {
    var token: String
    var h32: Int32
    var idx10, idx32, idx50, idx128, idx256, idx1024: Int
    var sign: Double
  }

  @Test(.enabled(if: SharedData.isAvailable, "needs ../shared/data"))
  func hashesAsScikitLearn() throws {
    let data = Data(try SharedData.bytes("executables/featurehasher_tokens.json"))
    let tokens = try JSONDecoder().decode([Token].self, from: data)
    #expect(tokens.count == 317)
    for token in tokens {
      let hash = MurmurHash3.hash32(Array(token.token.utf8).span)
      let columns = [10, 32, 50, 128, 256, 1024].map { FeatureHasher.bucket(hash: hash, columns: $0).column }
      let isNegative = FeatureHasher.bucket(hash: hash, columns: 10).isNegative
      #expect(Int32(bitPattern: hash) == token.h32, "\(token.token)")
      #expect(columns == [token.idx10, token.idx32, token.idx50, token.idx128, token.idx256, token.idx1024])
      #expect(isNegative == (token.sign < 0))
    }
  }

  /// Values of the reference implementation, published with it.
  @Test func hashesAsPublished() {
    #expect(MurmurHash3.hash32([UInt8]().span, seed: 1) == 0x514e_28b7)
    #expect(MurmurHash3.hash32(Array("aaaa".utf8).span, seed: 0x9747_b28c) == 0x5a97_808a)
    #expect(MurmurHash3.hash32(Array("Hello, world!".utf8).span, seed: 0x9747_b28c) == 0x2488_4cba)
  }

  @Test func signsAndSums() {
    var signed = FeatureHasher(columns: 10)
    var unsigned = FeatureHasher(columns: 10, alternatesSign: false)
    for _ in 0..<3 {
      signed.add(Array("ab".utf8).span, 2)
      unsigned.add(Array("ab".utf8).span, 2)
    }
    #expect(signed.sums[5] == -6)
    #expect(unsigned.sums[5] == 6)
    #expect(FeatureHasher.bucket(hash: 0x8000_0000, columns: 10).column == (2_147_483_647 - 9) % 10)
  }
}
