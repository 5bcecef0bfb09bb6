/// A file, directory or link of an image's layer.
public struct TarEntry: Sendable, Equatable {
  /// What stands at the path.
  public enum Content: Sendable, Equatable {
    case file([UInt8])
    case directory
    case symbolicLink(String)
  }

  /// Without leading slash.
  public var path: String
  public var content: Content
  /// Permission bits.
  public var mode: UInt32
  public var user: UInt32
  public var group: UInt32

  public init(_ path: String, _ content: Content, mode: UInt32? = nil, user: UInt32 = 0, group: UInt32 = 0) {
    self.path = String(path.drop { $0 == "/" })
    self.content = content
    self.mode =
      mode
      ?? {
        switch content {
        case .file: 0o644
        case .directory: 0o755
        case .symbolicLink: 0o777
        }
      }()
    self.user = user
    self.group = group
  }
}
