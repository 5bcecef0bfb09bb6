import APIServer
import ArgumentParser

/// The proxies that speak for users, and the extension API servers that this server is such a proxy for.
struct FrontProxyFlags: APIServerFlags {
  @Option(
    name: .customLong("requestheader-client-ca-file"),
    help: ArgumentHelp(
      "The authority of front proxies. The cluster's own, which signs the proxy client certificate, if not given.",
      valueName: "file"))
  var clientCAFile = ""
  @Option(
    name: .customLong("requestheader-allowed-names"),
    help: ArgumentHelp("Common names of front proxies; any name if empty.", valueName: "list"))
  var allowedNames: WordList?
  @Option(
    name: .customLong("requestheader-username-headers"),
    help: ArgumentHelp("Headers in which front proxies name the user.", valueName: "list"))
  var usernameHeaders = WordList(RequestHeaderOptions().usernameHeaders)
  @Option(
    name: .customLong("requestheader-uid-headers"),
    help: ArgumentHelp("Headers with the user's uid.", valueName: "list"))
  var uidHeaders = WordList(RequestHeaderOptions().uidHeaders)
  @Option(
    name: .customLong("requestheader-group-headers"),
    help: ArgumentHelp("Headers with the user's groups.", valueName: "list"))
  var groupHeaders = WordList(RequestHeaderOptions().groupHeaders)
  @Option(
    name: .customLong("requestheader-extra-headers-prefix"),
    help: ArgumentHelp("How headers with further attributes of the user begin.", valueName: "list"))
  var extraHeadersPrefix = WordList(RequestHeaderOptions().extraHeaderPrefixes)
  @Option(
    help: ArgumentHelp(
      "The certificate to show to extension API servers. One of the cluster's own if not given.", valueName: "file"))
  var proxyClientCertFile = ""
  @Option(help: ArgumentHelp("The key of --proxy-client-cert-file.", valueName: "file"))
  var proxyClientKeyFile = ""
  @Option(
    help: ArgumentHelp(
      "Reach extension API servers and webhooks at the endpoints of their service instead of its cluster IP.",
      valueName: "bool"))
  var enableAggregatorRouting = false

  func set(_ options: inout KubeAPIServerOptions) {
    options.requestHeaderClientCAFile = clientCAFile
    var headers = RequestHeaderOptions()
    headers.usernameHeaders = usernameHeaders.words
    headers.uidHeaders = uidHeaders.words
    headers.groupHeaders = groupHeaders.words
    headers.extraHeaderPrefixes = extraHeadersPrefix.words
    // Without an authority of their own, front proxies are those with the cluster's own proxy certificate.
    headers.allowedNames = allowedNames?.words ?? (clientCAFile.isEmpty ? [RequestHeaderOptions.ownProxyName] : [])
    options.requestHeaders = headers
    options.proxyClientCertificateFile = proxyClientCertFile
    options.proxyClientKeyFile = proxyClientKeyFile
    options.enablesAggregatorRouting = enableAggregatorRouting
  }
}
