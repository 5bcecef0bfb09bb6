internal import APIMachinery

/// Record types that are made or asked for here.
struct DNSType: RawRepresentable, Hashable, Sendable {
  var rawValue: UInt16

  static let a = DNSType(rawValue: 1)
  static let ns = DNSType(rawValue: 2)
  static let cname = DNSType(rawValue: 5)
  static let soa = DNSType(rawValue: 6)
  static let ptr = DNSType(rawValue: 12)
  static let txt = DNSType(rawValue: 16)
  static let aaaa = DNSType(rawValue: 28)
  static let srv = DNSType(rawValue: 33)
  static let opt = DNSType(rawValue: 41)
  static let any = DNSType(rawValue: 255)

  /// As metrics name it.
  var name: String {
    switch self {
    case .a: "A"
    case .ns: "NS"
    case .cname: "CNAME"
    case .soa: "SOA"
    case .ptr: "PTR"
    case .txt: "TXT"
    case .aaaa: "AAAA"
    case .srv: "SRV"
    default: "other"
    }
  }
}

/// How an answer says that it went.
enum DNSResponseCode: UInt8, Sendable {
  case noError = 0
  case formatError = 1
  case serverFailure = 2
  case nameError = 3
  case notImplemented = 4
  case refused = 5

  /// As metrics name it.
  var name: String {
    switch self {
    case .noError: "NOERROR"
    case .formatError: "FORMERR"
    case .serverFailure: "SERVFAIL"
    case .nameError: "NXDOMAIN"
    case .notImplemented: "NOTIMP"
    case .refused: "REFUSED"
    }
  }
}

/// A record of an answer.
struct DNSRecord: Hashable, Sendable {
  enum Content: Hashable, Sendable {
    case address(IPAddress)
    case canonicalName(DNSName)
    case nameServer(DNSName)
    case pointer(DNSName)
    case text(String)
    case service(priority: UInt16, weight: UInt16, port: UInt16, target: DNSName)
    case authority(server: DNSName, mail: DNSName, serial: UInt32, minimum: UInt32)
  }

  var name: DNSName
  /// Seconds.
  var ttl: UInt32
  var content: Content

  var type: DNSType {
    switch content {
    case .address(let address): address.family == .v4 ? .a : .aaaa
    case .canonicalName: .cname
    case .nameServer: .ns
    case .pointer: .ptr
    case .text: .txt
    case .service: .srv
    case .authority: .soa
    }
  }
}

/// What is answered, before it is bytes.
struct DNSAnswer: Equatable, Sendable {
  var code: DNSResponseCode = .noError
  /// Whether we are the ones who know.
  var isAuthoritative = true
  var answers: [DNSRecord] = []
  var authorities: [DNSRecord] = []
  var additional: [DNSRecord] = []
}
