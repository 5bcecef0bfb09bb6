// swift-tools-version: 6.2
import PackageDescription

// One module per part, upstream's names, imports only downwards; docs/architecture.md explains the
// layers and Tests/HouseRulesTests checks them.

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHPACK = Target.Dependency.product(name: "NIOHPACK", package: "swift-nio-http2")
let nioHTTP2 = Target.Dependency.product(name: "NIOHTTP2", package: "swift-nio-http2")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let collections = Target.Dependency.product(name: "Collections", package: "swift-collections")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

func part(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
  name: "apus",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "apus", targets: ["apus"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // System libraries and embedded files.
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CEmbedded", exclude: ["Files"]),
    .target(name: "CLinux"),

    // Foundations.
    part("APIMachinery", ["CEmbedded", yams, collections]),
    part("KubernetesAPI", ["APIMachinery"]),
    part("Telemetry", [logging]),
    part("CEL", ["APIMachinery"]),
    part("ResourceAccounting", ["APIMachinery"]),
    part("PKI", ["APIMachinery", crypto, x509, asn1]),
    part(
      "HTTPTransport",
      [
        "APIMachinery", "Telemetry", "CZlib", nioCore, nioPosix, nioHTTP1, nioSSL, nioTLS, nioHTTP2, nioHPACK,
        crypto, logging,
      ]),
    part("Storage", ["APIMachinery", "Telemetry", "CSQLite", collections, logging]),
    part("LinuxSupport", ["APIMachinery", "CLinux", logging]),
    part("Lab", ["APIMachinery", "CLinux", "LinuxSupport"]),
    part(
      "ContainerRuntime",
      ["APIMachinery", "HTTPTransport", "LinuxSupport", "CEmbedded", protobuf, crypto, logging],
      exclude: ["CRI/cri.proto", "CRI/containerd.proto"]),
    part(
      "APIClient",
      ["APIMachinery", "KubernetesAPI", "HTTPTransport", "PKI", "Telemetry", collections, logging]),

    // What tests of parts share: an API in memory, a simulated clock.
    part("APITesting", ["APIMachinery", "KubernetesAPI", "APIClient"]),
    // A gRPC server for tests of those who call some.
    part("GRPCTesting", [nioCore, nioPosix, nioHTTP2, nioHPACK]),

    // Parts: none imports another.
    part(
      "APIServer",
      [
        "APIMachinery", "CEL", "ResourceAccounting", "Storage", "HTTPTransport", "PKI", "Telemetry", "CEmbedded",
        crypto, cryptoExtras, x509, collections, logging, lifecycle,
      ]),
    part(
      "KubeScheduler", ["APIMachinery", "KubernetesAPI", "APIClient", "Telemetry", collections, logging, lifecycle]),
    part(
      "ControllerManager",
      [
        "APIMachinery", "KubernetesAPI", "APIClient", "CEL", "PKI", "ResourceAccounting", "Telemetry", crypto,
        collections, logging, lifecycle,
      ]),
    part(
      "Kubelet",
      [
        "APIMachinery", "KubernetesAPI", "APIClient", "ContainerRuntime", "HTTPTransport", "LinuxSupport", "PKI",
        "Telemetry", "CEmbedded", collections, logging, lifecycle,
      ]),
    part(
      "KubeProxy",
      ["APIMachinery", "KubernetesAPI", "APIClient", "HTTPTransport", "LinuxSupport", "Telemetry", logging, lifecycle]),
    part(
      "ClusterDNS",
      [
        "APIMachinery", "KubernetesAPI", "APIClient", "HTTPTransport", "Telemetry", nioCore, nioPosix, logging,
        lifecycle,
      ]),
    part(
      "ClusterNetwork",
      ["APIMachinery", "KubernetesAPI", "APIClient", "LinuxSupport", "Telemetry", logging, lifecycle]),
    part(
      "Kubectl",
      ["APIMachinery", "KubernetesAPI", "APIClient", "HTTPTransport", crypto, arguments, logging]),

    // What `apus bench` measures.
    part(
      "Benchmarks",
      [
        "APIMachinery", "APIClient", "APIServer", "CEL", "Storage", "KubeScheduler", "ContainerRuntime",
        "HTTPTransport",
        "Lab", "LinuxSupport", "PKI",
      ]),

    // The executable wires parts together, nothing else.
    .executableTarget(
      name: "apus",
      dependencies: [
        "APIMachinery", "KubernetesAPI", "APIClient", "APIServer", "Storage", "KubeScheduler", "ControllerManager",
        "Kubelet", "KubeProxy", "ClusterDNS", "ClusterNetwork", "ContainerRuntime", "Kubectl", "HTTPTransport", "Lab",
        "Benchmarks",
        "LinuxSupport", "PKI",
        "Telemetry", arguments, logging, lifecycle, signals,
      ],
      swiftSettings: strict),

    // Generates Sources/KubernetesAPI from the schema; a test keeps the result current.
    part("TypeGenerator", ["APIMachinery"]),
    .executableTarget(name: "generate-types", dependencies: ["TypeGenerator"], swiftSettings: strict),

    // Writes to a store until the crash test kills it.
    .executableTarget(
      name: "storage-crash-writer", dependencies: ["APIMachinery", "Storage"], swiftSettings: strict),

    tests("HouseRulesTests", []),
    tests("BenchmarksTests", ["Benchmarks", "APIMachinery"]),
    tests("APIMachineryTests", ["APIMachinery"]),
    tests("CELTests", ["APIMachinery", "CEL"], exclude: ["Cases"]),
    tests("ResourceAccountingTests", ["APIMachinery", "ResourceAccounting"]),
    tests("KubernetesAPITests", ["APIMachinery", "KubernetesAPI", "TypeGenerator"]),
    tests(
      "HTTPTransportTests",
      [
        "APIMachinery", "APITesting", "HTTPTransport", "PKI", "GRPCTesting", nioCore, nioPosix, nioEmbedded, nioHTTP2,
        nioHPACK,
        nioSSL,
      ]),
    tests("TelemetryTests", ["Telemetry", logging]),
    tests("PKITests", ["APIMachinery", "PKI"]),
    tests("StorageTests", ["APIMachinery", "APITesting", "Storage", "Telemetry", "storage-crash-writer"]),
    tests("APIClientTests", ["APIMachinery", "KubernetesAPI", "APIClient", "APITesting"]),
    tests(
      "APIServerTests",
      [
        "APIMachinery", "APITesting", "APIServer", "CEL", "GRPCTesting", "Storage", "HTTPTransport", "PKI", crypto,
        collections, logging,
      ],
      exclude: ["Conversations"]),
    tests("KubeSchedulerTests", ["APIMachinery", "KubernetesAPI", "APIClient", "APITesting", "KubeScheduler"]),
    tests("ControllerManagerTests", ["APIMachinery", "KubernetesAPI", "APIClient", "APITesting", "ControllerManager"]),
    tests("ContainerRuntimeTests", ["APIMachinery", "APITesting", "ContainerRuntime", "LinuxSupport"]),
    tests(
      "KubeletTests",
      [
        "APIMachinery", "KubernetesAPI", "Kubelet", "ContainerRuntime", "LinuxSupport", "APIClient", "APITesting",
        "HTTPTransport", "PKI", logging,
      ]),
    tests("LabTests", ["APIMachinery", "Lab", "LinuxSupport"], exclude: ["Story/Scripts"]),
    tests("LinuxSupportTests", ["APIMachinery", "LinuxSupport"]),
    tests("KubeProxyTests", ["APIMachinery", "KubernetesAPI", "KubeProxy", "LinuxSupport"]),
    tests("ClusterDNSTests", ["APIMachinery", "KubernetesAPI", "ClusterDNS", "HTTPTransport", nioCore, nioPosix]),
    tests("ClusterNetworkTests", ["APIMachinery", "ClusterNetwork", "KubernetesAPI", "LinuxSupport", logging]),
    tests("KubectlTests", ["APIMachinery", "Kubectl", "APIClient", "APITesting"]),
    tests(
      "ClusterTests",
      [
        "APIMachinery", "KubernetesAPI", "APIClient", "APITesting", "APIServer", "Storage", "ControllerManager",
        "KubeScheduler",
      ]),
    tests("ApusTests", ["APIMachinery", "APIServer", "Benchmarks", "Kubectl", "apus", arguments]),
  ]
)
