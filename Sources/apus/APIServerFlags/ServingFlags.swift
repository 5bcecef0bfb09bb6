import APIServer
import ArgumentParser

/// Where the API is served, and the addresses of the cluster.
struct ServingFlags: APIServerFlags {
  @Option(help: ArgumentHelp("Address to serve at.", valueName: "address")) var bindAddress = "0.0.0.0"
  @Option(help: ArgumentHelp("Port to serve at.", valueName: "port")) var securePort = 6443
  @Option(help: ArgumentHelp("The address that others are told; --bind-address if not given.", valueName: "address"))
  var advertiseAddress = ""
  @Option(
    help: ArgumentHelp(
      "Where the cluster's own authority and certificates are made and kept; pki in --data-dir if not given.",
      valueName: "folder"))
  var certDir = ""
  @Option(help: ArgumentHelp("The server's certificate. One of the cluster's own if not given.", valueName: "file"))
  var tlsCertFile = ""
  @Option(help: ArgumentHelp("The key of --tls-cert-file.", valueName: "file")) var tlsPrivateKeyFile = ""
  @Option(
    name: .customLong("service-cluster-ip-range"),
    help: ArgumentHelp("Addresses of Services; one range of each family with a comma between them.", valueName: "CIDR"))
  var serviceClusterIPRange = "10.43.0.0/16"
  @Option(help: ArgumentHelp("Ports that Services may have on nodes.", valueName: "ports"))
  var serviceNodePortRange = "30000-32767"
  @Option(
    help: ArgumentHelp("The certificate to show to kubelets. One of the cluster's own if not given.", valueName: "file")
  ) var kubeletClientCertificate = ""
  @Option(help: ArgumentHelp("The key of --kubelet-client-certificate.", valueName: "file")) var kubeletClientKey = ""

  func set(_ options: inout KubeAPIServerOptions) {
    options.bindAddress = bindAddress
    options.securePort = securePort
    options.advertiseAddress = advertiseAddress
    options.certificateDirectory = certDir
    options.tlsCertificateFile = tlsCertFile
    options.tlsPrivateKeyFile = tlsPrivateKeyFile
    options.serviceClusterIPRange = serviceClusterIPRange
    options.serviceNodePortRange = serviceNodePortRange
    options.kubeletClientCertificate = kubeletClientCertificate
    options.kubeletClientKey = kubeletClientKey
  }
}
