import APIMachinery
import Testing

/// Computes the managedFields of every recorded write anew and compares them with what kube-apiserver answered.
@Suite(.enabled(if: Facts.exists(Transcript.folder), "the transcripts are not here"))
struct ManagedFieldsTranscriptTests {
  static let areas = [
    "apply", "patch", "semantics", "resources", "subresources", "services", "validation", "admission",
  ]

  static let completedLater = [
    "Pod", "Service", "Node", "PersistentVolume", "PersistentVolumeClaim", "Job", "VolumeAttributesClass", "Namespace",
    "ConfigMap",
  ]

  /// Where the answer differs from the object that the managed fields were computed for: ports are allocated, the
  /// resource's strategy drops or copies fields, empty lists become null.
  static let changedLater: Set<String> = [
    "services/node-port", "services/type-changes", "semantics/put-create-limitranges",
    "resources/v1/replicationcontrollers-status", "resources/apps/v1/daemonsets-status",
    "admission/podsecurity-bad-label", "validation/persistentvolumeclaim/data-source", "apply/duplicate-keys",
  ]

  @Test(arguments: areas)
  func writes(area: String) throws {
    var compared = 0
    for transcript in try Transcript.all(area) where !Self.changedLater.contains(transcript.name) {
      var live: [String: JSONValue] = [:]
      for step in transcript.steps {
        guard let type = step.type, step.query["dryRun"] == nil else { continue }
        let name = step.body["metadata"]?["name"]?.stringValue ?? ""
        var path = step.path
        var subresource = ""
        if step.method == "POST" {
          path += "/" + name
        } else if let range = path.lastIndex(of: "/"), !path.hasSuffix("/" + name) {
          subresource = String(path[path.index(after: range)...])
          path = String(path[..<range])
        }
        defer {
          if step.status < 300, subresource.isEmpty || subresource == "status" {
            let isGone = step.method == "DELETE" && step.body["metadata"]?["deletionTimestamp"] == nil
            live[path] = isGone ? nil : step.body
          }
        }
        guard step.status < 300, subresource == "" || subresource == "status", step.method != "GET",
          step.method != "DELETE", let recorded = step.body["metadata"]?["managedFields"]
        else { continue }
        if let problem = try problem(step, type, live: live[path], subresource: subresource, recorded) {
          Issue.record("\(transcript.name) \(step.method) \(step.path): \(problem)")
        }
        compared += 1
      }
    }
    #expect(compared > 0)
  }

  private func problem(
    _ step: Transcript.Step, _ type: ObjectType, live: JSONValue?, subresource: String, _ recorded: JSONValue
  ) throws -> String? {
    let manager = step.query["fieldManager"]?.stringValue ?? "unknown"
    let hasStatus = type.field(named: "status") != nil
    let kind = step.body["kind"]?.stringValue ?? ""
    var excluded = hasStatus ? [["status"]] : []
    if subresource == "status" { excluded = kind == "Deployment" ? [["spec"], ["metadata", "labels"]] : [["spec"]] }
    if kind == "CertificateSigningRequest" { excluded += [["spec"], ["status"]] }
    let request = ManagedFields.Request(
      manager: manager, time: Timestamp(seconds: 1_800_000_000),
      kind: try GroupVersionKind(
        apiVersion: step.body["apiVersion"]?.stringValue ?? "", kind: step.body["kind"]?.stringValue ?? ""),
      subresource: subresource, excluded: excluded)
    let computed: JSONValue
    if step.contentType.contains("apply-patch") {
      let force = step.query["force"]?.stringValue == "true"
      do {
        computed = try ManagedFields.apply(
          live: live, config: step.requestBody, force: force, type: type, request)
      } catch {
        return "refused: \(error)"
      }
    } else {
      var new = step.body
      new["metadata"]?["managedFields"] = nil
      let patched = step.requestBody["metadata"]?["managedFields"]
      if let sent = patched {
        new["metadata"]?["managedFields"] = sent
      } else if step.method == "PATCH", let before = live?["metadata"]?["managedFields"] {
        new["metadata"]?["managedFields"] = before
      }
      ManagedFields.update(live: step.method == "POST" ? nil : live, new: &new, type: type, request)
      computed = new
    }
    let ours = Self.paths(computed["metadata"]?["managedFields"])
    let theirs = Self.paths(recorded)
    // Admission and the allocation of addresses come after the managed fields were computed.
    let isCompletedLater = step.method == "POST" && Self.completedLater.contains(kind)
    let missing = theirs.subtracting(ours)
    let extra = isCompletedLater ? [] : ours.subtracting(theirs)
    return missing.isEmpty && extra.isEmpty ? nil : "\n missing \(missing.sorted())\n extra \(extra.sorted())"
  }

  /// Every owned place with its owner, as text.
  private static func paths(_ fields: JSONValue?) -> Set<String> {
    var paths: Set<String> = []
    func collect(_ value: JSONValue, _ prefix: String) {
      guard case .object(let object) = value else { return }
      if object.isEmpty { paths.insert(prefix) }
      for (key, inner) in object {
        collect(key == "." ? .object(JSONObject()) : inner, key == "." ? prefix : prefix + " " + key)
      }
    }
    for entry in fields?.arrayValue ?? [] {
      var owner = entry
      owner["time"] = nil
      owner["fieldsV1"] = nil
      let name =
        owner.objectValue?.members.sorted { $0.key < $1.key }.map { $0.value.jsonText }.joined(separator: "/") ?? ""
      collect(entry["fieldsV1"] ?? .null, name)
    }
    return paths
  }

  @Test func conflictsAreReportedAsUpstreamDoes() throws {
    var compared = 0
    for transcript in try Transcript.all("apply") {
      var live: [String: JSONValue] = [:]
      for step in transcript.steps {
        if step.status < 300 {
          let name = step.body["metadata"]?["name"]?.stringValue ?? ""
          live[step.method == "POST" ? step.path + "/" + name : step.path] = step.body
        }
        guard step.status == 409 || step.status == 500, step.contentType.contains("apply-patch"),
          let apiVersion = step.requestBody["apiVersion"]?.stringValue,
          let kind = step.requestBody["kind"]?.stringValue,
          case let groupVersionKind = try GroupVersionKind(apiVersion: apiVersion, kind: kind),
          let type = SchemaRegistry.builtIn.type(for: groupVersionKind),
          step.requestBody["metadata"]?["resourceVersion"] == nil, step.requestBody["metadata"]?["uid"] == nil
        else { continue }
        let request = ManagedFields.Request(
          manager: step.query["fieldManager"]?.stringValue ?? "", time: Timestamp(seconds: 0), kind: groupVersionKind)
        let error = #expect(throws: APIError.self) {
          try ManagedFields.apply(
            live: live[step.path], config: step.requestBody, force: false, type: type, request)
        }
        #expect(error?.status == step.body, "\(transcript.name)")
        compared += 1
      }
    }
    #expect(compared > 0)
  }
}
