import KubernetesAPI

/// The controllers there are, by upstream's names, in the order in which they are started.
enum ControllerList {
  struct Entry: Sendable {
    var name: String
    /// Older names that `--controllers` takes as well.
    var aliases: [String]
    var isOnByDefault = true
    /// nil where the options leave nothing to do.
    var make: @Sendable (ControllerContext) -> (any Controller)?
  }

  static let all: [Entry] = [
    Entry(name: "endpoints-controller", aliases: ["endpoint"]) { EndpointsController($0) },
    Entry(name: "endpointslice-controller", aliases: ["endpointslice"]) { EndpointSliceController($0) },
    Entry(name: "replicationcontroller-controller", aliases: ["replicationcontroller"]) { context in
      ReplicaSetController<ReplicationController>(
        context, name: "replication-controller", workers: context.options.concurrentReplicationControllerSyncs)
    },
    Entry(name: "pod-garbage-collector-controller", aliases: ["podgc"]) { PodGarbageCollector($0) },
    Entry(name: "resourcequota-controller", aliases: ["resourcequota"]) { ResourceQuotaController($0) },
    Entry(name: "namespace-controller", aliases: ["namespace"]) { NamespaceController($0) },
    Entry(name: "serviceaccount-controller", aliases: ["serviceaccount"]) { ServiceAccountController($0) },
    Entry(name: "garbage-collector-controller", aliases: ["garbagecollector"]) { GarbageCollector($0) },
    Entry(name: "deployment-controller", aliases: ["deployment"]) { DeploymentController($0) },
    Entry(name: "replicaset-controller", aliases: ["replicaset"]) { context in
      ReplicaSetController<ReplicaSet>(
        context, name: "replicaset-controller", workers: context.options.concurrentReplicaSetSyncs)
    },
    Entry(name: "certificatesigningrequest-signing-controller", aliases: ["csrsigning"]) { CSRSigningController($0) },
    Entry(name: "certificatesigningrequest-approving-controller", aliases: ["csrapproving"]) {
      CSRApprovingController($0)
    },
    Entry(name: "node-ipam-controller", aliases: ["nodeipam"]) { NodeIPAM($0) },
    Entry(name: "node-lifecycle-controller", aliases: ["nodelifecycle"]) { NodeLifecycleController($0) },
    Entry(name: "ttl-after-finished-controller", aliases: ["ttl-after-finished"]) { TTLAfterFinishedController($0) },
    Entry(name: "clusterrole-aggregation-controller", aliases: ["clusterrole-aggregation"]) {
      ClusterRoleAggregationController($0)
    },
    Entry(name: "validatingadmissionpolicy-status-controller", aliases: ["validatingadmissionpolicy-status"]) {
      ValidatingAdmissionPolicyStatusController($0)
    },
    Entry(name: "root-ca-certificate-publisher-controller", aliases: ["root-ca-cert-publisher"]) { context in
      context.options.rootCA.isEmpty ? nil : RootCAPublisher(context)
    },
  ]
}
