// swift-tools-version: 6.2
import PackageDescription

// The decoders under libFuzzer (`make fuzz TARGET=json SECONDS=60`). A package of its own, with the modules that read
// what comes from outside linked in, so that only they are built with the fuzzer's instruments and none of the rest.

let instruments: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .unsafeFlags(["-sanitize=fuzzer,address"]),
]

let package = Package(
  name: "fuzz",
  dependencies: [
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .target(name: "CEmbedded", exclude: ["Files"]),
    .target(
      name: "APIMachinery",
      dependencies: [
        "CEmbedded", .product(name: "Yams", package: "Yams"),
        .product(name: "Collections", package: "swift-collections"),
      ], swiftSettings: instruments),
    .target(name: "CEL", dependencies: ["APIMachinery"], swiftSettings: instruments),
    .executableTarget(
      name: "Fuzz", dependencies: ["APIMachinery", "CEL"], swiftSettings: instruments,
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
  ]
)
