import APIMachinery

/// Images are asked for with every start, so that nobody uses one that only others may pull.
struct AlwaysPullImages: AdmissionPlugin {
  let name = "AlwaysPullImages"
  private static let lists = ["initContainers", "containers", "ephemeralContainers"]

  func handles(_ request: AdmissionRequest) -> Bool {
    (request.operation == .create || request.operation == .update)
      && (request.isAbout("pods") || request.isAbout("pods", subresource: "ephemeralcontainers"))
      && !Self.isWithoutNewImages(request)
  }

  /// An update that starts nothing else stays as it is.
  private static func isWithoutNewImages(_ request: AdmissionRequest) -> Bool {
    guard request.operation == .update else { return false }
    let before = Set(images(request.oldObject))
    return images(request.object).allSatisfy(before.contains)
  }

  private static func images(_ pod: JSONValue) -> [String] {
    let containers = lists.flatMap { pod[path: "spec", $0]?.arrayValue ?? [] }.compactMap { $0["image"]?.stringValue }
    let volumes = (pod[path: "spec", "volumes"]?.arrayValue ?? []).compactMap {
      $0[path: "image", "reference"]?.stringValue
    }
    return containers + volumes
  }

  func admit(_ request: inout AdmissionRequest) async throws(APIError) {
    for list in Self.lists {
      guard var containers = request.object[path: "spec", list]?.arrayValue else { continue }
      for index in containers.indices { containers[index]["imagePullPolicy"] = "Always" }
      request.object.set(["spec", list], to: .array(containers))
    }
    guard var volumes = request.object[path: "spec", "volumes"]?.arrayValue else { return }
    for index in volumes.indices where volumes[index]["image"]?.objectValue != nil {
      volumes[index].set(["image", "pullPolicy"], to: "Always")
    }
    request.object.set(["spec", "volumes"], to: .array(volumes))
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) {
    for list in Self.lists {
      for (index, container) in (request.object[path: "spec", list]?.arrayValue ?? []).enumerated() {
        let policy = container["imagePullPolicy"]?.stringValue ?? ""
        guard policy == "Always" else {
          throw request.forbidden(
            "spec.\(list)[\(index)].imagePullPolicy: Unsupported value: \(quoted(policy)): supported values: \"Always\""
          )
        }
      }
    }
  }
}
