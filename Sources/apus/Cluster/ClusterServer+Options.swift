import APIMachinery
import APIServer
import ClusterDNS
import ClusterNetwork
import ContainerRuntime
import ControllerManager
import KubeProxy
import Kubelet
import Logging
import PKI

/// What each part is told, made from the cluster's options.
extension ClusterServer {
  func containerd() -> Containerd {
    Containerd(
      configuration: ContainerdConfiguration(
        directory: options.dataDirectory, runDirectory: options.runDirectory,
        cniConfiguration: "\(options.dataDirectory)/cni/net.d"),
      directory: "\(options.dataDirectory)/containerd", logger: Logger(label: "containerd"))
  }

  func apiServerOptions(_ node: NodeIdentity) -> KubeAPIServerOptions {
    var result = KubeAPIServerOptions()
    result.dataDirectory = options.dataDirectory
    result.bindAddress = options.bindAddress
    result.securePort = options.securePort
    result.advertiseAddress = node.address.description
    result.serviceClusterIPRange = options.serviceCIDR
    result.serviceAccountIssuer = "https://kubernetes.default.svc.\(options.clusterDomain)"
    result.allowsBootstrapTokens = true
    // The Node authorizer lets kubelets at kinds of objects; this keeps each to its own.
    result.enabledAdmissionPlugins = ["NodeRestriction"]
    result.nodeName = node.name
    return result
  }

  func managerOptions(_ certificates: ClusterCertificates) -> ControllerManagerOptions {
    var result = ControllerManagerOptions()
    result.clusterCIDR = options.clusterCIDR
    result.rootCA = String(decoding: certificates.authority.certificatePEM, as: UTF8.self)
    result.clusterSigningCertificate = certificates.authority.certificatePEM
    result.clusterSigningKey = certificates.authority.bundle.privateKey
    result.serviceAccountPrivateKey = certificates.serviceAccountKey.privateKey
    return result
  }

  func kubeletOptions(_ node: NodeIdentity, _ certificates: ClusterCertificates) -> KubeletOptions {
    var result = KubeletOptions()
    result.hostnameOverride = node.name
    result.nodeIPs = [node.address.description]
    result.rootDirectory = "\(options.dataDirectory)/kubelet"
    result.podLogsDirectory = "\(options.dataDirectory)/pods"
    result.clusterDNS = [options.clusterDNS]
    result.clusterDomain = options.clusterDomain
    result.podManifestPath = "\(options.configurationDirectory)/manifests"
    let bundle = certificates.bundle(.kubeletServer)
    result.tlsCertificate = bundle.certificateChain
    result.tlsPrivateKey = bundle.privateKey
    result.clientCA = certificates.authority.certificatePEM
    return result
  }

  func networkOptions(_ node: NodeIdentity) -> ClusterNetworkOptions {
    var result = ClusterNetworkOptions(
      nodeName: node.name, dataDirectory: "\(options.dataDirectory)/cni",
      configurationDirectory: "\(options.dataDirectory)/cni/net.d")
    result.clusterCIDRs = options.clusterCIDRs
    result.serviceCIDRs = options.serviceCIDRs
    return result
  }

  func dnsOptions(_ node: NodeIdentity) -> ClusterDNSOptions {
    var result = ClusterDNSOptions(nodeName: node.name)
    result.domain = options.clusterDomain
    result.serviceAddress = IPAddress(options.clusterDNS)
    result.ownRanges = options.clusterCIDRs + options.serviceCIDRs
    result.forwarding = options.noForwarding ? .off : .file("/etc/resolv.conf")
    return result
  }

  func proxyOptions(_ node: NodeIdentity) -> KubeProxyOptions {
    var result = KubeProxyOptions(nodeName: node.name)
    result.clusterCIDRs = options.clusterCIDRs
    result.serviceCIDRs = options.serviceCIDRs
    result.formerParameters = options.proxyParametersPath
    return result
  }
}
