import APIMachinery
import APIServer
import ArgumentParser

/// The flags of the time that requests have and of the server's end.
struct RequestLimitFlags: ParsableArguments {
  @Option(help: "The time a request has, except for those that are made to last.") var requestTimeout = "1m0s"
  @Option(help: "Seconds after which watches end that don't say when, and up to twice that.")
  var minRequestTimeout = 1800
  @Option(help: "How long the server goes on, saying that it isn't ready, before it ends.")
  var shutdownDelayDuration = "0s"
  @Option(help: "The chance (0 to 0.02) that an HTTP/2 client is asked to connect anew.") var goawayChance = 0.0
  @Option(name: .customLong("http2-max-streams-per-connection"), help: "Requests at a time on one connection.")
  var http2MaxStreamsPerConnection = 0

  func set(_ options: inout KubeAPIServerOptions) throws {
    options.requestTimeout = try Self.duration(requestTimeout, "--request-timeout")
    options.watchTimeout = .seconds(minRequestTimeout)
    options.shutdownDelay = try Self.duration(shutdownDelayDuration, "--shutdown-delay-duration")
    options.goawayChance = goawayChance
    options.http2StreamsMax = http2MaxStreamsPerConnection
  }

  static func duration(_ text: String, _ flag: String) throws -> Duration {
    do {
      return try GoDuration(parsing: text).duration
    } catch {
      throw ValidationError("\(flag): \(error)")
    }
  }
}
