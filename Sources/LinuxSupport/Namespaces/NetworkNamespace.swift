internal import CLinux
internal import Glibc

/// A network namespace: interfaces, addresses, routes and packet filters of their own. It exists as long as this object,
/// a process or a mount refers to it.
public final class NetworkNamespace: Sendable {
  /// The open namespace file.
  public let descriptor: Descriptor

  init(_ descriptor: Descriptor) {
    self.descriptor = descriptor
  }

  /// A new namespace without a name, its loopback interface up and nothing else in it.
  public static func create() throws(LinuxError) -> NetworkNamespace {
    let result = onFreshThread { () throws(LinuxError) -> Descriptor in
      guard clinux_unshare(clinux_new_network) == 0 else { throw LinuxError.system("make a network namespace") }
      guard clinux_loopback_up() == 0 else { throw LinuxError.system("bring the loopback interface up") }
      return try Descriptor.open("/proc/thread-self/ns/net")
    }
    return NetworkNamespace(try result.get())
  }

  /// The namespace of the calling thread.
  public static func current() throws(LinuxError) -> NetworkNamespace {
    NetworkNamespace(try Descriptor.open("/proc/thread-self/ns/net"))
  }

  /// The namespace of a process.
  public static func of(process identifier: Int32) throws(LinuxError) -> NetworkNamespace {
    NetworkNamespace(try Descriptor.open("/proc/\(identifier)/ns/net"))
  }

  /// The namespace that a file stands for, such as the ones CNI gets or `ip netns add` makes.
  public static func at(path: String) throws(LinuxError) -> NetworkNamespace {
    NetworkNamespace(try Descriptor.open(path))
  }

  /// Identifies the namespace among all of the machine's.
  public var identifier: UInt64 {
    var info = stat()
    return fstat(descriptor.number, &info) == 0 ? UInt64(info.st_ino) : 0
  }

  /// Runs `body` inside, on a thread of its own, and waits for it. Sockets opened there stay in the namespace.
  public func run<Result: Sendable>(_ body: @escaping @Sendable () throws(LinuxError) -> Result) throws(LinuxError)
    -> Result
  {
    let descriptor = descriptor
    let result = Self.onFreshThread { () throws(LinuxError) -> Result in
      guard clinux_setns(descriptor.number, clinux_new_network) == 0 else {
        throw LinuxError.system("enter the network namespace")
      }
      return try body()
    }
    return try result.get()
  }

  /// A thread that changed its namespace isn't given back to anyone: it ends.
  private static func onFreshThread<Value: Sendable>(_ body: @escaping @Sendable () throws(LinuxError) -> Value)
    -> Result<Value, LinuxError>
  {
    let outcome = HandOver<Result<Value, LinuxError>>()
    do {
      try runOnNewThread(name: "apus-netns") {
        do throws(LinuxError) {
          outcome.give(.success(try body()))
        } catch {
          outcome.give(.failure(error))
        }
      }
    } catch {
      return .failure(error)
    }
    return outcome.take()
  }
}
