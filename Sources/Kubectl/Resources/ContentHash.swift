import APIMachinery
import Crypto

/// The hash that names of ConfigMaps and Secrets get, so that new content has a new name.
///
/// As `k8s.io/kubectl/pkg/util/hash`.
enum ContentHash {
  /// - Parameter isNamed: The name is part of the content; kustomize leaves it out.
  static func of(_ object: JSONValue, isNamed: Bool = true) -> String {
    var content: JSONValue = [
      "kind": object["kind"] ?? "", "name": isNamed ? object[path: "metadata", "name"] ?? "" : "",
    ]
    if object["kind"] == "Secret" {
      content["type"] = object["type"] ?? ""
      content["data"] = object["data"] ?? ""
    } else {
      content["data"] = object["data"] ?? ""
      if let binary = object["binaryData"] { content["binaryData"] = binary }
    }
    let text = GoFormat.htmlEscaped(String(decoding: JSONText.sorted(content).encoded(), as: UTF8.self))
    let digest = SHA256.hash(data: Array(text.utf8)).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
    // Letters and digits that form no words.
    let safe: [Character: Character] = ["0": "g", "1": "h", "3": "k", "a": "m", "e": "t"]
    return String(digest.prefix(10).map { safe[$0] ?? $0 })
  }
}
