public import APIMachinery

extension Kubeconfig {
  /// Reads YAML or JSON. Relative file names are taken to be relative to `folder`.
  /// Throws ``ClientError`` with what is wrong.
  public init(parsing bytes: [UInt8], folder: String = "") throws {
    let json: JSONValue
    do {
      json = try YAMLCodec.decode(bytes)
    } catch {
      throw ClientError(.invalidConfiguration, "the kubeconfig is no valid YAML: \(error)")
    }
    try self.init(json: json, folder: folder)
  }

  /// Reads the JSON form of a kubeconfig.
  public init(json: JSONValue, folder: String = "") throws {
    if json.isNull { return }
    guard json.objectValue != nil else {
      throw ClientError(.invalidConfiguration, "the kubeconfig is no mapping")
    }
    let reader = Reader(folder: folder)
    clusters = try reader.list(json, "clusters", "cluster", reader.cluster)
    users = try reader.list(json, "users", "user", reader.user)
    contexts = try reader.list(json, "contexts", "context") { context in
      Context(
        cluster: context["cluster"]?.stringValue ?? "", user: context["user"]?.stringValue ?? "",
        namespace: context["namespace"]?.stringValue ?? "")
    }
    currentContext = json["current-context"]?.stringValue ?? ""
  }

  /// As kubectl writes it.
  public var json: JSONValue {
    func list<Value>(_ entries: [Named<Value>], _ member: String, _ json: (Value) -> JSONValue) -> JSONValue {
      .array(entries.map { .object(JSONObject([(member, json($0.value)), ("name", .string($0.name))])) })
    }
    return [
      "apiVersion": "v1", "kind": "Config", "clusters": list(clusters, "cluster", \.json),
      "contexts": list(contexts, "context", \.json), "current-context": .string(currentContext),
      "preferences": [:], "users": list(users, "user", \.json),
    ]
  }

  /// As kubectl writes it, in YAML.
  public var yaml: [UInt8] { YAMLCodec.encode(json) }

  private struct Reader {
    var folder: String

    func list<Value>(
      _ json: JSONValue, _ list: String, _ member: String, _ read: (JSONValue) throws -> Value
    ) throws -> [Named<Value>] {
      guard let entries = json[list], !entries.isNull else { return [] }
      guard let elements = entries.arrayValue else {
        throw ClientError(.invalidConfiguration, "\(list) of the kubeconfig is no list")
      }
      return try elements.map { element in
        guard let name = element["name"]?.stringValue else {
          throw ClientError(.invalidConfiguration, "an entry of \(list) in the kubeconfig has no name")
        }
        return Named(name, try read(element[member] ?? [:]))
      }
    }

    func cluster(_ json: JSONValue) throws -> Cluster {
      var cluster = Cluster()
      cluster.server = json["server"]?.stringValue ?? ""
      cluster.certificateAuthority = file(json, "certificate-authority")
      cluster.certificateAuthorityData = try data(json, "certificate-authority-data")
      cluster.tlsServerName = json["tls-server-name"]?.stringValue ?? ""
      cluster.insecureSkipTLSVerify = json["insecure-skip-tls-verify"]?.boolValue ?? false
      cluster.proxyURL = json["proxy-url"]?.stringValue ?? ""
      return cluster
    }

    func user(_ json: JSONValue) throws -> User {
      var user = User()
      user.clientCertificate = file(json, "client-certificate")
      user.clientCertificateData = try data(json, "client-certificate-data")
      user.clientKey = file(json, "client-key")
      user.clientKeyData = try data(json, "client-key-data")
      user.token = json["token"]?.stringValue ?? ""
      user.tokenFile = file(json, "tokenFile")
      user.username = json["username"]?.stringValue ?? ""
      user.password = json["password"]?.stringValue ?? ""
      user.impersonateUser = json["as"]?.stringValue ?? ""
      user.impersonateUID = json["as-uid"]?.stringValue ?? ""
      user.impersonateGroups = (json["as-groups"]?.arrayValue ?? []).compactMap(\.stringValue)
      user.execCommand = json[path: "exec", "command"]?.stringValue ?? ""
      user.authProvider = json[path: "auth-provider", "name"]?.stringValue ?? ""
      return user
    }

    private func file(_ json: JSONValue, _ member: String) -> String {
      let path = json[member]?.stringValue ?? ""
      guard !path.isEmpty, !path.hasPrefix("/"), !folder.isEmpty else { return path }
      return folder + "/" + path
    }

    private func data(_ json: JSONValue, _ member: String) throws -> [UInt8] {
      guard let text = json[member]?.stringValue, !text.isEmpty else { return [] }
      do {
        return try Base64.decode(text)
      } catch {
        throw ClientError(.invalidConfiguration, "\(member) of the kubeconfig is no valid base64: \(error)")
      }
    }
  }
}

/// Collects the members that are set.
private struct Members {
  private(set) var object = JSONObject()

  mutating func add(_ name: String, _ text: String) {
    if !text.isEmpty { object[name] = .string(text) }
  }

  mutating func add(_ name: String, _ data: [UInt8]) {
    if !data.isEmpty { object[name] = .string(Base64.encode(data)) }
  }
}

extension Kubeconfig.Cluster {
  fileprivate var json: JSONValue {
    var members = Members()
    members.add("certificate-authority", certificateAuthority)
    members.add("certificate-authority-data", certificateAuthorityData)
    members.add("proxy-url", proxyURL)
    members.add("server", server)
    members.add("tls-server-name", tlsServerName)
    var object = members.object
    if insecureSkipTLSVerify { object["insecure-skip-tls-verify"] = true }
    return .object(object)
  }
}

extension Kubeconfig.User {
  fileprivate var json: JSONValue {
    var members = Members()
    members.add("as", impersonateUser)
    members.add("as-uid", impersonateUID)
    members.add("client-certificate", clientCertificate)
    members.add("client-certificate-data", clientCertificateData)
    members.add("client-key", clientKey)
    members.add("client-key-data", clientKeyData)
    members.add("password", password)
    members.add("token", token)
    members.add("tokenFile", tokenFile)
    members.add("username", username)
    var object = members.object
    if !impersonateGroups.isEmpty { object["as-groups"] = .array(impersonateGroups.map { .string($0) }) }
    return .object(object)
  }
}

extension Kubeconfig.Context {
  fileprivate var json: JSONValue {
    var members = Members()
    members.add("cluster", cluster)
    members.add("namespace", namespace)
    members.add("user", user)
    return .object(members.object)
  }
}
