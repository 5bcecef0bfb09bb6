import APIMachinery
import Testing

@testable import APIServer

@Suite struct RuntimeConfigurationTests {
  private func served(_ settings: [String]) throws -> Set<String> {
    var configuration = RuntimeConfiguration()
    try configuration.apply(settings)
    return Set(
      ResourceCatalog.builtIn.resources.filter(configuration.serves).map {
        "\($0.resource.group)/\($0.resource.version)/\($0.resource.resource)"
      })
  }

  @Test func whatIsOffByDefaultCanBeTurnedOn() throws {
    let standard = try served([])
    #expect(standard.contains("/v1/pods") && standard.contains("resource.k8s.io/v1/resourceclaims"))
    #expect(standard.allSatisfy { !$0.contains("alpha") && !$0.contains("beta") })
    let beta = try served(["api/beta=true"]).subtracting(standard)
    #expect(beta.contains("resource.k8s.io/v1beta1/deviceclasses") && beta.allSatisfy { $0.contains("beta") })
    let alpha = try served(["api/alpha=true"]).subtracting(standard)
    #expect(alpha.contains("scheduling.k8s.io/v1alpha2/workloads") && alpha.allSatisfy { $0.contains("alpha") })
    #expect(try served(["api/all=true"]) == standard.union(alpha).union(beta))
    #expect(
      try served(["networking.k8s.io/v1beta1=true"]).subtracting(standard) == [
        "networking.k8s.io/v1beta1/ipaddresses", "networking.k8s.io/v1beta1/servicecidrs",
      ])
    #expect(
      try served(["networking.k8s.io/v1beta1/ipaddresses=true"]).subtracting(standard) == [
        "networking.k8s.io/v1beta1/ipaddresses"
      ])
  }

  @Test func whatIsSaidMoreExactlyCountsMore() throws {
    let some = try served(["batch/v1/jobs=true", "batch/v1=false", "api/ga=true", "batch/v1/cronjobs"])
    #expect(some.contains("batch/v1/jobs") && some.contains("batch/v1/cronjobs"))
    #expect(try served(["batch/v1/jobs=false"]).contains("batch/v1/cronjobs"))
    #expect(try served(["/v1=false"]).contains("/v1/pods") == false)
  }

  static let refused = [
    ("api/all=false", "invalid runtime-config with only api/all=false"),
    ("v1=true", "runtime-config invalid key v1"),
    ("apps/v2=true", "group version apps/v2 that has not been registered"),
    ("nobody.io/v1=true", "unknown api groups nobody.io/v1"),
    (
      "apps/v1=perhaps",
      #"invalid value of apps/v1: perhaps, err: strconv.ParseBool: parsing "perhaps": invalid syntax"#
    ),
    ("api/beta=1", "invalid value api/beta=1"),
    (
      "apps/v1/Deployments=true",
      #"invalid key apps/v1/Deployments: group/version/resource and resource is always lowercase plural, not "Deployments""#
    ),
  ]

  @Test(arguments: refused) func mistakesAreNamed(setting: String, problem: String) {
    #expect(throws: RuntimeConfiguration.Problem(description: problem)) { try served([setting]) }
  }
}
