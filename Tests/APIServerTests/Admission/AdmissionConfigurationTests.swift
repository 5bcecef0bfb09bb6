import APIMachinery
import Testing

@testable import APIServer

@Suite struct AdmissionConfigurationTests {
  private static let limits = "kind: Configuration\nlimits:\n- {type: Server, qps: 5, burst: 10}\n"

  private func read(_ text: String) throws(KubeAPIServerError) -> AdmissionConfiguration {
    try AdmissionConfiguration(path: "/etc/admission.yaml") { path throws(KubeAPIServerError) in
      switch path {
      case "/etc/admission.yaml": return text
      case "/etc/limits.yaml": return Self.limits
      default: throw KubeAPIServerError("\(path) does not exist")
      }
    }
  }

  @Test func tellsPluginsWhatIsMeantForThem() throws {
    let configuration = try read(
      """
      apiVersion: apiserver.config.k8s.io/v1
      kind: AdmissionConfiguration
      plugins:
      - name: EventRateLimit
        path: limits.yaml
      - name: PodNodeSelector
        configuration:
          podNodeSelectorPluginConfig: {clusterDefaultNodeSelector: "a=b", n: "c=d"}
      - name: PodTolerationRestriction
        configuration:
          default: [{key: a, operator: Exists}]
      """)
    #expect(try configuration.eventRateLimit(isOn: true, time: StillTime(0)) != nil)
    #expect(configuration.nodeSelectors == ["clusterDefaultNodeSelector": "a=b", "n": "c=d"])
    #expect(configuration.defaultTolerations == [["key": "a", "operator": "Exists"]])
  }

  @Test(arguments: [
    "kind: Pod", "kind: AdmissionConfiguration\nplugins: [{name: Nobody}]", "kind: [",
    "kind: AdmissionConfiguration\nplugins: [{name: EventRateLimit, path: none.yaml}]",
  ])
  func refusesWhatItDoesNotUnderstand(_ text: String) {
    #expect(throws: KubeAPIServerError.self) { try read(text) }
  }

  @Test func limitsMustBeGivenAndMakeSense() throws {
    #expect(throws: KubeAPIServerError.self) {
      try AdmissionConfiguration().eventRateLimit(isOn: true, time: StillTime(0))
    }
    let wrong = try read(
      "kind: AdmissionConfiguration\nplugins: [{name: EventRateLimit, configuration: {limits: [{type: Server}]}}]")
    #expect(throws: KubeAPIServerError.self) { try wrong.eventRateLimit(isOn: false, time: StillTime(0)) }
  }
}
