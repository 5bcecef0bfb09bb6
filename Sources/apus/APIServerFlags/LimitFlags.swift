import APIServer
import ArgumentParser

/// How many requests there may be, the time that they have, and the server's end.
struct LimitFlags: APIServerFlags {
  @Option(
    help: ArgumentHelp(
      "Whether flows take turns by FlowSchemas and PriorityLevelConfigurations; otherwise the two bounds alone hold.",
      valueName: "bool"))
  var enablePriorityAndFairness = true
  @Option(help: ArgumentHelp("Requests at a time that only read.", valueName: "count")) var maxRequestsInflight = 400
  @Option(help: ArgumentHelp("Requests at a time that change something.", valueName: "count"))
  var maxMutatingRequestsInflight = 200
  @Option(
    help: ArgumentHelp("The time a request has, except for those that are made to last.", valueName: "duration"))
  var requestTimeout = DurationFlag.seconds(60)
  @Option(
    help: ArgumentHelp(
      "Seconds after which watches end that don't say when, and up to twice that.", valueName: "seconds"))
  var minRequestTimeout = 1800
  @Option(
    help: ArgumentHelp(
      "How long the server goes on, saying that it isn't ready, before it ends.", valueName: "duration"))
  var shutdownDelayDuration = DurationFlag.seconds(0)
  @Option(
    help: ArgumentHelp("The chance (0 to 0.02) that an HTTP/2 client is asked to connect anew.", valueName: "chance"))
  var goawayChance = 0.0
  @Option(
    name: .customLong("http2-max-streams-per-connection"),
    help: ArgumentHelp("Requests at a time on one connection; 0: the transport's own limit.", valueName: "count"))
  var http2MaxStreamsPerConnection = 0

  func set(_ options: inout KubeAPIServerOptions) {
    options.isFair = enablePriorityAndFairness
    options.requestsInFlightMax = maxRequestsInflight
    options.mutatingRequestsInFlightMax = maxMutatingRequestsInflight
    options.requestTimeout = requestTimeout.duration
    options.watchTimeout = .seconds(minRequestTimeout)
    options.shutdownDelay = shutdownDelayDuration.duration
    options.goawayChance = goawayChance
    options.http2StreamsMax = http2MaxStreamsPerConnection
  }
}
