import APIClient
import APIMachinery
import ArgumentParser

extension Config {
  struct SetContext: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "set-context", abstract: "Make or change a context.")
    @OptionGroup var file: KubeconfigFile
    @Flag(help: "Change the current context.") var current = false
    @Option(help: ArgumentHelp("Its cluster.", valueName: "name")) var cluster: String?
    @Option(help: ArgumentHelp("Its user.", valueName: "name")) var user: String?
    @Option(help: ArgumentHelp("Its namespace.", valueName: "name")) var namespace: String?
    @Argument(help: "NAME") var name: String?

    func run() async throws {
      guard !current || name == nil else {
        throw KubectlError.usage("cannot specify both a context name and --current", "config set-context")
      }
      let chosen = current ? try file.load().currentContext : name ?? ""
      guard !chosen.isEmpty else {
        throw KubectlError(
          "error: \(current ? "no current context is set" : "you must specify a non-empty context name or --current")")
      }
      var isNew = false
      try file.change { kubeconfig in
        var context = kubeconfig.context(chosen) ?? Kubeconfig.Context()
        if let cluster { context.cluster = cluster }
        if let user { context.user = user }
        if let namespace { context.namespace = namespace }
        isNew = Self.put(context, chosen, in: &kubeconfig.contexts)
      }
      Terminal.print("Context \"\(chosen)\" \(isNew ? "created" : "modified").")
    }

    /// Replaces the entry of the name, or adds one. True where it is new.
    static func put<Value>(_ value: Value, _ name: String, in entries: inout [Kubeconfig.Named<Value>]) -> Bool {
      guard let index = entries.firstIndex(where: { $0.name == name }) else {
        entries.append(.init(name, value))
        return true
      }
      entries[index].value = value
      return false
    }
  }

  struct SetCluster: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "set-cluster", abstract: "Make or change a cluster.")
    @OptionGroup var file: KubeconfigFile
    @Option(help: ArgumentHelp("Address of the API server.", valueName: "url")) var server: String?
    @Option(
      name: .customLong("certificate-authority"), help: ArgumentHelp("File with CA certificates.", valueName: "file"))
    var certificateAuthority: String?
    @Flag(name: .customLong("embed-certs"), help: "Put the certificates themselves in.") var embed = false
    @Flag(
      name: .customLong("insecure-skip-tls-verify"), inversion: .prefixedNo,
      help: "Don't check the server's certificate.")
    var insecure: Bool?
    @Option(
      name: .customLong("tls-server-name"), help: ArgumentHelp("Name to expect in the certificate.", valueName: "name"))
    var tlsServerName: String?
    @Option(name: .customLong("proxy-url"), help: ArgumentHelp("Proxy to go through.", valueName: "url"))
    var proxyURL: String?
    @Argument(help: "NAME") var name: String

    func run() async throws {
      guard insecure != true || certificateAuthority == nil else {
        throw KubectlError("error: you cannot specify a certificate authority and insecure mode at the same time")
      }
      try file.change { kubeconfig in
        var cluster = kubeconfig.cluster(name) ?? Kubeconfig.Cluster()
        if let server { cluster.server = server }
        if let tlsServerName { cluster.tlsServerName = tlsServerName }
        if let proxyURL { cluster.proxyURL = proxyURL }
        if let insecure {
          cluster.insecureSkipTLSVerify = insecure
          if insecure { (cluster.certificateAuthority, cluster.certificateAuthorityData) = ("", []) }
        }
        if let certificateAuthority {
          cluster.insecureSkipTLSVerify = false
          cluster.certificateAuthority = embed ? "" : certificateAuthority
          cluster.certificateAuthorityData = embed ? try LocalFiles.read(certificateAuthority) : []
        }
        _ = SetContext.put(cluster, name, in: &kubeconfig.clusters)
      }
      Terminal.print("Cluster \"\(name)\" set.")
    }
  }

  struct SetCredentials: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "set-credentials", abstract: "Make or change a user.")
    @OptionGroup var file: KubeconfigFile
    @Option(help: ArgumentHelp("Bearer token.", valueName: "token")) var token: String?
    @Option(help: ArgumentHelp("Name for basic authentication.", valueName: "name")) var username: String?
    @Option(help: ArgumentHelp("Its password.", valueName: "password")) var password: String?
    @Option(name: .customLong("client-certificate"), help: ArgumentHelp("File with a certificate.", valueName: "file"))
    var certificate: String?
    @Option(name: .customLong("client-key"), help: ArgumentHelp("File with its key.", valueName: "file"))
    var key: String?
    @Flag(name: .customLong("embed-certs"), help: "Put certificate and key themselves in.") var embed = false
    @Argument(help: "NAME") var name: String

    func run() async throws {
      guard token ?? "" == "" || username ?? "" == "" && password ?? "" == "" else {
        throw KubectlError(
          "error: you cannot specify more than one authentication method at the same time: --token, --username/--password"
        )
      }
      try file.change { kubeconfig in
        var user = kubeconfig.user(name) ?? Kubeconfig.User()
        if let token {
          user.token = token
          if !token.isEmpty { (user.username, user.password) = ("", "") }
        }
        if let username { (user.username, user.token) = (username, "") }
        if let password { (user.password, user.token) = (password, "") }
        if let certificate {
          user.clientCertificate = embed ? "" : certificate
          user.clientCertificateData = embed ? try LocalFiles.read(certificate) : []
        }
        if let key {
          user.clientKey = embed ? "" : key
          user.clientKeyData = embed ? try LocalFiles.read(key) : []
        }
        _ = SetContext.put(user, name, in: &kubeconfig.users)
      }
      Terminal.print("User \"\(name)\" set.")
    }
  }

  struct RenameContext: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "rename-context", abstract: "Rename a context.")
    @OptionGroup var file: KubeconfigFile
    @Argument(help: "NAME") var name: String
    @Argument(help: "NEW_NAME") var newName: String

    func run() async throws {
      let path = file.path
      try file.change { kubeconfig in
        guard let index = kubeconfig.contexts.firstIndex(where: { $0.name == name }) else {
          throw KubectlError("error: cannot rename the context \"\(name)\", it's not in \(path)")
        }
        guard kubeconfig.context(newName) == nil else {
          throw KubectlError(
            "error: cannot rename the context \"\(name)\", the context \"\(newName)\" already exists in \(path)")
        }
        kubeconfig.contexts[index].name = newName
        if kubeconfig.currentContext == name { kubeconfig.currentContext = newName }
      }
      Terminal.print("Context \"\(name)\" renamed to \"\(newName)\".")
    }
  }

  struct DeleteContext: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete-context", abstract: "Delete a context.")
    @OptionGroup var entry: DeletedEntry

    func run() async throws {
      try entry.delete("context", from: \.contexts) { kubeconfig in
        guard kubeconfig.currentContext == entry.name else { return }
        Terminal.printError(
          "warning: this removed your active context, use \"kubectl config use-context\" to select a different one")
      }
    }
  }

  struct DeleteCluster: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete-cluster", abstract: "Delete a cluster.")
    @OptionGroup var entry: DeletedEntry

    func run() async throws { try entry.delete("cluster", from: \.clusters) }
  }

  struct DeleteUser: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete-user", abstract: "Delete a user.")
    @OptionGroup var entry: DeletedEntry

    func run() async throws { try entry.delete("user", from: \.users) }
  }

  /// An entry of the kubeconfig that is to go.
  struct DeletedEntry: ParsableArguments {
    @OptionGroup var file: KubeconfigFile
    @Argument(help: "NAME") var name: String

    /// - Parameter notice: Called before the entry is removed.
    func delete<Value>(
      _ kind: String, from list: WritableKeyPath<Kubeconfig, [Kubeconfig.Named<Value>]>,
      notice: (Kubeconfig) -> Void = { _ in }
    ) throws {
      let path = file.path
      try file.change { kubeconfig in
        guard kubeconfig[keyPath: list].contains(where: { $0.name == name }) else {
          throw KubectlError("error: cannot delete \(kind) \(name), not in \(path)")
        }
        notice(kubeconfig)
        kubeconfig[keyPath: list].removeAll { $0.name == name }
      }
      Terminal.print("deleted \(kind) \(name) from \(path)")
    }
  }

  struct SetProperty: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "set", abstract: "Set one value, such as contexts.web.namespace.")
    @OptionGroup var file: KubeconfigFile
    @Flag(name: .customLong("set-raw-bytes"), help: "For data: the value as it is, not base64.") var rawBytes = false
    @Argument(help: "PROPERTY_NAME") var property: String
    @Argument(help: "PROPERTY_VALUE") var value: String

    func run() async throws {
      let path = try KubeconfigProperty(property)
      try file.change { try path.set(value, rawBytes: rawBytes, in: &$0) }
      Terminal.print("Property \"\(property)\" set.")
    }
  }

  struct Unset: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "unset", abstract: "Remove one value, or a whole entry such as users.web.")
    @OptionGroup var file: KubeconfigFile
    @Argument(help: "PROPERTY_NAME") var property: String

    func run() async throws {
      let path = try KubeconfigProperty(property)
      try file.change { try path.unset(in: &$0) }
      Terminal.print("Property \"\(property)\" unset.")
    }
  }
}

