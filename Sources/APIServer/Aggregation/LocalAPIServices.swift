import APIMachinery
import Logging

/// Sees to it that there is an APIService for every group and version that this server answers by itself
/// (upstream's `autoRegisterController` and `crdRegistrationController`).
struct LocalAPIServices: Sendable {
  /// Made at start, and then left to people.
  private static let onStart = "onstart"
  /// Kept as it is for as long as the group and version are served.
  private static let continuously = "true"

  let server: APIServer
  private let requests: OwnRequests
  private let logger = Logger(label: "kube-apiserver")

  init(server: APIServer) {
    self.server = server
    requests = OwnRequests(server: server)
  }

  /// At start: makes what is missing for the built-in groups, brings up to date what the server made earlier, and
  /// removes what it no longer serves. Children: one for each object.
  func registerBuiltIn() async {
    var wanted: [String: JSONValue] = [:]
    for (groupVersion, priority) in DiscoveryPriority.builtIn
    where priority != .registration && server.resources.serves(group: groupVersion.group, version: groupVersion.version)
    {
      let object = APIServiceRecord.local(groupVersion, priority, managed: Self.onStart)
      wanted[object.name] = object
    }
    let present = server.objects.objects(APIServiceRecord.resource, namespace: nil)
    await withTaskGroup(of: Void.self) { group in
      for (name, object) in wanted {
        let current = present.first { $0.name == name }
        group.addTask { await bring(current, to: object) }
      }
      for object in present where wanted[object.name] == .none && APIServiceRecord(object).managed == Self.onStart {
        group.addTask { await remove(object) }
      }
    }
    let groups = Set(definitions().map { $0[path: "spec", "group"]?.stringValue ?? "" })
    let former = present.map { APIServiceRecord($0) }.filter { $0.managed == Self.continuously }
    for group in groups.union(former.map(\.groupVersion.group)) { await register(customGroup: group) }
  }

  /// Brings the APIServices of a group of custom resources in line with the definitions there are.
  func register(customGroup group: String) async {
    guard !group.isEmpty else { return }
    var versions: Set<String> = []
    for definition in definitions() where definition[path: "spec", "group"]?.stringValue == group {
      for version in definition[path: "spec", "versions"]?.arrayValue ?? [] where version["served"] == true {
        versions.insert(version["name"]?.stringValue ?? "")
      }
    }
    let present = server.objects.objects(APIServiceRecord.resource, namespace: nil)
    for version in versions.sorted() {
      let groupVersion = GroupVersion(group: group, version: version)
      guard DiscoveryPriority.builtIn[groupVersion] == nil else { continue }
      let object = APIServiceRecord.local(groupVersion, .custom, managed: Self.continuously)
      await bring(present.first { $0.name == object.name }, to: object)
    }
    for object in present {
      let record = APIServiceRecord(object)
      guard record.groupVersion.group == group, record.managed == Self.continuously,
        !versions.contains(record.groupVersion.version)
      else { continue }
      await remove(object)
    }
  }

  private func definitions() -> [JSONValue] {
    server.objects.objects(
      GroupResource("customresourcedefinitions", group: "apiextensions.k8s.io"), namespace: nil)
  }

  /// Objects without the label are somebody else's.
  private func bring(_ present: JSONValue?, to wanted: JSONValue) async {
    guard let present else {
      report(await requests.send("POST", APIServiceRecord.path, wanted), wanted.name)
      return
    }
    let record = APIServiceRecord(present)
    guard record.managed == Self.onStart || record.managed == Self.continuously,
      !record.hasSameSpec(as: APIServiceRecord(wanted))
    else { return }
    var changed = present
    changed["spec"] = wanted["spec"]
    report(await requests.send("PUT", "\(APIServiceRecord.path)/\(present.name)", changed), present.name)
  }

  private func remove(_ object: JSONValue) async {
    let options: JSONValue = [
      "apiVersion": "v1", "kind": "DeleteOptions", "preconditions": ["uid": .string(object.uid)],
    ]
    report(await requests.send("DELETE", "\(APIServiceRecord.path)/\(object.name)", options), object.name)
  }

  private func report(_ answer: OwnRequests.Answer, _ name: String) {
    // What was changed or removed by others is looked at again when that is seen.
    guard answer.status >= 400, answer.status != 404, answer.status != 409 else { return }
    logger.error("APIService \(name) can't be registered: \(answer.message)")
  }
}

extension APIServiceRecord {
  fileprivate func hasSameSpec(as other: APIServiceRecord) -> Bool {
    groupVersion == other.groupVersion && groupPriority == other.groupPriority
      && versionPriority == other.versionPriority && service == other.service && authorities == other.authorities
      && skipsVerification == other.skipsVerification
  }
}
