import APIMachinery
import Testing

@testable import APIServer

@Suite struct PodSecurityTests {
  private func details(_ spec: JSONValue, _ level: PodSecurityLevel.Level, minor: Int? = nil) -> [String] {
    PodSecurityCheck.violations(
      by: PodSecurityPod(metadata: nil, spec: spec), at: PodSecurityLevel(level: level, minor: minor)
    ).map { "\($0.reason) (\($0.detail))" }
  }

  private static let hardened: JSONValue = [
    "allowPrivilegeEscalation": false, "capabilities": ["drop": ["ALL"]], "runAsNonRoot": true,
    "seccompProfile": ["type": "RuntimeDefault"],
  ]

  @Test func privilegedAllowsEverything() {
    #expect(details(["hostNetwork": true, "containers": []], .privileged).isEmpty)
  }

  @Test func baselineForbidsTheHost() {
    let spec: JSONValue = [
      "hostNetwork": true, "hostPID": true,
      "volumes": [["name": "v", "hostPath": ["path": "/"]], ["name": "w", "emptyDir": [:]]],
      "containers": [
        ["name": "a", "ports": [["hostPort": 80]], "securityContext": ["privileged": true]],
        ["name": "b", "ports": [["hostPort": 81], ["containerPort": 1]]],
      ],
    ]
    #expect(
      details(spec, .baseline) == [
        "host namespaces (hostNetwork=true, hostPID=true)", "hostPath volumes (volume \"v\")",
        "hostPort (containers \"a\", \"b\" use hostPorts 80, 81)",
        "privileged (container \"a\" must not set securityContext.privileged=true)",
      ])
  }

  @Test func restrictedWantsToBeTold() {
    let spec: JSONValue = ["containers": [["name": "c"]]]
    #expect(
      details(spec, .restricted) == [
        "allowPrivilegeEscalation != false (container \"c\" must set "
          + "securityContext.allowPrivilegeEscalation=false)",
        "unrestricted capabilities (container \"c\" must set securityContext.capabilities.drop=[\"ALL\"])",
        "runAsNonRoot != true (pod or container \"c\" must set securityContext.runAsNonRoot=true)",
        "seccompProfile (pod or container \"c\" must set securityContext.seccompProfile.type to "
          + "\"RuntimeDefault\" or \"Localhost\")",
      ])
    #expect(details(["containers": [["name": "c", "securityContext": Self.hardened]]], .restricted).isEmpty)
  }

  @Test func rulesAreThoseOfTheVersion() {
    var adding = Self.hardened
    adding["capabilities"] = ["drop": ["ALL"], "add": ["CHOWN"]]
    let spec: JSONValue = ["containers": [["name": "c", "securityContext": adding]]]
    #expect(details(spec, .restricted, minor: 21).isEmpty)
    #expect(details(spec, .restricted, minor: 22).count == 1)
    #expect(details(spec, .restricted, minor: 99).count == 1)
    let sysctl: JSONValue = [
      "containers": [], "securityContext": ["sysctls": [["name": "net.ipv4.tcp_rmem", "value": "1"]]],
    ]
    #expect(details(sysctl, .baseline, minor: 31) == ["forbidden sysctls (net.ipv4.tcp_rmem)"])
    #expect(details(sysctl, .baseline).isEmpty)
  }

  @Test func labelsMakeThePolicy() {
    let prefix = PodSecurityPolicy.labelPrefix
    let (policy, errors) = PodSecurityPolicy.of([prefix + "enforce": "baseline", prefix + "enforce-version": "v1.20"])
    #expect(errors.isEmpty)
    #expect("\(policy.enforce)" == "baseline:v1.20")
    #expect("\(policy.warn)" == "baseline:v1.20")
    #expect("\(policy.audit)" == "privileged:latest")
    let bad = PodSecurityPolicy.of([prefix + "enforce": "x", prefix + "warn-version": "v1.01"])
    #expect(bad.errors.count == 2)
    #expect(bad.policy.enforce.level == .restricted)
    #expect(bad.policy.warn.level == .privileged)
  }
}
