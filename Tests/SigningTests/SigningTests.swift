import Signing
import Testing

/// Vectors of RFC 8032 section 7.1 and of FIPS 180-4.
@Suite struct SigningTests {
  struct Vector: Sendable {
    var seed: String
    var key: String
    var message: String
    var signature: String
  }

  static let vectors = [
    Vector(
      seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", message: "",
      signature:
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    ),
    Vector(
      seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", message: "72",
      signature:
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    ),
  ]

  @Test(arguments: vectors) func publishedVectorsHold(vector: Vector) throws {
    let seed = try #require(Hexadecimal.bytes(vector.seed))
    let message = try #require(Hexadecimal.bytes(vector.message))
    let signature = try #require(Hexadecimal.bytes(vector.signature))
    let key = try #require(SigningKey(seed: seed))
    #expect(Hexadecimal.text(key.publicKey.bytes) == vector.key)
    #expect(key.publicKey.verifies(signature, of: message))
    let own = try #require(key.signature(of: message))
    #expect(key.publicKey.verifies(own, of: message))
    for index in [0, 31, 63] {
      var damaged = signature
      damaged[index] ^= 1
      #expect(!key.publicKey.verifies(damaged, of: message))
    }
    #expect(!key.publicKey.verifies(signature, of: message + [0]))
    #expect(!key.publicKey.verifies([], of: message))
  }

  @Test func digestsArePublished() {
    #expect(
      ContentDigest.sha256(Array("abc".utf8))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(Hexadecimal.bytes("0g") == nil && Hexadecimal.bytes("abc") == nil)
    #expect(SigningKey(seed: [1, 2]) == nil && VerifyingKey(bytes: [1]) == nil)
  }
}
