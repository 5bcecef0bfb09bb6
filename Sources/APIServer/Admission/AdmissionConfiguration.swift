import APIMachinery

/// What `--admission-control-config-file` says to single plugins (`AdmissionConfiguration` of
/// apiserver.config.k8s.io), read and checked at start.
struct AdmissionConfiguration: Sendable {
  private static let flag = "--admission-control-config-file"

  /// For EventRateLimit; nil where nothing is said about it.
  let eventRateLimit: JSONValue?
  /// For PodNodeSelector: `clusterDefaultNodeSelector` and by namespace.
  let nodeSelectors: [String: String]
  /// For PodTolerationRestriction.
  let defaultTolerations: [JSONValue]
  let allowedTolerations: [JSONValue]

  /// For ImagePolicyWebhook; nil where nothing is said about it.
  let imagePolicy: JSONValue?

  init() {
    (eventRateLimit, nodeSelectors, defaultTolerations, allowedTolerations) = (nil, [:], [], [])
    imagePolicy = nil
  }

  /// - Parameter read: The text of a file.
  init(path: String, read: (String) throws(KubeAPIServerError) -> String) throws(KubeAPIServerError) {
    let file = try Self.parse(try read(path), path)
    guard file["kind"] == "AdmissionConfiguration" else {
      throw KubeAPIServerError("\(Self.flag): \(path) holds no AdmissionConfiguration")
    }
    var plugins: [String: JSONValue] = [:]
    for plugin in file["plugins"]?.arrayValue ?? [] {
      let name = plugin["name"]?.stringValue ?? ""
      guard Self.known.contains(name) else {
        throw KubeAPIServerError("\(Self.flag): the plugin \(quoted(name)) takes no configuration here")
      }
      if let inner = plugin["path"]?.stringValue, !inner.isEmpty {
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
        let whole = inner.hasPrefix("/") ? inner : folder + inner
        plugins[name] = try Self.parse(try read(whole), whole)
      } else {
        plugins[name] = plugin["configuration"] ?? .null
      }
    }
    eventRateLimit = plugins["EventRateLimit"]
    nodeSelectors = JSONValue.strings(plugins["PodNodeSelector"]?["podNodeSelectorPluginConfig"])
    defaultTolerations = plugins["PodTolerationRestriction"]?["default"]?.arrayValue ?? []
    allowedTolerations = plugins["PodTolerationRestriction"]?["whitelist"]?.arrayValue ?? []
    imagePolicy = plugins["ImagePolicyWebhook"]
  }

  private static let known: Set<String> = [
    "EventRateLimit", "ImagePolicyWebhook", "PodNodeSelector", "PodTolerationRestriction",
  ]

  private static func parse(_ text: String, _ path: String) throws(KubeAPIServerError) -> JSONValue {
    do throws(ParseError) {
      return try YAMLCodec.decode(Array(text.utf8))
    } catch {
      throw KubeAPIServerError("\(flag): \(path) can't be read: \(error.message)")
    }
  }

  /// The limits on events.
  ///
  /// - Throws: What is wrong with them, or that they are missing where the plugin is on.
  func eventRateLimit(isOn: Bool, time: any TimeSource) throws(KubeAPIServerError) -> EventRateLimit? {
    guard let eventRateLimit else {
      guard !isOn else { throw KubeAPIServerError("\(Self.flag): EventRateLimit is on and has no limits") }
      return nil
    }
    do throws(APIError) {
      return try EventRateLimit(eventRateLimit, time: time)
    } catch {
      throw KubeAPIServerError("\(Self.flag): \(error.message)")
    }
  }

  /// Who is asked about images.
  ///
  /// - Throws: What is wrong with the settings, or that they are missing where the plugin is on.
  func imagePolicyWebhook(isOn: Bool, time: any TimeSource) throws(KubeAPIServerError) -> ImagePolicyWebhook? {
    guard isOn else { return nil }
    guard let imagePolicy else { throw KubeAPIServerError("\(Self.flag): ImagePolicyWebhook: no config specified") }
    do throws(ParseError) {
      let settings = try ImagePolicyWebhook.Settings(imagePolicy)
      do throws(KubeAPIServerError) {
        return try ImagePolicyWebhook(
          settings, kubeconfig: try ServerFiles.read(settings.kubeconfigPath, flag: Self.flag), time: time)
      } catch {
        throw ParseError(error.message)
      }
    } catch {
      throw KubeAPIServerError("\(Self.flag): ImagePolicyWebhook: \(error.message)")
    }
  }
}
