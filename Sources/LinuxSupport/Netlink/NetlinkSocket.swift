internal import CLinux
internal import Glibc
internal import Synchronization

/// A channel to one of the kernel's netlink families. A protocol so that recorded bytes drive tests without root.
public protocol NetlinkTransport: Sendable {
  /// Sends one datagram and returns the datagrams that answer it, up to and with the one that ends the answer.
  func exchange(_ datagram: [UInt8], isLast: (ArraySlice<UInt8>) throws(LinuxError) -> Bool) throws(LinuxError)
    -> [[UInt8]]
}

/// The kernel's own answer. The kernel answers at once, so calls block; one at a time.
public final class NetlinkSocket: NetlinkTransport {
  /// The families that are used here.
  public enum Family: Int32, Sendable {
    case route = 0
    case netfilter = 12
  }

  /// Bytes of one answer, at most: a dump of a few hundred thousand connections.
  private static let answerLimit = 256 << 20
  private static let datagramLimit = 256 << 10

  private let descriptor: Descriptor
  private let turn = Mutex(())

  /// Opens a socket in the calling thread's network namespace, where it stays.
  public init(_ family: Family) throws(LinuxError) {
    let number = clinux_netlink_open(family.rawValue, 5000)
    guard number >= 0 else { throw LinuxError.system("open a netlink socket") }
    descriptor = Descriptor(owning: number)
  }

  /// The same in a given namespace.
  public static func open(_ family: Family, in namespace: NetworkNamespace) throws(LinuxError) -> NetlinkSocket {
    try namespace.run { () throws(LinuxError) in try NetlinkSocket(family) }
  }

  public func exchange(
    _ datagram: [UInt8], isLast: (ArraySlice<UInt8>) throws(LinuxError) -> Bool
  ) throws(LinuxError) -> [[UInt8]] {
    try turn.withLock { _ throws(LinuxError) in
      guard clinux_netlink_send(descriptor.number, datagram, datagram.count) == datagram.count else {
        throw LinuxError.system("send to the kernel over netlink")
      }
      var datagrams: [[UInt8]] = []
      var total = 0
      var buffer = [UInt8](repeating: 0, count: Self.datagramLimit)
      while true {
        let received = clinux_netlink_receive(descriptor.number, &buffer, buffer.count)
        guard received >= 0 else { throw LinuxError.system("hear from the kernel over netlink") }
        guard received <= buffer.count else { throw LinuxError(.tooLarge, "a netlink datagram has \(received) bytes") }
        total += received
        guard total <= Self.answerLimit else {
          throw LinuxError(.tooLarge, "a netlink answer is more than \(Self.answerLimit) bytes")
        }
        let answer = Array(buffer.prefix(received))
        datagrams.append(answer)
        if try isLast(answer[...]) { return datagrams }
      }
    }
  }
}

/// Requests and answers over a transport: numbers them, joins the parts of a dump, turns refusals into errors.
final class NetlinkConversation: Sendable {
  private let transport: any NetlinkTransport
  private let sequence = Atomic<UInt32>(1)

  init(_ transport: any NetlinkTransport) {
    self.transport = transport
  }

  /// The messages of the answer; without acknowledgements. Throws when the kernel refuses, with `attempt` in the message.
  @discardableResult
  func request(_ message: NetlinkMessage, _ attempt: @autoclosure () -> String) throws(LinuxError) -> [NetlinkMessage] {
    let number = sequence.wrappingAdd(1, ordering: .relaxed).newValue
    var message = message
    message.flags |= NetlinkMessage.request
    if message.flags & NetlinkMessage.dump != NetlinkMessage.dump { message.flags |= NetlinkMessage.acknowledge }
    // An answer ends with "done" or with an acknowledgement (an error of number 0).
    let isLast = { (datagram: ArraySlice<UInt8>) throws(LinuxError) -> Bool in
      try NetlinkMessage.parse(datagram).contains {
        $0.sequence == number
          && ($0.message.type == NetlinkMessage.doneType || $0.message.type == NetlinkMessage.errorType)
      }
    }
    var answers: [NetlinkMessage] = []
    for datagram in try transport.exchange(message.encoded(sequence: number), isLast: isLast) {
      for (answered, answer) in try NetlinkMessage.parse(datagram[...]) where answered == number {
        switch answer.type {
        case NetlinkMessage.doneType: break
        case NetlinkMessage.errorType: try Self.check(answer, attempt())
        default: answers.append(answer)
        }
      }
    }
    return answers
  }

  private static func check(_ answer: NetlinkMessage, _ attempt: String) throws(LinuxError) {
    var reader = NetlinkReader(answer.payload[...])
    guard let negative = reader.integer(Int32.self) else {
      throw LinuxError(.malformed, "the kernel sent a netlink error that can't be read")
    }
    guard negative != 0 else { return }
    var text = attempt
    // Behind the error comes the request's header, and then what the kernel has to say about it.
    if answer.flags & 0x200 != 0, reader.integer(UInt32.self) != nil, reader.skip(12),
      let explanation = reader.attributes()[1]
    {
      text += " (\(explanation.netlinkText))"
    }
    throw LinuxError.system(text, number: -negative)
  }
}