/// One value of a kubeconfig by its name, such as `clusters.web.server`; names of entries may have dots.
struct KubeconfigProperty {
  private let list: String
  private let entry: String
  private let member: String

  /// The members of each list's entries.
  private static let members: [String: (kind: String, names: [String])] = [
    "clusters": (
      "cluster",
      [
        "server", "certificate-authority", "certificate-authority-data", "insecure-skip-tls-verify", "tls-server-name",
        "proxy-url",
      ]
    ),
    "contexts": ("context", ["cluster", "user", "namespace"]),
    "users": (
      "user",
      [
        "client-certificate", "client-certificate-data", "client-key", "client-key-data", "token", "tokenFile",
        "username", "password", "as", "as-uid",
      ]
    ),
  ]

  init(_ text: String) throws {
    let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
    list = parts.first ?? ""
    if list == "current-context" {
      (entry, member) = ("", "")
      return
    }
    guard let known = Self.members[list], parts.count > 1 else {
      throw KubectlError(
        "error: unable to parse \(text) after [] at api.Config"
      )
    }
    let rest = parts[1]
    if let found = known.names.first(where: { rest.hasSuffix("." + $0) }) {
      (entry, member) = (String(rest.dropLast(found.count + 1)), found)
    } else {
      (entry, member) = (rest, "")
    }
  }

