import APIClient
import APIMachinery
import KubernetesAPI
import LinuxSupport
import Logging

/// Pods from manifest files on the node, which run without anybody's asking; each gets an object in the API that mirrors
/// it, so that it can be seen.
struct StaticPodSource: Sendable {
  var directory: String
  var node: NodeSettings
  var client: APIClient
  var inbox: PodInbox
  var files: any FileSystem
  var time: any TimeSource
  var logger: Logger

  /// Between two looks at the directory.
  var interval: Duration = .seconds(5)

  private static let sizeMax = 1 << 20

  /// Reads the directory again and again until the task is cancelled.
  func run() async {
    var known: [String: PodDefinition] = [:]
    while true {
      let found = read()
      for (uid, pod) in known where found[uid] == nil {
        inbox.put(.gone(uid: uid))
        await removeMirror(of: pod)
      }
      for (uid, pod) in found {
        if known[uid] == nil { inbox.put(.set(pod)) }
        await mirror(pod)
      }
      known = found
      do { try await time.sleep(for: interval) } catch { return }
    }
  }

  /// The pods of the directory by uid, which is made from the content: a changed file is another pod.
  func read() -> [String: PodDefinition] {
    var pods: [String: PodDefinition] = [:]
    for name in (try? files.list(directory)) ?? [] where !name.hasPrefix(".") {
      do {
        let bytes = try files.read("\(directory)/\(name)", limit: Self.sizeMax)
        let json = try YAMLCodec.decode(bytes)
        guard json.string("kind") == "Pod" else { continue }
        let pod = definition(json, content: bytes)
        pods[pod.uid] = pod
      } catch {
        logger.warning("a manifest can't be read", metadata: ["file": "\(name)", "error": "\(error)"])
      }
    }
    return pods
  }

  private func definition(_ json: JSONValue, content: [UInt8]) -> PodDefinition {
    var json = json
    let hash = Self.hash(content + Array(node.nodeName.utf8))
    let name = json["metadata"]?.string("name") ?? ""
    json["metadata"]?["name"] = .string("\(name)-\(node.nodeName)")
    if json["metadata"]?.string("namespace").isEmpty ?? true { json["metadata"]?["namespace"] = "default" }
    json["metadata"]?["uid"] = .string(hash)
    var annotations = json["metadata"]?.stringMap("annotations") ?? [:]
    annotations["kubernetes.io/config.source"] = "file"
    annotations["kubernetes.io/config.hash"] = hash
    json["metadata"]?["annotations"] = .stringMap(annotations)
    json["spec"]?["nodeName"] = .string(node.nodeName)
    // Nobody but the file's owner ends the pod, so taints don't either.
    let tolerations = json["spec"]?.list("tolerations") ?? []
    json["spec"]?["tolerations"] = .array(tolerations + [["operator": "Exists", "effect": "NoExecute"]])
    return PodDefinition(json: json, source: .file)
  }

  private static func hash(_ bytes: [UInt8]) -> String {
    var halves: [String] = []
    for seed: UInt64 in [14_695_981_039_346_656_037, 1_099_511_628_211] {
      var value = seed
      for byte in bytes { value = (value ^ UInt64(byte)) &* 1_099_511_628_211 }
      let digits = String(value, radix: 16)
      halves.append(String(repeating: "0", count: 16 - digits.count) + digits)
    }
    return halves.joined()
  }

  private static let nodes = GroupVersionResource(group: "", version: "v1", resource: "nodes")

  private func path(_ pod: PodDefinition) -> ResourcePath {
    ResourcePath(PodStatusManager.pods, namespace: pod.namespace)
  }

  private func mirror(_ pod: PodDefinition) async {
    do {
      let existing = try await client.get(path(pod), name: pod.name)
      let mirror = PodDefinition(json: existing)
      // One that somebody deletes waits for the kubelet's last word, and is made anew.
      if mirror.mirrorHash == pod.uid, mirror.deletion == nil { return }
      try await client.delete(path(pod), name: pod.name, options: DeletionOptions(gracePeriodSeconds: 0))
    } catch let error as APIError where error.reason == .notFound {
      // It is made below.
    } catch {
      return
    }
    var object = pod.json
    object["apiVersion"] = "v1"
    object["metadata"]?["uid"] = nil
    var annotations = pod.annotations
    annotations["kubernetes.io/config.mirror"] = pod.uid
    object["metadata"]?["annotations"] = .stringMap(annotations)
    object["status"] = nil
    do {
      // The mirror goes with the node, and a kubelet may only make pods that belong to its own.
      let owner = try await client.get(ResourcePath(Self.nodes), name: node.nodeName)
      object["metadata"]?["ownerReferences"] = [
        [
          "apiVersion": "v1", "kind": "Node", "name": .string(node.nodeName),
          "uid": .string(owner["metadata"]?.string("uid") ?? ""), "controller": true,
        ]
      ]
      _ = try await client.create(path(pod), object)
    } catch {
      logger.warning("a static pod could not be mirrored", metadata: ["pod": "\(pod.key)", "error": "\(error)"])
    }
  }

  private func removeMirror(of pod: PodDefinition) async {
    _ = try? await client.delete(path(pod), name: pod.name, options: DeletionOptions(gracePeriodSeconds: 0))
  }
}
