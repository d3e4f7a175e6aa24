import Testing

@testable import Executables

@Suite struct BlockHashTests {
  /// Checked with Python's hashlib.
  static let long = [UInt8](repeating: 0x61, count: 20_000)

  @Test(
    "Vectors of RFC 1321 and FIPS 180-4",
    arguments: [
      (
        "", "d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
      ),
      (
        "abc", "900150983cd24fb0d6963f7d28e17f72", "a9993e364706816aba3e25717850c26c9cd0d89d",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
      ),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "8215ef0796a20bcaaae116d3876c664a",
        "84983e441c3bd26ebaae4aa1f95129e5e54670f1", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func vectors(text: String, md5: String, sha1: String, sha256: String) {
    let bytes = Array(text.utf8)
    #expect(Hexadecimal.text(MD5.hash(bytes)) == md5)
    #expect(Hexadecimal.text(SHA1.hash(bytes)) == sha1)
    #expect(Hexadecimal.text(SHA256.hash(bytes)) == sha256)
  }

  @Test func longInput() {
    #expect(
      Hexadecimal.text(SHA256.hash(Self.long)) == "cc17faaad36649c4603dda4d8ff97cb149722af0bcac0746305a2134ad2d0b97")
    #expect(Hexadecimal.text(SHA1.hash(Self.long)) == "7e7308ef97590bcb05f9543bee280fb91976e90c")
    #expect(Hexadecimal.text(MD5.hash(Self.long)) == "9bb57f821953f3c232116e38badc8e96")
  }
}
