import APIMachinery
import LinuxSupport
import Testing

@testable import Kubelet

/// What the node takes, and what it has.
@Suite struct AdmissionTests {
  private let admission = PodAdmission(resources: TestNode.settings("/tmp").resources)

  private func pod(_ name: String = "web", cpu: String = "1", extra: JSONValue = [:], _ more: JSONValue = [:])
    -> PodDefinition
  {
    var container: JSONValue = ["resources": ["requests": ["cpu": .string(cpu)]]]
    for (key, value) in more.objectValue ?? JSONObject() { container[key] = value }
    return PodMaker.pod(name, containers: [PodMaker.container("app", container)], extra: extra)
  }

  @Test func thereMustBeRoom() {
    let others = [pod("a", cpu: "2"), pod("b", cpu: "1500m")]
    #expect(admission.refusal(of: pod(cpu: "500m"), beside: others) == nil)
    #expect(
      admission.refusal(of: pod(cpu: "501m"), beside: others)
        == .init(
          reason: "OutOfcpu",
          message: "Node didn't have enough resource: cpu, requested: 501, used: 3500, capacity: 4000"))
    // What asks for nothing always fits.
    #expect(admission.refusal(of: PodMaker.pod(), beside: others + [pod("c", cpu: "5")]) == nil)
    var full = admission
    full.resources.allocatable.pods = 2
    #expect(full.refusal(of: PodMaker.pod(), beside: others)?.reason == "OutOfpods")
  }

  @Test func portsOfTheNodeAreTakenOnce() {
    func serving(_ port: Int64, _ ip: String = "", _ transport: String = "TCP") -> PodDefinition {
      pod(
        cpu: "1m",
        [
          "ports": [
            [
              "containerPort": 80, "hostPort": .integer(port), "hostIP": .string(ip), "protocol": .string(transport),
            ]
          ]
        ])
    }
    #expect(admission.refusal(of: serving(80), beside: [serving(81)]) == nil)
    #expect(admission.refusal(of: serving(80), beside: [serving(80)])?.reason == "NodePorts")
    #expect(admission.refusal(of: serving(80, "127.0.0.1"), beside: [serving(80, "127.0.0.2")]) == nil)
    #expect(admission.refusal(of: serving(80, "127.0.0.1"), beside: [serving(80, "0.0.0.0")])?.reason == "NodePorts")
    #expect(admission.refusal(of: serving(80, "", "UDP"), beside: [serving(80)]) == nil)
  }

  @Test(
    arguments: [
      ("kernel.shm_rmid_forced", false, nil), ("net/ipv4/tcp_syncookies", false, nil),
      ("kernel.msgmax", false, "forbidden sysctl: \"kernel.msgmax\" not allowlisted"),
      ("net.core.somaxconn", false, nil),
      (
        "net.ipv4.tcp_syncookies", true,
        "forbidden sysctl: \"net.ipv4.tcp_syncookies\" not allowed with host net enabled"
      ),
    ] as [(String, Bool, String?)])
  func onlySafeKernelParametersAreSet(_ name: String, _ hostNetwork: Bool, _ message: String?) {
    var admission = admission
    admission.allowedSysctls = ["net.core.*"]
    let pod = PodMaker.pod(extra: [
      "hostNetwork": .bool(hostNetwork), "securityContext": ["sysctls": [["name": .string(name), "value": "1"]]],
    ])
    let refusal = admission.refusal(of: pod, beside: [])
    #expect(refusal?.message == message)
    #expect(refusal?.reason == (message == nil ? nil : "SysctlForbidden"))
  }

  @Test func aNodeInNeedTakesOnlyWhatMatters() {
    var admission = admission
    admission.pressures = [.memory]
    let tolerant: JSONValue = ["tolerations": [["key": "node.kubernetes.io/memory-pressure", "operator": "Exists"]]]
    #expect(
      admission.refusal(of: PodMaker.pod(), beside: [])
        == .init(reason: "Evicted", message: "The node had condition: [MemoryPressure]. "))
    #expect(admission.refusal(of: PodMaker.pod(extra: tolerant), beside: []) == nil)
    #expect(admission.refusal(of: pod(cpu: "1"), beside: []) == nil)
    admission.pressures = [.memory, .disk]
    #expect(
      admission.refusal(of: pod(cpu: "1"), beside: [])?.message
        == "The node had condition: [DiskPressure MemoryPressure]. ")
    #expect(admission.refusal(of: PodMaker.pod(extra: ["priority": 2_000_001_000]), beside: []) == nil)
  }

  @Test func requestsAreThoseOfTheMostDemandingMoment() {
    func container(_ name: String, _ cpu: String, sidecar: Bool = false) -> JSONValue {
      var json = PodMaker.container(name, ["resources": ["requests": ["cpu": .string(cpu)]]])
      if sidecar { json["restartPolicy"] = "Always" }
      return json
    }
    func milli(_ initial: [JSONValue], extra: JSONValue = [:]) -> Int64 {
      PodMaker.pod(
        containers: [container("a", "1"), container("b", "500m")], initContainers: initial, extra: extra
      ).requests.cpuMilli
    }
    #expect(milli([]) == 1500)
    #expect(milli([container("i", "1")]) == 1500)
    #expect(milli([container("i", "2")]) == 2000)
    #expect(milli([container("s", "1", sidecar: true)]) == 2500)
    #expect(milli([container("s", "1", sidecar: true), container("i", "2")]) == 3000)
    #expect(milli([container("i", "2"), container("s", "1", sidecar: true)]) == 2500)
    #expect(milli([], extra: ["overhead": ["cpu": "250m"]]) == 1750)
    #expect(milli([], extra: ["resources": ["requests": ["cpu": "3"]]]) == 3000)
  }

  @Test func whatIsReservedIsNotAllocatable() throws {
    var facts = HostFacts.read()
    facts.processors = 4
    facts.memory = 8 << 30
    var options = KubeletOptions()
    options.kubeReserved = ["cpu": "100m", "memory": "256Mi"]
    options.systemReserved = ["cpu": "0.2", "ephemeral-storage": "1Gi"]
    let node = try NodeResources(facts: facts, diskBytes: 100 << 30, options: options)
    let allocatable = node.json.allocatable
    #expect(allocatable["cpu"] == "3700m")
    #expect(allocatable["memory"]?.stringValue == "\((8 << 20) - (256 << 10) - (100 << 10))Ki")
    // A tenth of the disk stays free, and what is reserved.
    #expect(allocatable["ephemeral-storage"]?.stringValue == "\((100 << 30) - (10 << 30) - (1 << 30))")
    #expect(node.json.capacity["cpu"] == "4")
    #expect(throws: KubeletError.self) {
      options.kubeReserved = ["cpu": "much"]
      _ = try NodeResources(facts: facts, diskBytes: 0, options: options)
    }
    #expect(throws: KubeletError.self) { try EvictionThreshold("memory.available", "101%") }
    #expect(throws: KubeletError.self) { try EvictionThreshold("memory.left", "1%") }
  }
}
