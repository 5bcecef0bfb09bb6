import APIMachinery

extension BodyDecoding {
  struct Decoded {
    var value: JSONValue
    /// Members that the schema doesn't know, in upstream's words.
    var problems: [String] = []
    /// There is a list that is written though it has no elements, which reading back makes null.
    var hasEmptyLists = false
  }

  /// The document in a body, by its Content-Type: JSON where there is none.
  func parse(_ request: APIRequest, kind: String, isCustom: Bool, type: ObjectType) throws(APIError) -> Body {
    let accepted = Negotiation(allowsCBOR: allowsCBOR).mediaTypes.filter {
      !isCustom || $0 != "application/vnd.kubernetes.protobuf"
    }
    let header = request.headers["Content-Type"] ?? ""
    guard let mediaType = MediaType(header.isEmpty ? "application/json" : header), accepted.contains(mediaType.essence)
    else { throw .unsupportedMediaType(accepted: accepted) }
    let body = try parse(request, mediaType, kind: kind, type: type)
    // What has no schema of its own in Go must say what it is.
    if isCustom, (body.value["kind"]?.stringValue ?? "").isEmpty {
      let text = body.isYAML ? body.value.jsonText : String(decoding: request.body, as: UTF8.self)
      throw unrecognized(kind, "Object 'Kind' is missing in '\(text)'", request.body)
    }
    return body
  }

  private func parse(_ request: APIRequest, _ mediaType: MediaType, kind: String, type: ObjectType) throws(APIError)
    -> Body
  {
    switch mediaType.essence {
    case "application/yaml": return try parseYAML(request.body, kind: kind)
    case "application/vnd.kubernetes.protobuf": return try parseProtobuf(request.body, kind: kind, type: type)
    case "application/cbor": return try parseCBOR(request.body, kind: kind)
    default: return try parseJSON(request.body, kind: kind)
    }
  }

  private func parseJSON(_ bytes: [UInt8], kind: String) throws(APIError) -> Body {
    do {
      let (value, duplicates) = try JSONParser.parseReportingDuplicates(bytes)
      return try checked(
        Body(value: value, duplicates: duplicates.map { "duplicate field \(quoted($0))" }), bytes, kind)
    } catch let error as APIError {
      throw error
    } catch {
      throw unrecognized(kind, "couldn't get version/kind; json parse error: \(error)", bytes)
    }
  }

  private func parseYAML(_ bytes: [UInt8], kind: String) throws(APIError) -> Body {
    let parsed: (value: JSONValue, duplicates: [String])
    do {
      parsed = try YAMLCodec.decodeReportingDuplicates(bytes)
    } catch {
      throw unrecognized(kind, "\(error)", bytes)
    }
    return try checked(Body(value: parsed.value, duplicates: parsed.duplicates, isYAML: true), bytes, kind)
  }

  /// An object, or null, which counts as an empty one.
  private func checked(_ body: Body, _ bytes: [UInt8], _ kind: String) throws(APIError) -> Body {
    let name: String
    switch body.value {
    case .object: return body
    case .null:
      var empty = body
      empty.value = [:]
      return empty
    case .array: name = "array"
    case .string: name = "string"
    case .bool: name = "bool"
    case .integer, .number: name = "number"
    }
    throw unrecognized(
      kind,
      "couldn't get version/kind; json parse error: json: cannot unmarshal \(name) into Go value of type struct "
        + "{ APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }",
      bytes)
  }

  private func parseProtobuf(_ bytes: [UInt8], kind: String, type: ObjectType) throws(APIError) -> Body {
    guard let value = WireForm.decode(bytes) else {
      throw unrecognized(
        kind, "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]", bytes)
    }
    return Body(value: value)
  }

  private func parseCBOR(_ bytes: [UInt8], kind: String) throws(APIError) -> Body {
    let value: JSONValue
    do {
      value = try CBORCodec.decode(bytes)
    } catch {
      throw unrecognized(kind, "unable to determine group/version/kind: \(error)", bytes)
    }
    return try checked(Body(value: value), bytes, kind)
  }

  private func unrecognized(_ kind: String, _ reason: String, _ bytes: [UInt8]) -> APIError {
    .badRequest("the object provided is unrecognized (must be of type \(kind)): \(reason) (\(Self.excerpt(bytes)))")
  }

  /// The beginning of the data: as text where it looks like JSON, in hexadecimal otherwise.
  private static func excerpt(_ bytes: [UInt8]) -> String {
    if bytes.isEmpty { return "<empty>" }
    let limit = 30
    if bytes.first == UInt8(ascii: "{") {
      let text = String(decoding: bytes.prefix(limit), as: UTF8.self)
      return bytes.count > limit ? text + " ..." : text
    }
    let digits = Array("0123456789abcdef".utf8)
    let hex = String(
      decoding: bytes.prefix(limit).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    return bytes.count > limit ? hex + " ..." : hex
  }

  /// The object in its normal form, defaulted if asked.
  func decode(
    _ value: consuming JSONValue, type: ObjectType, kind: GroupVersionKind, appliesDefaults: Bool,
    since known: JSONValue? = nil
  ) throws(APIError) -> Decoded {
    var decoded = Decoded(value: value)
    if decoded.value[path: "metadata", "managedFields"] == [] {
      // An explicitly empty list asks for the same as one empty entry: forget all managers. Decoding would drop it.
      decoded.value.setMetadata("managedFields", [[:]])
    }
    let emptyLists = EmptyLists(in: decoded.value, type)
    do {
      let findings = try decoder.decode(&decoded.value, as: type, validation: .warn, since: known)
      decoded.problems = findings.warnings
      decoded.hasEmptyLists = findings.hasEmptyLists
    } catch {
      throw .badRequest(
        "\(kind.kind) in version \(quoted(kind.version)) cannot be handled as a \(kind.kind): \(error)")
    }
    InternalForm.pass(&decoded.value, type)
    if appliesDefaults {
      defaulter.apply(to: &decoded.value, as: type, now: time.now(), since: known)
      emptyLists.restore(in: &decoded.value)
      decoded.value["kind"] = .string(kind.kind)
      decoded.value["apiVersion"] = .string(kind.apiVersion)
    }
    return decoded
  }

  /// Gives an object that was decoded before every member that is written even where it is zero.
  func complete(_ object: inout JSONValue, type: ObjectType, since known: JSONValue? = nil) {
    guard (try? decoder.decode(&object, as: type, since: known)) != nil else { return }
    InternalForm.pass(&object, type)
  }

  /// Makes the object what reading it back from upstream's store shows, which is what a write answers with and what later
  /// reads see: members that the kind's strategy or the client emptied have their defaults again, and lists without
  /// elements are null where they are always written, since protobuf doesn't know them.
  func readBack(_ object: inout JSONValue, type: ObjectType, since known: JSONValue? = nil) {
    defaulter.apply(to: &object, as: type, now: time.now(), since: known)
    _ = try? storedDecoder.decode(&object, as: type, since: known)
  }
}
