import Testing

/// Which of our modules a module may import: always downwards, and no part another part (docs/architecture.md).
@Suite struct ImportRules {
  /// From the bottom up; a module may import those of the layers below its own, and those named beside it.
  static let allowed: [String: Set<String>] = {
    let foundations: Set<String> = ["APIMachinery", "KubernetesAPI", "Telemetry", "PKI", "HTTPTransport"]
    let client = foundations.union(["APIClient"])
    let everything: Set<String> = client.union([
      "Storage", "APIServer", "KubeScheduler", "ControllerManager", "Kubelet", "KubeProxy", "ClusterDNS",
      "ClusterNetwork", "Kubectl",
      "LinuxSupport", "ContainerRuntime", "Lab", "Benchmarks",
    ])
    return [
      "APIMachinery": ["CEmbedded"],
      "KubernetesAPI": ["APIMachinery"],
      "Telemetry": [],
      "CEL": ["APIMachinery"],
      "ResourceAccounting": ["APIMachinery"],
      "PKI": ["APIMachinery"],
      "HTTPTransport": ["APIMachinery", "Telemetry", "CZlib"],
      "Storage": ["APIMachinery", "Telemetry", "CSQLite"],
      "LinuxSupport": ["APIMachinery", "CLinux"],
      "Lab": ["APIMachinery", "LinuxSupport", "CLinux"],
      "ContainerRuntime": ["APIMachinery", "HTTPTransport", "LinuxSupport", "CEmbedded"],
      "APIClient": foundations,
      "APITesting": client,
      "GRPCTesting": [],
      "APIServer": [
        "APIMachinery", "CEL", "ResourceAccounting", "Storage", "HTTPTransport", "PKI", "Telemetry", "CEmbedded",
      ],
      "KubeScheduler": client,
      "ControllerManager": client.union(["CEL", "ResourceAccounting"]),
      "Kubelet": client.union(["ContainerRuntime", "LinuxSupport", "CEmbedded"]),
      "KubeProxy": client.union(["LinuxSupport"]),
      "ClusterDNS": client,
      "ClusterNetwork": client.union(["LinuxSupport"]),
      "Kubectl": client,
      "Benchmarks": client.union([
        "APIServer", "CEL", "Storage", "KubeScheduler", "ContainerRuntime", "Lab", "LinuxSupport",
      ]),
      "TypeGenerator": ["APIMachinery"],
      "generate-types": ["TypeGenerator"],
      "storage-crash-writer": ["Storage", "APIMachinery"],
      "apus": everything,
    ]
  }()

  /// Every module of ours, by name: what the rules are about.
  static let ours = Set(allowed.keys).union(["CEmbedded", "CLinux", "CSQLite", "CZlib"])

  @Test(arguments: SourceFile.all(under: "Sources"))
  func importsOnlyDownwards(_ file: SourceFile) throws {
    let allowed = try #require(
      Self.allowed[file.module], "\(file.module) is not in the table of modules: add it to ImportRules")
    let wrong = file.imports.intersection(Self.ours).subtracting(allowed)
    #expect(wrong.isEmpty, "\(file.path) imports \(wrong.sorted()), which its module may not")
  }

  @Test(arguments: SourceFile.all(under: "Sources"))
  func doesNotImportFoundationWhole(_ file: SourceFile) {
    #expect(!file.imports.contains("Foundation"), "\(file.path): import FoundationEssentials, or better neither")
  }
}
