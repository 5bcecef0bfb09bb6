import APIMachinery
import ContainerRuntime
import LinuxSupport
import Testing

@testable import Kubelet

/// What is told to those who measure.
@Suite struct StatisticsTests {
  private var statistics: NodeStatistics {
    var stats = ContainerStats(id: "c1", name: "app", labels: [:])
    stats.cpuUsageCoreNanoseconds = 1_500_000_000
    stats.memoryWorkingSetBytes = 4096
    stats.writableLayerBytes = 100
    var usage = CgroupUsage()
    usage.cpuNanoseconds = 2_000_000_000
    usage.workingSetBytes = 8192
    let pod = NodeStatistics.Pod(
      name: "web", namespace: "default", uid: "u", startTime: "2026-01-01T00:00:00Z", usage: usage,
      network: NetworkCounters.parse(Self.interfaces),
      containers: [
        .init(name: "app", image: "busybox:1", startedAt: Timestamp(seconds: 1000), stats: stats, logs: 7)
      ], volumes: [.init(name: "scratch", usedBytes: 5, space: nil)])
    return NodeStatistics(
      time: Timestamp(seconds: 2000), nodeName: "node-1", usage: usage, memory: MemoryState(), network: [],
      disk: DiskSpace(totalBytes: 1000, availableBytes: 400), images: nil, pods: [pod])
  }

  private static let interfaces = """
    Inter-|   Receive                                                |  Transmit
     face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
        lo:     840      10    0    0    0     0          0         0      840      10    0    0    0     0       0          0
      eth0:1234      56    1    2    0     0          0         0      789      12    3    4    0     0       0          0
    """

  @Test func interfacesAreRead() {
    let all = NetworkCounters.parse(Self.interfaces)
    #expect(
      all == [
        NetworkCounters(
          name: "eth0", receivedBytes: 1234, receivedPackets: 56, receiveErrors: 1, receivedDropped: 2, sentBytes: 789,
          sentPackets: 12, sendErrors: 3, sentDropped: 4)
      ])
    #expect(NetworkCounters.parse("eth0: 1 2\nnothing") == [])
  }

  @Test func ratesComeFromTwoLooks() {
    let usage = UsageHistory()
    #expect(usage.note("a", nanoseconds: 100, at: .seconds(1)) == nil)
    // Too soon to say.
    #expect(usage.note("a", nanoseconds: 200, at: .seconds(1) + .milliseconds(500)) == nil)
    #expect(usage.note("a", nanoseconds: 500, at: .seconds(3)) == 200)
    #expect(usage.rate("a") == 200)
    // Another one under the same name begins anew.
    #expect(usage.note("a", nanoseconds: 5, at: .seconds(9)) == nil)
    usage.keep(only: [])
    #expect(usage.rate("a") == nil)
  }

  @Test func theSummaryHasWhatProgramsLookFor() {
    let json = StatsSummary(statistics: statistics, usage: UsageHistory(), bootedAt: 10).json
    #expect(json["node"]?.string("startTime") == "1970-01-01T00:00:10Z")
    let pod = json.list("pods").first ?? .null
    #expect(pod[path: "network", "rxBytes"] == 1234)
    // What the container wrote, its log and the volume.
    #expect(pod[path: "ephemeral-storage", "usedBytes"] == 112)
    #expect(pod.list("volume").first?["usedBytes"] == 5)
    let container = pod.list("containers").first ?? .null
    #expect(container.string("startTime") == "1970-01-01T00:16:40Z")
    #expect(container[path: "cpu", "usageCoreNanoSeconds"] == 1_500_000_000)
    #expect(container[path: "logs", "usedBytes"] == 7)
  }

  @Test func metricsHaveUpstreamsNames() {
    let resource = ResourceMetrics(statistics: statistics).text
    for line in [
      #"container_cpu_usage_seconds_total{container="app",namespace="default",pod="web"} 1.5 2000000"#,
      #"container_start_time_seconds{container="app",namespace="default",pod="web"} 1000.0"#,
      #"pod_cpu_usage_seconds_total{namespace="default",pod="web"} 2.0 2000000"#, "resource_scrape_error 0",
    ] {
      #expect(resource.split(separator: "\n").contains(Substring(line)), "\(resource)")
    }
    let cadvisor = CadvisorMetrics(statistics: statistics, facts: HostFacts.read()).text
    #expect(
      cadvisor.contains(
        #"container_network_receive_bytes_total{container="",id="/kubepods/podu",image="",name="",namespace="default",pod="web",interface="eth0"} 1234"#
      ))
    #expect(
      cadvisor.contains(
        #"container_memory_working_set_bytes{container="app",id="/kubepods/podu/c1",image="busybox:1",name="c1","#))
  }
}
