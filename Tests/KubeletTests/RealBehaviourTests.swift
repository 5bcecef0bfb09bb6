import APIClient
import APIMachinery
import APITesting
import ContainerRuntime
import LinuxSupport
import Testing

@testable import Kubelet

/// What a program in a pod sees, on the real containerd: each pod's log is held against what it should be.
extension RealNodeTests {
  private struct Behaviour: Sendable {
    var name: String
    var pod: JSONValue
    /// The whole log of the container `app`.
    var log: String
    var phase = "Succeeded"
  }

  private static func pod(
    _ name: String, _ script: String, container: JSONValue = [:], initContainers: [JSONValue] = [],
    spec: JSONValue = [:]
  ) -> JSONValue {
    var container = container
    container["command"] = ["sh", "-c", .string(script)]
    var spec = spec
    spec["terminationGracePeriodSeconds"] = 1
    return PodMaker.json(
      name, containers: [PodMaker.container("app", image: RealNode.image, container)], initContainers: initContainers,
      restartPolicy: "Never", extra: spec)
  }

  private static func helper(_ name: String, _ script: String, _ more: JSONValue = [:]) -> JSONValue {
    var container = more
    container["command"] = ["sh", "-c", .string(script)]
    container["volumeMounts"] = [["name": "data", "mountPath": "/data"]]
    return PodMaker.container(name, image: RealNode.image, container)
  }

  private static let work: JSONValue = ["volumes": [["name": "data", "emptyDir": [:]]]]

  private static var behaviours: [Behaviour] {
    [
      Behaviour(
        name: "security",
        pod: pod(
          "security",
          "id -u; id -g; grep -E 'CapBnd|NoNewPrivs|Seccomp:' /proc/self/status; touch /x 2>/dev/null; echo $?",
          container: [
            "securityContext": [
              "runAsUser": 65534, "runAsGroup": 65533, "readOnlyRootFilesystem": true,
              "allowPrivilegeEscalation": false, "capabilities": ["drop": ["ALL"]],
              "seccompProfile": ["type": "RuntimeDefault"],
            ]
          ]),
        log: "65534\n65533\nCapBnd:\t0000000000000000\nNoNewPrivs:\t1\nSeccomp:\t2\n1\n"),
      Behaviour(
        name: "groups",
        pod: pod(
          "groups",
          "id -G | tr ' ' '\\n' | sort | tr '\\n' ' '; stat -c ' %a %g' /data; touch /data/f; stat -c %g /data/f",
          container: ["volumeMounts": [["name": "data", "mountPath": "/data"]]],
          spec: [
            "volumes": [["name": "data", "emptyDir": [:]]],
            "securityContext": ["runAsUser": 1000, "runAsGroup": 3000, "fsGroup": 2000, "supplementalGroups": [4000]],
          ]),
        log: "2000 3000 4000  2777 2000\n2000\n"),
      Behaviour(
        name: "parameters",
        pod: pod(
          "parameters", "cat /proc/sys/kernel/shm_rmid_forced /proc/sys/net/ipv4/ip_unprivileged_port_start",
          spec: [
            "securityContext": [
              "sysctls": [
                ["name": "kernel.shm_rmid_forced", "value": "1"],
                ["name": "net.ipv4.ip_unprivileged_port_start", "value": "80"],
              ]
            ]
          ]),
        log: "1\n80\n"),
      Behaviour(
        name: "names",
        pod: pod(
          "names", "hostname; grep -c foo.example /etc/hosts; grep -v '^#' /etc/resolv.conf",
          spec: [
            "hostname": "hh", "subdomain": "ss", "setHostnameAsFQDN": true, "dnsPolicy": "None",
            "hostAliases": [["ip": "192.0.2.9", "hostnames": ["foo.example"]]],
            "dnsConfig": [
              "nameservers": ["192.0.2.53"], "searches": ["a.example"], "options": [["name": "ndots", "value": "2"]],
            ],
          ]),
        log: "hh.ss.default.svc.cluster.local\n1\nsearch a.example\nnameserver 192.0.2.53\noptions ndots:2\n"),
      Behaviour(
        name: "order",
        pod: pod(
          "order", "cat /data/log", container: ["volumeMounts": [["name": "data", "mountPath": "/data"]]],
          initContainers: [
            helper("first", "echo first >> /data/log"),
            helper(
              "beside", "echo beside >> /data/log; trap 'exit 0' TERM; while :; do sleep 0.1; done",
              [
                "restartPolicy": "Always",
                "startupProbe": ["exec": ["command": ["test", "-e", "/data/log"]], "periodSeconds": 1],
              ]),
            helper("last", "echo last >> /data/log"),
          ], spec: work),
        log: "first\nbeside\nlast\n"),
      Behaviour(
        name: "paths",
        pod: pod(
          "paths", "cat /etc/motd; echo; ls /all/for; stat -c %a /tiny/b",
          container: [
            "env": [["name": "NAME", "valueFrom": ["fieldRef": ["fieldPath": "metadata.name"]]]],
            "volumeMounts": [
              ["name": "map", "mountPath": "/etc/motd", "subPath": "a"],
              ["name": "data", "mountPath": "/mine", "subPathExpr": "for/$(NAME)"],
              ["name": "data", "mountPath": "/all"], ["name": "one", "mountPath": "/tiny/b", "subPath": "b"],
            ],
          ],
          spec: [
            "volumes": [
              ["name": "map", "configMap": ["name": "map"]], ["name": "data", "emptyDir": [:]],
              ["name": "one", "configMap": ["name": "map", "items": [["key": "a", "path": "b", "mode": 256]]]],
            ]
          ]),
        log: "one\npaths\n400\n"),
      Behaviour(
        name: "failing", pod: pod("failing", "echo no; exit 3"), log: "no\n", phase: "Failed"),
    ]
  }

