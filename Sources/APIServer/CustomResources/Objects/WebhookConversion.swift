import APIMachinery

/// Versions that a webhook converts objects between (`ConversionReview`).
struct WebhookConversion: VersionConversion {
  /// What happens to an object besides: defaults, pruning.
  let local: NoneConversion
  /// `conversionReviewVersions` of the definition.
  let reviewVersions: [String]
  let location: WebhookLocation
  let kind: String
  let client: WebhookClient
  let services: ServiceResolver
  let random: any RandomSource

  /// Upstream's client waits this long at most.
  private static let timeout = Duration.seconds(30)
  private static let group = "apiextensions.k8s.io"

  var isRemote: Bool { true }

  /// Objects of the right version are as they should be.
  func toStored(_ object: JSONValue) -> JSONValue { object }
  func fromStored(_ object: JSONValue) -> JSONValue { object }

  func writing(_ object: JSONValue) async throws(APIError) -> JSONValue {
    var converted = try await convert([object], to: local.stored)
    guard var result = converted.popLast() else { return object }
    _ = StructuralObjects.prune(&result, local.stored.type, isResource: true)
    return result
  }

  func reading(_ objects: [JSONValue]) async throws(APIError) -> [JSONValue] {
    var defaulted = objects
    for index in defaulted.indices { StructuralObjects.applyDefaults(to: &defaulted[index], local.stored.type) }
    var converted = try await convert(defaulted, to: local.served)
    for index in converted.indices {
      _ = StructuralObjects.prune(&converted[index], local.served.type, isResource: true)
    }
    return converted
  }

  // MARK: Asking

  /// Those that have another version are sent, all in one request; the others stay as they are.
  private func convert(_ objects: [JSONValue], to version: NoneConversion.Version) async throws(APIError)
    -> [JSONValue]
  {
    let wanted = version.apiVersion
    let positions = objects.indices.filter { objects[$0]["apiVersion"]?.stringValue != wanted }
    guard let first = positions.first else { return objects }
    let given = positions.map { objects[$0] }
    let what = "\(objects[first]["apiVersion"]?.stringValue ?? ""), Kind=\(kind)"
    do throws(RemoteError) {
      let answers = try await ask(given, wanted, what)
      var result = objects
      for (index, (position, answer)) in zip(positions, answers).enumerated() {
        result[position] = try checked(answer, against: objects[position], wanted, index, isAlone: objects.count == 1)
      }
      return result
    } catch {
      throw .internalError("conversion webhook for \(what) \(error)")
    }
  }

  private func ask(_ objects: [JSONValue], _ wanted: String, _ what: String) async throws(RemoteError) -> [JSONValue] {
    guard let version = reviewVersions.first(where: ConversionRules.acceptedVersions.contains) else {
      throw RemoteError("failed: no supported conversion review versions")
    }
    let uid = random.uuid()
    let apiVersion = "\(Self.group)/\(version)"
    let review: JSONValue = [
      "kind": "ConversionReview", "apiVersion": .string(apiVersion),
      "request": ["uid": .string(uid), "desiredAPIVersion": .string(wanted), "objects": .array(objects)],
    ]
    let answer: JSONValue
    do throws(RemoteError) {
      answer = try await client.post(
        review.encoded(), to: try location.endpoint(services, timeout: Self.timeout), timeout: Self.timeout)
    } catch {
      throw RemoteError("failed: \(error)")
    }
    guard let response = answer["response"], response.objectValue != nil else {
      throw RemoteError("failed: no response provided")
    }
    if version == "v1" {
      let given = "\(answer["apiVersion"]?.stringValue ?? ""), Kind=\(answer["kind"]?.stringValue ?? "")"
      guard given == "\(apiVersion), Kind=ConversionReview" else {
        throw RemoteError("failed: expected webhook response of \(apiVersion), Kind=ConversionReview, got \(given)")
      }
      let echoed = response["uid"]?.stringValue ?? ""
      guard echoed == uid else {
        throw RemoteError("failed: expected response.uid=\(quoted(uid)), got \(quoted(echoed))")
      }
    }
    let status = response[path: "result", "status"]?.stringValue ?? ""
    guard status == "Success" else {
      let message = response[path: "result", "message"]?.stringValue ?? ""
      throw RemoteError(
        "failed: " + (message.isEmpty ? "response.result.status was '\(status)', not 'Success'" : message))
    }
    let converted = response["convertedObjects"]?.arrayValue ?? []
    guard converted.count == objects.count else {
      throw RemoteError("returned \(converted.count) objects, expected \(objects.count)")
    }
    return converted
  }

  // MARK: Checking

  /// The answer with the metadata of the object, of which a webhook may change labels and annotations only.
  private func checked(
    _ answer: JSONValue, against original: JSONValue, _ wanted: String, _ index: Int, isAlone: Bool
  ) throws(RemoteError) -> JSONValue {
    let what = isAlone ? "returned invalid object" : "returned invalid converted object at index \(index)"
    let apiVersion = answer["apiVersion"]?.stringValue ?? ""
    guard apiVersion == wanted else {
      throw RemoteError(
        "returned invalid \(isAlone ? "" : "converted ")object at index \(index): invalid groupVersion (expected "
          + "\(wanted), received \(apiVersion))")
    }
    guard answer["kind"] == original["kind"] else {
      throw RemoteError(
        "returned invalid \(isAlone ? "" : "converted ")object at index \(index): invalid kind (expected "
          + "\(original["kind"]?.stringValue ?? ""), received \(answer["kind"]?.stringValue ?? ""))")
    }
    for (label, given, expected) in [
      ("name", answer.name, original.name), ("namespace", answer.namespace, original.namespace),
      ("UID", answer.uid, original.uid),
    ] where given != expected {
      throw RemoteError("\(what): must have the same \(label): \(expected) != \(given)")
    }
    let place = isAlone ? "returned invalid metadata" : "returned invalid metadata in object at index \(index)"
    guard let metadata = answer["metadata"], metadata.objectValue != nil else {
      throw RemoteError("\(place): missing metadata in converted object")
    }
    var result = answer
    result["metadata"] = original["metadata"] ?? [:]
    for name in ["labels", "annotations"] {
      result.setMetadata(name, try checkedStrings(metadata[name], name, place))
    }
    return result
  }

  private func checkedStrings(_ value: JSONValue?, _ name: String, _ place: String) throws(RemoteError) -> JSONValue? {
    guard let value, !value.isNull else { return nil }
    guard case .object(let members) = value else {
      throw RemoteError("\(place): invalid metadata.\(name) of type \(value.goKind) in converted object")
    }
    for member in members where member.value.stringValue == nil {
      throw RemoteError(
        "\(place): metadata.\(name)[\(member.key)] must be a string, but is \(member.value.goKind) in converted object")
    }
    let errors =
      name == "labels"
      ? ObjectMetaValidation.labels(value, FieldPath("metadata", "labels"))
      : ObjectMetaValidation.annotations(value, FieldPath("metadata", "annotation"))
    guard errors.isEmpty else { throw RemoteError("\(place): \(errors.joinedMessage)") }
    return value
  }
}
