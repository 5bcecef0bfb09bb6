import APIMachinery

@testable import Kubelet

/// Makes pods for tests from a few words.
enum PodMaker {
  static func json(
    _ name: String = "web", containers: [JSONValue] = [container()], initContainers: [JSONValue] = [],
    restartPolicy: String = "Always", extra: JSONValue = [:]
  ) -> JSONValue {
    var spec: JSONValue = [
      "containers": .array(containers), "restartPolicy": .string(restartPolicy), "nodeName": "node-1",
      "terminationGracePeriodSeconds": 30,
    ]
    if !initContainers.isEmpty { spec["initContainers"] = .array(initContainers) }
    for (key, value) in extra.objectValue ?? JSONObject() { spec[key] = value }
    return [
      "apiVersion": "v1", "kind": "Pod",
      "metadata": ["name": .string(name), "namespace": "default", "uid": .string("uid-\(name)"), "generation": 1],
      "spec": spec,
    ]
  }

  static func pod(
    _ name: String = "web", containers: [JSONValue] = [container()], initContainers: [JSONValue] = [],
    restartPolicy: String = "Always", extra: JSONValue = [:]
  ) -> PodDefinition {
    PodDefinition(
      json: json(
        name, containers: containers, initContainers: initContainers, restartPolicy: restartPolicy, extra: extra))
  }

  static func container(_ name: String = "app", image: String = "busybox:1", _ extra: JSONValue = [:]) -> JSONValue {
    var json: JSONValue = ["name": .string(name), "image": .string(image)]
    for (key, value) in extra.objectValue ?? JSONObject() { json[key] = value }
    return json
  }

  static func deleted(_ pod: PodDefinition, grace: Int64 = 30) -> PodDefinition {
    var json = pod.json
    json["metadata"]?["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    json["metadata"]?["deletionGracePeriodSeconds"] = .integer(grace)
    return PodDefinition(json: json)
  }
}
