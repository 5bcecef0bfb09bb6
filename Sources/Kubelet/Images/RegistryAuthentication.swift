import APIMachinery
import ContainerRuntime

/// The registries of a pull secret (`kubernetes.io/dockerconfigjson` or the older `dockercfg`).
struct RegistryAuthentication {
  private var entries: [(registry: String, credentials: RegistryCredentials)] = []

  init(secret: JSONValue) {
    let files = KeyedFiles.secret(secret)
    let registries: JSONValue?
    if let bytes = files[".dockerconfigjson"] {
      registries = (try? JSONParser.parse(bytes))?["auths"]
    } else if let bytes = files[".dockercfg"] {
      registries = try? JSONParser.parse(bytes)
    } else {
      registries = nil
    }
    for (registry, entry) in registries?.objectValue ?? JSONObject() {
      var credentials = RegistryCredentials(
        username: entry.string("username"), password: entry.string("password"), serverAddress: registry,
        identityToken: entry.string("identitytoken"), registryToken: entry.string("registrytoken"))
      if credentials.username.isEmpty, let decoded = try? Base64.decode(entry.string("auth")) {
        let text = String(decoding: decoded, as: UTF8.self)
        if let colon = text.firstIndex(of: ":") {
          credentials.username = String(text[..<colon])
          credentials.password = String(text[text.index(after: colon)...])
        }
      }
      entries.append((Self.host(registry), credentials))
    }
  }

  /// Those of the image's registry; the longest matching path first.
  func credentials(for image: String) -> [RegistryCredentials] {
    let name = Self.fullName(image)
    return entries.filter { name == $0.registry || name.hasPrefix($0.registry + "/") }
      .sorted { $0.registry.utf8.count > $1.registry.utf8.count }.map(\.credentials)
  }

  /// `https://index.docker.io/v1/` → `index.docker.io`.
  private static func host(_ registry: String) -> String {
    var text = registry[...]
    for scheme in ["https://", "http://"] where text.hasPrefix(scheme) { text = text.dropFirst(scheme.count) }
    for suffix in ["/v1/", "/v2/", "/v1", "/v2", "/"] where text.hasSuffix(suffix) {
      text = text.dropLast(suffix.count)
      break
    }
    return text == "docker.io" ? "index.docker.io" : String(text)
  }

  /// Registry and path; images without registry are Docker's.
  private static func fullName(_ image: String) -> String {
    let parts = image.split(separator: "/", maxSplits: 1)
    guard parts.count == 2, parts[0].contains(".") || parts[0].contains(":") || parts[0] == "localhost" else {
      return "index.docker.io/" + (parts.count == 2 ? image : "library/" + image)
    }
    return parts[0] == "docker.io" ? "index.docker.io/\(parts[1])" : image
  }
}
