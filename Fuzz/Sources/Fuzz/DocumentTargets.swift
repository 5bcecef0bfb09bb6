import APIMachinery

extension FuzzTarget {
  /// What was read and written again reads as the same.
  static let json = FuzzTarget(name: "json") { bytes in
    guard let value = try? JSONParser.parse(bytes) else { return }
    guard let again = try? JSONParser.parse(value.encoded()), let third = try? JSONParser.parse(again.encoded()) else {
      return expect(false, "written JSON can be read")
    }
    // The first time a number may become one of another kind: -0.0 is written as -0, which is the integer 0.
    expect(third.encoded() == again.encoded(), "JSON stays the same when it is written and read")
    _ = try? JSONPaths([["metadata", "name"], ["spec"]]).find(in: bytes)
  }

  static let yaml = FuzzTarget(name: "yaml") { bytes in
    guard let values = try? YAMLCodec.decodeAll(bytes) else { return }
    _ = try? YAMLCodec.decodeReportingDuplicates(bytes)
    for value in values {
      // What aliases make of a small text is bounded, also when it is written out.
      let written = value.encoded()
      expect(written.count < 64 << 20, "a small YAML document doesn't grow to a huge one")
      guard bytes.count < 4096 else { continue }
      let text = YAMLCodec.encode(value)
      guard let again = (try? YAMLCodec.decode(text)).map(YAMLCodec.encode), let third = try? YAMLCodec.decode(again)
      else { return expect(false, "written YAML can be read") }
      // The first time a number may become one of another kind, as with JSON.
      expect(YAMLCodec.encode(third) == again, "YAML stays the same when it is written and read")
    }
  }

  /// The input is the object's own message; its kind and the envelope are the target's.
  static let protobuf = FuzzTarget(name: "protobuf") { bytes in
    let codec = ProtobufCodec()
    _ = try? codec.decode(bytes)
    guard let first = bytes.first else { return }
    let kinds = [
      ("v1", "Pod"), ("v1", "Service"), ("apps/v1", "Deployment"), ("v1", "ConfigMap"),
      ("apiextensions.k8s.io/v1", "CustomResourceDefinition"), ("v1", "Node"), ("v1", "PodList"),
      ("meta.k8s.io/v1", "DeleteOptions"),
    ]
    let (version, kind) = kinds[Int(first) % kinds.count]
    let parts = version.split(separator: "/").map(String.init)
    guard
      let type = SchemaRegistry.builtIn.type(
        for: GroupVersionKind(group: parts.count > 1 ? parts[0] : "", version: parts[parts.count - 1], kind: kind))
    else { return }
    guard let value = try? codec.decode(message: Array(bytes.dropFirst()), as: type) else { return }
    let encoded = codec.encode(message: value, as: type)
    guard let again = try? codec.decode(message: encoded, as: type) else {
      return expect(false, "written protobuf can be read")
    }
    expect(codec.encode(message: again, as: type) == encoded, "protobuf stays the same when it is written and read")
  }

  static let cbor = FuzzTarget(name: "cbor") { bytes in
    guard let value = try? CBORCodec.decode(bytes) else { return }
    let written = CBORCodec.encode(value)
    // Nothing grows more than a time: seconds in two bytes become twenty letters.
    expect(written.count <= 16 * bytes.count + 16, "what is read of CBOR is as small as CBOR")
    guard let again = try? CBORCodec.decode(written) else { return expect(false, "written CBOR can be read") }
    expect(CBORCodec.encode(again) == written, "CBOR stays the same when it is written and read")
    _ = value.encoded()
  }
}
