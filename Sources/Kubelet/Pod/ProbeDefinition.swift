import APIMachinery

/// What is done to a container to see how it is, or at a moment of its life.
enum HandlerDefinition: Sendable, Equatable {
  case exec([String])
  case http(HTTPAction)
  case tcp(host: String, port: IntOrString)
  case grpc(port: Int, service: String)
  case sleep(Duration)

  struct HTTPAction: Sendable, Equatable {
    var host: String
    var port: IntOrString
    var path: String
    var isTLS: Bool
    var headers: [Header]

    struct Header: Sendable, Equatable {
      var name: String
      var value: String
    }
  }

  init?(json: JSONValue) {
    if let exec = json["exec"] {
      self = .exec(exec.strings("command"))
    } else if let http = json["httpGet"] {
      self = .http(
        HTTPAction(
          host: http.string("host"), port: http["port"].flatMap(IntOrString.init) ?? .int(0),
          path: http.optionalString("path") ?? "/", isTLS: http.string("scheme") == "HTTPS",
          headers: http.list("httpHeaders").map { .init(name: $0.string("name"), value: $0.string("value")) }))
    } else if let tcp = json["tcpSocket"] {
      self = .tcp(host: tcp.string("host"), port: tcp["port"].flatMap(IntOrString.init) ?? .int(0))
    } else if let grpc = json["grpc"] {
      self = .grpc(port: Int(grpc.integer("port") ?? 0), service: grpc.string("service"))
    } else if let sleep = json["sleep"] {
      self = .sleep(.seconds(sleep.integer("seconds") ?? 0))
    } else {
      return nil
    }
  }
}

struct ProbeDefinition: Sendable, Equatable {
  var handler: HandlerDefinition
  var initialDelay: Duration
  var timeout: Duration
  var period: Duration
  var successThreshold: Int
  var failureThreshold: Int
  var terminationGracePeriod: Duration?

  init?(json: JSONValue) {
    guard let handler = HandlerDefinition(json: json) else { return nil }
    self.handler = handler
    initialDelay = json.seconds("initialDelaySeconds") ?? .zero
    timeout = max(.seconds(1), json.seconds("timeoutSeconds") ?? .seconds(1))
    period = max(.seconds(1), json.seconds("periodSeconds") ?? .seconds(10))
    successThreshold = max(1, Int(json.integer("successThreshold") ?? 1))
    failureThreshold = max(1, Int(json.integer("failureThreshold") ?? 3))
    terminationGracePeriod = json.seconds("terminationGracePeriodSeconds")
  }
}
