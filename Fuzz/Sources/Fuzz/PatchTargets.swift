import APIMachinery

extension FuzzTarget {
  /// The first line is the document, the rest the patch.
  private static func parts(_ bytes: [UInt8]) -> (document: JSONValue, patch: JSONValue)? {
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")), let document = try? JSONParser.parse(bytes[..<end]),
      let patch = try? JSONParser.parse(bytes[(end + 1)...])
    else { return nil }
    return (document, patch)
  }

  static let jsonPatch = FuzzTarget(name: "json-patch") { bytes in
    guard let (document, patch) = parts(bytes), let result = try? JSONPatch.apply(patch, to: document) else { return }
    expect(result.encoded().count <= bytes.count + (4 << 20), "a patch adds no more than it may copy")
  }

  static let mergePatch = FuzzTarget(name: "merge-patch") { bytes in
    guard let (document, patch) = parts(bytes), let once = try? MergePatch.apply(patch, to: document) else { return }
    guard let twice = try? MergePatch.apply(patch, to: once) else {
      return expect(false, "a merge patch can be applied again")
    }
    expect(twice.encoded() == once.encoded(), "a merge patch applied again changes nothing")
    guard let from = document.objectValue, let to = once.objectValue else { return }
    let made = MergePatch.create(from: from, to: to)
    _ = try? MergePatch.apply(.object(made), to: document)
  }

  /// Both are taken for pods, as objects that were decoded first.
  static let strategicPatch = FuzzTarget(name: "strategic-patch") { bytes in
    guard var (document, patch) = parts(bytes),
      let type = SchemaRegistry.builtIn.type(for: GroupVersionKind(group: "", version: "v1", kind: "Pod")),
      (try? ObjectDecoder().decode(&document, as: type)) != nil,
      var modified = try? StrategicMergePatch.apply(patch, to: document, type: type),
      (try? ObjectDecoder().decode(&modified, as: type)) != nil, let original = document.objectValue,
      let wanted = modified.objectValue
    else { return }
    _ = try? StrategicMergePatch.createThreeWay(original: original, modified: wanted, current: original, type: type)
  }
}
