import APIMachinery
import Synchronization

/// Hands out the addresses of the service networks, each once. The networks are those of the ServiceCIDRs; what is
/// taken is what IPAddress objects stand for, so that both follow the stored objects.
final class AddressAllocator: Sendable {
  enum Failure: Error, Equatable, CustomStringConvertible {
    case allocated
    case mismatchedNetwork
    case notInRange(IPAddress, CIDR)
    case full

    var description: String {
      switch self {
      case .allocated: "provided IP is already allocated"
      case .mismatchedNetwork: "the provided network does not match the current range"
      case .notInRange(let address, let range):
        "the provided IP (\(address)) is not in the valid range. The range of valid IPs is \(range)"
      case .full: "range is full"
      }
    }
  }

  /// What a ServiceCIDR says.
  struct Network: Sendable, Equatable {
    var ranges: [AddressRange]
    /// Whether new addresses are taken from it.
    var isReady: Bool
  }

  private struct State {
    var networks: [String: Network] = [:]
    var taken: Set<IPAddress> = []

    func ranges(_ family: IPAddress.Family) -> [AddressRange] {
      networks.sorted { $0.key < $1.key }.filter(\.value.isReady).flatMap(\.value.ranges)
        .filter { $0.cidr.family == family }
    }
  }

  private let state = Mutex(State())
  private let random: any RandomSource

  init(random: any RandomSource) { self.random = random }

  /// A ServiceCIDR is there, or has changed.
  func set(_ network: Network, named name: String) { state.withLock { $0.networks[name] = network } }

  /// A ServiceCIDR is gone. What was taken from it stays so.
  func removeNetwork(named name: String) { state.withLock { $0.networks[name] = nil } }

  func allocate(_ address: IPAddress) throws(Failure) {
    let failure = state.withLock { state -> Failure? in
      guard state.ranges(address.family).contains(where: { $0.contains(address) }) else { return .mismatchedNetwork }
      return state.taken.insert(address).inserted ? nil : .allocated
    }
    if let failure { throw failure }
  }

  /// Any free address.
  func allocateAny(_ family: IPAddress.Family) throws(Failure) -> IPAddress {
    let found = state.withLock { state -> IPAddress? in
      for range in state.ranges(family) {
        if let address = range.free(random, isTaken: state.taken.contains) {
          state.taken.insert(address)
          return address
        }
      }
      return nil
    }
    guard let found else { throw .full }
    return found
  }

  /// Whether `address` could be asked for, without looking whether it is taken, as upstream's dry runs do.
  func check(_ address: IPAddress) throws(Failure) {
    guard let range = state.withLock({ $0.ranges(address.family).first }) else { throw .full }
    guard range.contains(address) else { throw .notInRange(address, range.cidr) }
  }

  /// What stands for an address in the answer of a dry run: the network's own.
  func placeholder(_ family: IPAddress.Family) throws(Failure) -> IPAddress {
    guard let range = state.withLock({ $0.ranges(family).first }) else { throw .full }
    return range.cidr.network
  }

  /// An IPAddress object has it.
  func insert(_ address: IPAddress) { _ = state.withLock { $0.taken.insert(address) } }
  func release(_ address: IPAddress) { _ = state.withLock { $0.taken.remove(address) } }
}

extension AddressAllocator.Network {
  /// - Parameter object: A ServiceCIDR. One whose readiness nobody has told is ready, as upstream takes it.
  init(_ object: JSONValue) {
    let cidrs = object[path: "spec", "cidrs"]?.arrayValue ?? []
    ranges = cidrs.compactMap { $0.stringValue.flatMap { CIDR($0) } }.map(AddressRange.init)
    let ready = object[path: "status", "conditions"]?.arrayValue?.first { $0["type"]?.stringValue == "Ready" }
    isReady = object.deletionTimestamp == nil && (ready.map { $0["status"]?.stringValue == "True" } ?? true)
  }
}
