public import APIMachinery
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// Many watches at once, each on a connection of its own as those of separate clients are, which do nothing with
/// their events but count them.
public final class WatchLoad: Sendable {
  private static let openingMax = 16
  private let counter = Counter()
  private let channels = Mutex<[any Channel]>([])

  private init() {}

  /// The time that a change is asked for, for ``open(_:endpoint:tls:latencies:time:request:)``, in microseconds.
  public static func stamp(_ time: any TimeSource) -> Int {
    let (seconds, attoseconds) = time.uptime().components
    return Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000)
  }

  /// Opens `count` watches with the same request and returns when the server has begun to answer all of them.
  public static func open(
    _ count: Int, _ request: APIRequest, endpoint: Endpoint, tls: ClientTLS?
  ) async throws -> WatchLoad {
    try await open(count, endpoint: endpoint, tls: tls) { _ in request }
  }

  /// The same with a request for each watch.
  ///
  /// - Parameter latencies: Told how long events took whose last member is a text with the ``stamp(_:)`` of their change:
  ///   those of every tenth watch, since a look at each event costs as much as the event.
  public static func open(
    _ count: Int, endpoint: Endpoint, tls: ClientTLS?, latencies: WatchLatencies? = nil,
    time: any TimeSource = SystemTime(), request: @escaping @Sendable (Int) -> APIRequest
  ) async throws -> WatchLoad {
    let load = WatchLoad()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<count {
        if number >= openingMax { try await group.next() }
        let timing = number % 10 == 0 ? latencies.map { WatchTiming(latencies: $0, time: time) } : nil
        group.addTask { try await load.openOne(request(number), endpoint, tls, timing) }
      }
      try await group.waitForAll()
    }
    return load
  }

  private func openOne(
    _ request: APIRequest, _ endpoint: Endpoint, _ tls: ClientTLS?, _ timing: WatchTiming?
  ) async throws {
    let loop = TransportThreads.group.any()
    let begun = loop.makePromise(of: Void.self)
    do {
      let channel = try await LoadChannel.open(endpoint, tls, on: loop) { [counter] in
        WatchCounter(
          request: LoadChannel.encode(request, host: "\(endpoint)"), counter: counter, begun: begun, timing: timing)
      }
      channels.withLock { $0.append(channel) }
    } catch {
      begun.fail(error)
    }
    try await begun.futureResult.get()
  }

  /// Events that all watches have received together.
  public var eventCount: Int { counter.events.load(ordering: .relaxed) }

  /// Watches that the server has ended.
  public var endedCount: Int { counter.ended.load(ordering: .relaxed) }

  public func close() async {
    let open = channels.withLock { channels in
      defer { channels = [] }
      return channels
    }
    for channel in open { try? await channel.close().get() }
  }

  fileprivate final class Counter: Sendable {
    let events = Atomic(0)
    let ended = Atomic(0)
  }
}

/// Counts the lines that end an object; a chunk's own lines don't.
private final class WatchCounter: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let request: ByteBuffer
  private let counter: WatchLoad.Counter
  private let begun: EventLoopPromise<Void>
  private let timing: WatchTiming?
  private var hasBegun = false
  private var last: UInt8 = 0

  init(request: ByteBuffer, counter: WatchLoad.Counter, begun: EventLoopPromise<Void>, timing: WatchTiming?) {
    self.timing = timing
    self.request = request
    self.counter = counter
    self.begun = begun
  }

  func channelActive(context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(request), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if !hasBegun {
      hasBegun = true
      begun.succeed(())
    }
    let bytes = unwrapInboundIn(data)
    var count = 0
    timing?.read(bytes)
    bytes.withUnsafeReadableBytes { bytes in
      var start = 0
      while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
        if (end > 0 ? bytes[end - 1] : last) == UInt8(ascii: "}") { count += 1 }
        start = end + 1
      }
      last = bytes.last ?? last
    }
    if count > 0 { counter.events.add(count, ordering: .relaxed) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    counter.ended.add(1, ordering: .relaxed)
    if !hasBegun { begun.fail(TransportError(.closed, "the server has closed a watch")) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}

/// Reads from the events of a watch when their changes were asked for.
private struct WatchTiming: Sendable {
  let latencies: WatchLatencies
  let time: any TimeSource

  /// Looks at the end of each line; a line that comes in two parts may be missed.
  func read(_ bytes: ByteBuffer) {
    let now = WatchLoad.stamp(time)
    var found: [Int] = []
    bytes.withUnsafeReadableBytes { bytes in
      var start = 0
      while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
        if let stamp = Self.stamp(before: end, from: start, in: bytes), stamp > 0 { found.append(now - stamp) }
        start = end + 1
      }
    }
    if !found.isEmpty { latencies.record(found) }
  }

  /// The digits of the last text.
  private static func stamp(before end: Int, from start: Int, in bytes: UnsafeRawBufferPointer) -> Int? {
    var index = end - 1
    while index > start, bytes[index] == UInt8(ascii: "}") { index -= 1 }
    guard index > start, index < end - 1, bytes[index] == UInt8(ascii: "\"") else { return nil }
    index -= 1
    var value = 0
    var scale = 1
    while index > start, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]), scale < 1 << 55 {
      value += Int(bytes[index] - UInt8(ascii: "0")) * scale
      scale *= 10
      index -= 1
    }
    return bytes[index] == UInt8(ascii: "\"") ? value : nil
  }
}
