import APIMachinery

/// What the fake API knows of a resource.
struct FakeResource: Sendable, Hashable {
  var group: String
  var version: String
  var resource: String
  var kind: String
  var isNamespaced: Bool
  /// `status` is a subresource: other writes don't change it.
  var hasStatus: Bool

  var apiVersion: String { group.isEmpty ? version : group + "/" + version }
  var qualifiedResource: String { group.isEmpty ? resource : resource + "." + group }

  /// `group/version kind resource scope[,status]` per line.
  static let all: [FakeResource] = """
    /v1 Pod pods ns,status
    /v1 Service services ns,status
    /v1 Endpoints endpoints ns
    /v1 Event events ns
    /v1 ConfigMap configmaps ns
    /v1 Secret secrets ns
    /v1 ServiceAccount serviceaccounts ns
    /v1 Namespace namespaces cluster,status
    /v1 Node nodes cluster,status
    /v1 ReplicationController replicationcontrollers ns,status
    /v1 PersistentVolume persistentvolumes cluster,status
    /v1 PersistentVolumeClaim persistentvolumeclaims ns,status
    /v1 ResourceQuota resourcequotas ns,status
    /v1 LimitRange limitranges ns
    /v1 PodTemplate podtemplates ns
    node.k8s.io/v1 RuntimeClass runtimeclasses cluster
    apps/v1 Deployment deployments ns,status
    apps/v1 ReplicaSet replicasets ns,status
    apps/v1 DaemonSet daemonsets ns,status
    apps/v1 StatefulSet statefulsets ns,status
    apps/v1 ControllerRevision controllerrevisions ns
    batch/v1 Job jobs ns,status
    batch/v1 CronJob cronjobs ns,status
    autoscaling/v2 HorizontalPodAutoscaler horizontalpodautoscalers ns,status
    policy/v1 PodDisruptionBudget poddisruptionbudgets ns,status
    discovery.k8s.io/v1 EndpointSlice endpointslices ns
    coordination.k8s.io/v1 Lease leases ns
    events.k8s.io/v1 Event events ns
    networking.k8s.io/v1 Ingress ingresses ns,status
    networking.k8s.io/v1 NetworkPolicy networkpolicies ns
    rbac.authorization.k8s.io/v1 Role roles ns
    rbac.authorization.k8s.io/v1 RoleBinding rolebindings ns
    rbac.authorization.k8s.io/v1 ClusterRole clusterroles cluster
    rbac.authorization.k8s.io/v1 ClusterRoleBinding clusterrolebindings cluster
    certificates.k8s.io/v1 CertificateSigningRequest certificatesigningrequests cluster,status
    storage.k8s.io/v1 StorageClass storageclasses cluster
    storage.k8s.io/v1 CSINode csinodes cluster
    storage.k8s.io/v1 CSIDriver csidrivers cluster
    storage.k8s.io/v1 CSIStorageCapacity csistoragecapacities ns
    scheduling.k8s.io/v1 PriorityClass priorityclasses cluster
    """.split(separator: "\n").compactMap { FakeResource(line: $0) }

  private init?(line: Substring) {
    let words = line.split(separator: " ")
    guard words.count == 4, let slash = words[0].firstIndex(of: "/") else { return nil }
    group = String(words[0][..<slash])
    version = String(words[0][words[0].index(after: slash)...])
    kind = String(words[1])
    resource = String(words[2])
    let flags = words[3].split(separator: ",")
    isNamespaced = flags.contains("ns")
    hasStatus = flags.contains("status")
  }

  static let byPath: [String: FakeResource] = Dictionary(
    uniqueKeysWithValues: all.map { ($0.apiVersion + "/" + $0.resource, $0) })
}