  func set(_ value: String, rawBytes: Bool, in kubeconfig: inout Kubeconfig) throws {
    if list == "current-context" {
      kubeconfig.currentContext = value
      return
    }
    guard let kind = Self.members[list]?.kind, !member.isEmpty else {
      throw KubectlError("error: \(list).\(entry) is an entry: give the member to set, too")
    }
    var json = kubeconfig.json
    var entries = json[list]?.arrayValue ?? []
    let index = entries.firstIndex { $0["name"]?.stringValue == entry } ?? entries.count
    if index == entries.count { entries.append(["name": .string(entry)]) }
    var content = entries[index][kind] ?? [:]
    if member == "insecure-skip-tls-verify" {
      guard let flag = Bool(value) else { throw KubectlError("error: \(member) is true or false, not \"\(value)\"") }
      content[member] = .bool(flag)
    } else {
      content[member] = .string(member.hasSuffix("-data") && rawBytes ? Base64.encode(Array(value.utf8)) : value)
    }
    entries[index][kind] = content
    json[list] = .array(entries)
    try replace(&kubeconfig, json)
  }

  func unset(in kubeconfig: inout Kubeconfig) throws {
    if list == "current-context" {
      kubeconfig.currentContext = ""
      return
    }
    var json = kubeconfig.json
    var entries = json[list]?.arrayValue ?? []
    guard let kind = Self.members[list]?.kind,
      let index = entries.firstIndex(where: { $0["name"]?.stringValue == entry })
    else { return }
    if member.isEmpty { entries.remove(at: index) } else { entries[index][kind]?[member] = nil }
    json[list] = .array(entries)
    try replace(&kubeconfig, json)
  }

  private func replace(_ kubeconfig: inout Kubeconfig, _ json: JSONValue) throws {
    do {
      kubeconfig = try Kubeconfig(json: json)
    } catch let error as ClientError {
      throw KubectlError("error: \(error.message)")
    }
  }
}
