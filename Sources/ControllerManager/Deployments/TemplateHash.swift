import APIMachinery
import KubernetesAPI

extension PodTemplateSpec {
  /// The label by which the pods and ReplicaSets of one template are told from those of others.
  static let hashLabel = "pod-template-hash"

  /// The template as its Deployment has it.
  var withoutHash: PodTemplateSpec {
    var copy = self
    copy.metadata.labels[Self.hashLabel] = nil
    return copy
  }

  /// A short name for this template: the same for equal templates, another for each `collisions`.
  func hash(collisions: Int32) -> String {
    var hash = FNV1a()
    hash.combine(withoutHash.json)
    if collisions > 0 { hash.combine("collision \(collisions)") }
    let alphabet = Array("bcdfghjklmnpqrstvwxz2456789".utf8)
    return String(decoding: String(hash.value).utf8.map { alphabet[Int($0) % alphabet.count] }, as: UTF8.self)
  }
}

/// The 32-bit FNV-1a hash, over JSON with its members in order.
struct FNV1a {
  private(set) var value: UInt32 = 2_166_136_261

  mutating func combine(_ text: String) {
    for byte in text.utf8 { value = (value ^ UInt32(byte)) &* 16_777_619 }
    value = (value ^ 0xFF) &* 16_777_619
  }

  mutating func combine(_ json: JSONValue) {
    switch json {
    case .object(let object):
      combine("{")
      for member in object.members.sorted(by: { $0.key < $1.key }) {
        combine(member.key)
        combine(member.value)
      }
      combine("}")
    case .array(let elements):
      combine("[")
      for element in elements { combine(element) }
      combine("]")
    default: combine(String(decoding: json.encoded(), as: UTF8.self))
    }
  }
}
