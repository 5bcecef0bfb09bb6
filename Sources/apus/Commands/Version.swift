import ArgumentParser

/// `apus version`.
struct Version: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Print the version.")

  func run() { print("apus 0.1.0 (Kubernetes v1.36.2)") }
}
