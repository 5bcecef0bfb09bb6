import APIMachinery

/// `/version`: the Kubernetes release whose API is served.
struct VersionHandler: PathHandler {
  static let major = "1"
  static let minor = "36"
  static let gitVersion = "v1.36.2"

  func respond(to context: RequestContext, server: APIServer) async throws(APIError) -> APIResponse {
    guard context.request.method == "GET" else { throw .methodNotAllowed }
    let version: JSONValue = [
      "major": .string(Self.major), "minor": .string(Self.minor), "emulationMajor": .string(Self.major),
      "emulationMinor": .string(Self.minor), "minCompatibilityMajor": .string(Self.major),
      "minCompatibilityMinor": "35",
      "gitVersion": .string(Self.gitVersion), "gitCommit": "", "gitTreeState": "", "buildDate": "",
      "goVersion": "", "compiler": "swift", "platform": .string(Self.platform),
    ]
    return APIResponse(
      status: 200, headers: Headers([("Content-Type", "application/json")]), body: .bytes(version.encodedPretty()))
  }

  private static var platform: String {
    #if arch(arm64)
      "linux/arm64"
    #else
      "linux/amd64"
    #endif
  }
}
