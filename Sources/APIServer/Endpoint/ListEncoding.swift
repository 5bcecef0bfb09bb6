import APIMachinery
import Storage

/// Lists put together from the bytes of their objects, or from one object after another: a tree of a whole list would
/// take many times what the answer does, and leave the heap full of holes.
enum ListEncoding {
  static func metadata(_ page: CacheList, isCustom: Bool = false) -> JSONValue {
    var metadata: JSONValue = isCustom ? ["continue": ""] : [:]
    metadata["resourceVersion"] = .string("\(page.revision)")
    if let token = page.continueToken { metadata["continue"] = .string(token) }
    if let remaining = page.remainingItemCount, remaining > 0 {
      metadata["remainingItemCount"] = .integer(Int64(remaining))
    }
    return metadata
  }

  /// Items of a built-in list don't repeat their kind and version; those of custom resources do.
  static func json(_ page: CacheList, resource: ServedResource) -> [UInt8] {
    let head = JSONValue.object(
      JSONObject([
        ("kind", .string(resource.listKind)), ("apiVersion", .string(resource.apiVersion)),
        ("metadata", metadata(page, isCustom: resource.isCustom)),
      ])
    ).encoded()
    let skipped = resource.isCustom ? 1 : prefixCount(resource)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(head.count + 16 + page.objects.reduce(0) { $0 + $1.bytes.count + 2 })
    bytes += head.dropLast()
    bytes += ",\"items\":[".utf8
    var isFirst = true
    for object in page.objects {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      isFirst = false
      bytes.append(UInt8(ascii: "{"))
      object.bytes.withUnsafeBufferPointer { bytes.append(contentsOf: $0[min(skipped, $0.count)...]) }
    }
    bytes += "]}\n".utf8
    return bytes
  }

  /// How many bytes of an object come before its metadata (see ``StoredForm``).
  private static func prefixCount(_ resource: ServedResource) -> Int {
    "{\"kind\":\"\(resource.kind)\",\"apiVersion\":\"\(resource.apiVersion)\",".utf8.count
  }
}

extension ListEncoding {
  /// The list in a form that is made of each object by itself; nil for others.
  static func bytes(
    _ page: CacheList, form: ContentForm, resource: ServedResource, types: ServedTypes
  ) -> [UInt8]? {
    guard resource.conversion == nil, !form.isPretty else { return nil }
    switch (form.encoding, form.shape) {
    case (.protobuf, .object):
      guard let list = types.listType(of: resource), let element = resource.type else { return nil }
      return protobuf(
        page, ProtobufListEncoder(list, of: element), apiVersion: resource.apiVersion, kind: resource.listKind
      ) { $0 }
    case (.protobuf, .partialMetadataList(let version)):
      guard let list = types.partialMetadataList, let element = types.partialMetadata else { return nil }
      return protobuf(
        page, ProtobufListEncoder(list, of: element), apiVersion: "meta.k8s.io/\(version)",
        kind: "PartialObjectMetadataList"
      ) { Shaping.partial($0, version: version) }
    case (.json, .partialMetadataList(let version)): return partialJSON(page, version: version)
    default: return nil
    }
  }

  private static func protobuf(
    _ page: CacheList, _ encoder: consuming ProtobufListEncoder, apiVersion: String, kind: String,
    item: (JSONValue) -> JSONValue
  ) -> [UInt8] {
    for object in page.objects { encoder.append(item(object.decoded())) }
    return encoder.finish(metadata: metadata(page), apiVersion: apiVersion, kind: kind)
  }

  private static func partialJSON(_ page: CacheList, version: String) -> [UInt8] {
    let head: JSONValue = [
      "kind": "PartialObjectMetadataList", "apiVersion": .string("meta.k8s.io/\(version)"), "metadata": metadata(page),
    ]
    var bytes = Array(head.encoded().dropLast())
    bytes += ",\"items\":[".utf8
    for (position, object) in page.objects.enumerated() {
      if position > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes += Shaping.partial(object.decoded(), version: version).encoded()
    }
    bytes += "]}\n".utf8
    return bytes
  }
}
