import APIMachinery

/// `stringData` of Secrets: clients may write values as text, which the server keeps as data. It is never read back.
enum SecretText {
  /// Encodes the texts and puts them among the data, over values of the same keys.
  @Sendable static func move(in secret: inout JSONValue) {
    guard let texts = secret["stringData"]?.objectValue else { return }
    var data = secret["data"]?.objectValue ?? JSONObject()
    for (key, text) in texts { data[key] = .string(Base64.encode(Array((text.stringValue ?? "").utf8))) }
    if !data.isEmpty { secret["data"] = .object(data) }
    secret["stringData"] = nil
  }
}
