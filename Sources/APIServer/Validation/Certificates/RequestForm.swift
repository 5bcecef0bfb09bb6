import APIMachinery
import PKI

/// The outer form of requests and certificates in DER, judged in the words of Go's `encoding/asn1`. What stands inside
/// is for the signer, whose library may know more algorithms than ours.
enum RequestForm {
  private static let sequenceTag: UInt8 = 16

  /// What is wrong with the bytes of a PKCS #10 request; nil for a request.
  static func problem(_ der: [UInt8]) -> String? {
    do throws(Problem) {
      let outer = try Element(der[...])
      guard outer.tag == sequenceTag, outer.isCompound, outer.tagClass == 0 else {
        throw .structure(
          "tags don't match (\(sequenceTag) vs {class:\(outer.tagClass) tag:\(outer.tag) length:\(outer.length) "
            + "isCompound:\(outer.isCompound)}) {optional:false explicit:false application:false private:false "
            + "defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false} certificateRequest "
            + "@\(outer.start)")
      }
      let end = outer.start + outer.length
      guard end <= der.count else { throw .syntax("data truncated") }
      guard end == der.count else { throw .syntax("trailing data") }
      return nil
    } catch {
      return error.text
    }
  }

  /// Whether the bytes can be a certificate.
  static func isCertificate(_ der: [UInt8]) -> Bool {
    guard let outer = try? Element(der[...]) else { return false }
    return outer.tag == sequenceTag && outer.isCompound && outer.start + outer.length == der.count
  }

  private enum Problem: Error {
    case syntax(String), structure(String)

    var text: String {
      switch self {
      case .syntax(let detail): "asn1: syntax error: \(detail)"
      case .structure(let detail): "asn1: structure error: \(detail)"
      }
    }
  }

  /// The first bytes of an element: its tag and length.
  private struct Element {
    private static let lengthBytesMax = 4
    private static let manyBytesTag: UInt8 = 0x1F

    let tagClass: UInt8
    let tag: UInt8
    let isCompound: Bool
    let length: Int
    /// Where the content begins.
    let start: Int

    init(_ bytes: ArraySlice<UInt8>) throws(Problem) {
      var rest = bytes
      guard let first = rest.popFirst() else { throw .syntax("sequence truncated") }
      (tagClass, tag, isCompound) = (first >> 6, first & 0x1F, first & 0x20 != 0)
      guard tag != Self.manyBytesTag else { throw .structure("base 128 integer too large") }
      guard let second = rest.popFirst() else { throw .syntax("truncated tag or length") }
      guard second & 0x80 != 0 else {
        (length, start) = (Int(second), rest.startIndex)
        return
      }
      guard second != 0x80 else { throw .syntax("indefinite length found (not DER)") }
      var long = 0
      for index in 0..<Int(second & 0x7F) {
        guard let byte = rest.popFirst() else { throw .syntax("truncated tag or length") }
        guard index < Self.lengthBytesMax else { throw .structure("length too large") }
        long = long << 8 | Int(byte)
        if long == 0 { throw .structure("superfluous leading zeros in length") }
      }
      guard long >= 0x80 else { throw .structure("non-minimal length") }
      (length, start) = (long, rest.startIndex)
    }
  }
}
