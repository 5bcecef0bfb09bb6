/// A kubeconfig file, or several merged: which clusters there are and who one is there.
public struct Kubeconfig: Sendable, Equatable {
  /// By name, in the order written.
  public var clusters: [Named<Cluster>] = []
  public var users: [Named<User>] = []
  public var contexts: [Named<Context>] = []
  /// Empty where none is chosen.
  public var currentContext = ""

  /// Nothing.
  public init() {}

  /// An entry with its name.
  public struct Named<Value: Sendable & Equatable>: Sendable, Equatable {
    public var name: String
    public var value: Value

    /// Names a value.
    public init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }

  /// Where an API server is and how to know it.
  public struct Cluster: Sendable, Equatable {
    public var server = ""
    public var certificateAuthority = ""
    public var certificateAuthorityData: [UInt8] = []
    public var tlsServerName = ""
    public var insecureSkipTLSVerify = false
    public var proxyURL = ""

    /// All fields empty.
    public init() {}
  }

  /// Who one is.
  public struct User: Sendable, Equatable {
    public var clientCertificate = ""
    public var clientCertificateData: [UInt8] = []
    public var clientKey = ""
    public var clientKeyData: [UInt8] = []
    public var token = ""
    public var tokenFile = ""
    public var username = ""
    public var password = ""
    public var impersonateUser = ""
    public var impersonateUID = ""
    public var impersonateGroups: [String] = []
    /// The name of the program of an `exec` entry, which isn't supported; empty where there is none.
    public var execCommand = ""
    /// The name of an `auth-provider`, which isn't supported; empty where there is none.
    public var authProvider = ""

    /// All fields empty.
    public init() {}
  }

  /// Which user in which cluster, and the namespace meant where none is named.
  public struct Context: Sendable, Equatable {
    public var cluster = ""
    public var user = ""
    public var namespace = ""

    /// Names a cluster, a user and a namespace.
    public init(cluster: String = "", user: String = "", namespace: String = "") {
      self.cluster = cluster
      self.user = user
      self.namespace = namespace
    }
  }

  /// The cluster of that name.
  public func cluster(_ name: String) -> Cluster? { clusters.first { $0.name == name }?.value }
  /// The user of that name.
  public func user(_ name: String) -> User? { users.first { $0.name == name }?.value }
  /// The context of that name.
  public func context(_ name: String) -> Context? { contexts.first { $0.name == name }?.value }

  /// Adds what `other` has and this hasn't: where both have an entry of a name, or a current context, the
  /// first stays, as kubectl merges the files of `KUBECONFIG`.
  public mutating func merge(_ other: Kubeconfig) {
    func add<Value>(_ new: [Named<Value>], to list: inout [Named<Value>]) {
      for entry in new where !list.contains(where: { $0.name == entry.name }) { list.append(entry) }
    }
    add(other.clusters, to: &clusters)
    add(other.users, to: &users)
    add(other.contexts, to: &contexts)
    if currentContext.isEmpty { currentContext = other.currentContext }
  }
}
