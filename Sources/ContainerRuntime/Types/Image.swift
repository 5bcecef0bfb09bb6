/// An image the runtime has.
public struct Image: Sendable, Equatable {
  public var id: String
  public var tags: [String]
  public var digests: [String]
  /// On disk, in bytes.
  public var size: UInt64
  /// The user it runs as, when that is a number.
  public var uid: Int64?
  /// The user it runs as, when that is a name.
  public var userName: String
  /// Never collected.
  public var isPinned: Bool

  public init(
    id: String, tags: [String] = [], digests: [String] = [], size: UInt64 = 0, uid: Int64? = nil, userName: String = "",
    isPinned: Bool = false
  ) {
    self.id = id
    self.tags = tags
    self.digests = digests
    self.size = size
    self.uid = uid
    self.userName = userName
    self.isPinned = isPinned
  }
}

/// What a registry wants to know.
public struct RegistryCredentials: Sendable, Equatable {
  public var username: String
  public var password: String
  public var serverAddress: String
  public var identityToken: String
  public var registryToken: String
  /// Base64 of `user:password`.
  public var auth: String

  public init(
    username: String = "", password: String = "", serverAddress: String = "", identityToken: String = "",
    registryToken: String = "", auth: String = ""
  ) {
    self.username = username
    self.password = password
    self.serverAddress = serverAddress
    self.identityToken = identityToken
    self.registryToken = registryToken
    self.auth = auth
  }
}

/// The space images take.
public struct ImageFilesystem: Sendable, Equatable {
  public var mountpoint: String
  public var usedBytes: UInt64
  public var usedInodes: UInt64

  public init(mountpoint: String, usedBytes: UInt64, usedInodes: UInt64) {
    self.mountpoint = mountpoint
    self.usedBytes = usedBytes
    self.usedInodes = usedInodes
  }
}
