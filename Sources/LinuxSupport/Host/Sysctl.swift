/// Kernel parameters under /proc/sys, of the calling thread's namespaces.
public struct Sysctl: Sendable {
  private let files: any FileSystem
  private let root: String

  public init(files: any FileSystem = HostFileSystem(), root: String = "/proc/sys") {
    self.files = files
    self.root = root
  }

  /// The value of a parameter such as `net/ipv4/ip_forward`; nil when the kernel has none by that name.
  public func read(_ name: String) throws(LinuxError) -> String? {
    guard var text = try files.readTextIfPresent("\(root)/\(name)", limit: 64 << 10) else { return nil }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  /// Sets the parameter; no write when it has the value already. The former value, nil when it was the same.
  @discardableResult
  public func set(_ name: String, to value: String) throws(LinuxError) -> String? {
    guard let former = try read(name) else {
      throw LinuxError(.unsupported, "the kernel has no parameter \(name)")
    }
    if former == value { return nil }
    try files.write(value + "\n", to: "\(root)/\(name)")
    return former
  }
}