  @Test(.timeLimit(.minutes(20))) func programsSeeWhatTheirPodSays() async throws {
    let node = try await RealNode.start()
    do {
      let kubelet = node.startKubelet()
      try await node.wait(for: "the node's readiness") { node.isNodeReady }
      try await node.create("configmaps", ["metadata": ["name": "map"], "data": ["a": "one"]])
      for behaviour in Self.behaviours {
        try await node.create("pods", behaviour.pod)
        try await node.wait(for: behaviour.name) { node.status(behaviour.name).string("phase") == behaviour.phase }
        #expect(try node.log(behaviour.name) == behaviour.log, "\(behaviour.name)")
      }
      try await resize(node)
      try await rotate(node)
      kubelet.cancel()
      try await kubelet.value
      try await node.stop()
    } catch {
      try? await node.stop()
      throw error
    }
  }

  /// New limits reach the kernel, of the container and of the pod.
  private func resize(_ node: RealNode) async throws {
    func resources(_ memory: String) -> JSONValue {
      let amounts: JSONValue = ["cpu": "100m", "memory": .string(memory)]
      return ["requests": amounts, "limits": amounts]
    }
    try await node.create(
      "pods", Self.pod("growing", "sleep 600", container: ["resources": resources("32Mi")]))
    try await node.wait(for: "growing") { node.isReady("growing") }
    var pod = try #require(node.api.object("pods", namespace: "default", name: "growing"))
    let uid = pod[path: "metadata", "uid"]?.stringValue ?? ""
    guard
      let mount = try SystemMounter().mounts().first(where: { $0.type == "cgroup" && $0.options.contains("memory") })
    else { return }
    for (memory, bytes) in [("64Mi", 64 << 20), ("48Mi", 48 << 20)] {
      pod = try #require(node.api.object("pods", namespace: "default", name: "growing"))
      pod["spec"]?["containers"] = [
        PodMaker.container(
          "app", image: RealNode.image, ["command": ["sh", "-c", "sleep 600"], "resources": resources(memory)])
      ]
      let pods = ResourcePath(
        GroupVersionResource(group: "", version: "v1", resource: "pods"), namespace: "default")
      try await node.client.update(pods, name: "growing", pod)
      try await node.wait(for: "\(memory) in the status") {
        node.status("growing").list("containerStatuses").first?[path: "resources", "limits", "memory"]?.stringValue
          == memory
      }
      let group = "\(mount.path)\(node.cgroupRoot)/kubepods/pod\(uid)"
      let files = HostFileSystem()
      #expect(
        try files.readText("\(group)/\(node.containerID("growing"))/memory.limit_in_bytes") == "\(bytes)\n")
      try await node.wait(for: "the pod's group") {
        (try? files.readText("\(group)/memory.limit_in_bytes")) == "\(bytes)\n"
      }
    }
    #expect(node.restarts("growing") == 0)
    try await node.delete("growing", grace: 0)
  }

  /// A renamed log is left alone by the runtime, which writes on to a new one.
  private func rotate(_ node: RealNode) async throws {
    try await node.create(
      "pods", Self.pod("talking", "i=0; while :; do i=$((i+1)); echo line $i; sleep 0.05; done"))
    try await node.wait(for: "some lines") { (try? node.log("talking").count) ?? 0 > 50 }
    let files = HostFileSystem()
    let path = node.logPath("talking")
    let rotation = LogRotation(
      runtime: node.runtime, files: files, time: SystemTime(), maximumSize: 20, maximumFiles: 3)
    try await rotation.rotate(path: path, containerID: node.containerID("talking"))
    try await node.wait(for: "the new log") { (try? node.log("talking").count) ?? 0 > 20 }
    let directory = String(path.dropLast("/0.log".count))
    let old = try #require(try files.list(directory).first { $0 != "0.log" })
    func lines(_ path: String) throws -> [String] {
      try files.readText(path).split(separator: "\n").compactMap { $0.split(separator: " ").last.map(String.init) }
    }
    // Nothing is lost in between.
    let last = try #require(try lines("\(directory)/\(old)").last.flatMap { Int($0) })
    #expect(try lines(path).first.flatMap { Int($0) } == last + 1)
    try await node.delete("talking", grace: 0)
  }
}

extension RealNode {
  func logPath(_ pod: String) -> String {
    let uid = api.object("pods", namespace: "default", name: pod)?[path: "metadata", "uid"]?.stringValue ?? ""
    return "\(root)/logs/default_\(pod)_\(uid)/app/0.log"
  }

  /// What the container `app` has written.
  func log(_ pod: String) throws -> String {
    var text = ""
    for line in try HostFileSystem().readText(logPath(pod)).split(separator: "\n") {
      guard let parsed = LogLine(Array(line.utf8)[...]) else { continue }
      text += String(decoding: parsed.content, as: UTF8.self) + (parsed.isPartial ? "" : "\n")
    }
    return text
  }
}
