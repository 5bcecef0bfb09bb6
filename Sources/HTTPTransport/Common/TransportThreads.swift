public import NIOCore
internal import NIOPosix

/// The event loops that every server and client of the process shares.
public enum TransportThreads {
  /// Two loops: a second one is worth it even on small machines, more gain nothing measurable.
  public static let group: any EventLoopGroup = MultiThreadedEventLoopGroup(numberOfThreads: 2)
}
