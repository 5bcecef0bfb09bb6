import Testing

@testable import APIServer

@Suite struct SecretBoxTests {
  private static let key = bytes("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389")
  private static let nonce = bytes("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37")

  static func bytes(_ hex: String) -> [UInt8] {
    var digits = Substring(hex)
    var result: [UInt8] = []
    while let byte = UInt8(digits.prefix(2), radix: 16) {
      result.append(byte)
      digits = digits.dropFirst(2)
    }
    return result
  }

  /// The example of "Cryptography in NaCl", 2009, section 10.
  @Test func sealsAsNaCl() {
    let message = Self.bytes(
      "be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f4"
        + "1db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52"
        + "f0a089bc76897040e082f937763848645e0705")
    let box = Self.bytes(
      "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b"
        + "4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da"
        + "99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74e355a5")
    #expect(SecretBox.seal(message, nonce: Self.nonce, key: Self.key) == box)
    #expect(SecretBox.open(box[...], nonce: Self.nonce, key: Self.key) == message)
  }

  /// Tags around the ends of blocks, as libsodium makes them of the bytes 0, 7, 14, ….
  @Test(
    arguments: [
      (0, "2539121d8e234e652d651fa4c8cff880"), (1, "ca7328d4d4e4d11c6f15949ad66594b8"),
      (15, "86a8a5428332053600b43421d4148bf1"), (16, "f13fc3c0d89f5f76e80f7a34b5b0af97"),
      (17, "c1202b6f1b4daad2fae5771eaedde133"), (63, "3c484324712d5d6d62b1a4ca39f1aabe"),
      (64, "c6da299d4e1668798c5b63fb8898af7b"), (65, "0d23e76279b88ee2bd480ff5c8e344cf"),
      (200, "b3a149f0449957a37b4b563f702d4712"),
    ])
  func authenticates(_ length: Int, _ tag: String) {
    let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let box = SecretBox.seal(message, nonce: Self.nonce, key: Self.key)
    #expect(Array(box.prefix(16)) == Self.bytes(tag))
    #expect(SecretBox.open(box[...], nonce: Self.nonce, key: Self.key) == message)
  }

  @Test func refusesWhatWasChanged() {
    let box = SecretBox.seal(Array("attack at dawn".utf8), nonce: Self.nonce, key: Self.key)
    for index in box.indices {
      var changed = box
      changed[index] ^= 1
      #expect(SecretBox.open(changed[...], nonce: Self.nonce, key: Self.key) == nil)
    }
    #expect(SecretBox.open(box.prefix(15), nonce: Self.nonce, key: Self.key) == nil)
    #expect(SecretBox.open(box[...], nonce: Self.nonce, key: [UInt8](repeating: 1, count: 32)) == nil)
  }
}
