import APIMachinery

/// The printer of each resource that has columns of its own.
enum TablePrinters {
  private typealias Row = SimpleTable

  /// By `resource.group`; the core group's without a dot.
  private static let printers: [String: any TablePrinter] = [
    "pods": PodTable(),
    "nodes": NodeTable(),
    "services": ServiceTable(),
    "endpoints": EndpointsTable(),
    "endpointslices.discovery.k8s.io": EndpointSliceTable(),
    "events": EventTable(),
    "events.events.k8s.io": EventTable(),
    "namespaces": Row(Row.text("status", "phase"), Row.age),
    "configmaps": Row(
      { object, _ in
        .integer(Int64((object["data"]?.objectValue?.count ?? 0) + (object["binaryData"]?.objectValue?.count ?? 0)))
      }, Row.age),
    "secrets": Row(Row.text("type"), Row.count("data"), Row.age),
    "serviceaccounts": Row(Row.age),
    "persistentvolumes": PersistentVolumeTable(),
    "persistentvolumeclaims": PersistentVolumeClaimTable(),
    "resourcequotas": ResourceQuotaTable(),
    "podtemplates": Row(
      { object, _ in TableCells.containers(object[path: "template", "spec"])[0] },
      { object, _ in TableCells.containers(object[path: "template", "spec"])[1] },
      { object, _ in TableCells.labels(object[path: "template", "metadata", "labels"]) }),
    "componentstatuses": Row(
      { object, _ in object["conditions"]?[0]?["status"] == "True" ? "Healthy" : "Unhealthy" },
      { object, _ in TableCells.text(object["conditions"]?[0]?["message"]) },
      { object, _ in TableCells.text(object["conditions"]?[0]?["error"]) }),
    "replicationcontrollers": ReplicaSetTable(),
    "replicasets.apps": ReplicaSetTable(),
    "deployments.apps": DeploymentTable(),
    "daemonsets.apps": DaemonSetTable(),
    "statefulsets.apps": StatefulSetTable(),
    "controllerrevisions.apps": ControllerRevisionTable(),
    "jobs.batch": JobTable(),
    "cronjobs.batch": CronJobTable(),
    "horizontalpodautoscalers.autoscaling": HorizontalPodAutoscalerTable(),
    "poddisruptionbudgets.policy": PodDisruptionBudgetTable(),
    "leases.coordination.k8s.io": Row(Row.text("spec", "holderIdentity"), Row.age),
    "priorityclasses.scheduling.k8s.io": Row(
      Row.integer("value"), Row.flag("globalDefault"), Row.age, Row.text("preemptionPolicy", or: "<unset>")),
    "runtimeclasses.node.k8s.io": Row(Row.text("handler"), Row.age),
    "networkpolicies.networking.k8s.io": Row(Row.selector("spec", "podSelector"), Row.age),
    "ingresses.networking.k8s.io": IngressTable(),
    "ingressclasses.networking.k8s.io": Row(
      Row.text("spec", "controller"),
      { object, _ in
        guard let parameters = object[path: "spec", "parameters"], !parameters.isNull else { return "<none>" }
        let group = parameters["apiGroup"]?.stringValue.map { ".\($0)" } ?? ""
        return .string("\(parameters["kind"]?.stringValue ?? "")\(group)/\(parameters["name"]?.stringValue ?? "")")
      }, Row.age),
    "servicecidrs.networking.k8s.io": Row(Row.joined("spec", "cidrs"), Row.age),
    "ipaddresses.networking.k8s.io": Row({ object, _ in
      let parent = object[path: "spec", "parentRef"]
      let parts = [parent?["resource"], parent?["namespace"], parent?["name"]].compactMap { $0?.stringValue }.filter {
        !$0.isEmpty
      }
      return .string(parts.joined(separator: "/"))
    }),
    "roles.rbac.authorization.k8s.io": Row({ object, _ in TableCells.text(object[path: "metadata", "creationTimestamp"])
    }),
    "clusterroles.rbac.authorization.k8s.io": Row({ object, _ in
      TableCells.text(object[path: "metadata", "creationTimestamp"])
    }),
    "rolebindings.rbac.authorization.k8s.io": bindings,
    "clusterrolebindings.rbac.authorization.k8s.io": bindings,
    "certificatesigningrequests.certificates.k8s.io": CertificateSigningRequestTable(),
    "apiservices.apiregistration.k8s.io": APIServiceTable(),
    "storageclasses.storage.k8s.io": StorageClassTable(),
    "volumeattachments.storage.k8s.io": Row(
      Row.text("spec", "attacher"), Row.text("spec", "source", "persistentVolumeName"), Row.text("spec", "nodeName"),
      Row.flag("status", "attached"), Row.age),
    "csinodes.storage.k8s.io": Row(Row.count("spec", "drivers"), Row.age),
    "csidrivers.storage.k8s.io": Row(
      { object, _ in .bool(object[path: "spec", "attachRequired"] != false) }, Row.flag("spec", "podInfoOnMount"),
      Row.flag("spec", "storageCapacity"),
      { object, _ in
        let audiences = (object[path: "spec", "tokenRequests"]?.arrayValue ?? []).map {
          $0["audience"]?.stringValue ?? ""
        }
        return .string(audiences.isEmpty ? "<unset>" : audiences.joined(separator: ","))
      }, Row.flag("spec", "requiresRepublish"), Row.joined("spec", "volumeLifecycleModes", or: "<none>"), Row.age),
    "volumeattributesclasses.storage.k8s.io": Row(Row.text("driverName"), Row.age),
    "mutatingwebhookconfigurations.admissionregistration.k8s.io": Row(Row.count("webhooks"), Row.age),
    "validatingwebhookconfigurations.admissionregistration.k8s.io": Row(Row.count("webhooks"), Row.age),
    "validatingadmissionpolicies.admissionregistration.k8s.io": Row(
      Row.count("spec", "validations"), paramKind, Row.age),
    "mutatingadmissionpolicies.admissionregistration.k8s.io": Row(Row.count("spec", "mutations"), paramKind, Row.age),
    "validatingadmissionpolicybindings.admissionregistration.k8s.io": Row(
      Row.text("spec", "policyName"), paramRef, Row.age),
    "mutatingadmissionpolicybindings.admissionregistration.k8s.io": Row(
      Row.text("spec", "policyName"), paramRef, Row.age),
    "flowschemas.flowcontrol.apiserver.k8s.io": Row(
      Row.text("spec", "priorityLevelConfiguration", "name"), Row.integer("spec", "matchingPrecedence"),
      Row.text("spec", "distinguisherMethod", "type", or: "<none>"), Row.age,
      { object, _ in
        let dangling = (object[path: "status", "conditions"]?.arrayValue ?? []).first { $0["type"] == "Dangling" }
        return TableCells.text(dangling?["status"], or: "?")
      }),
    "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io": PriorityLevelTable(),
    "clustertrustbundles.certificates.k8s.io": Row(Row.text("spec", "signerName", or: "<none>")),
    "podcertificaterequests.certificates.k8s.io": Row(
      Row.text("spec", "podName"), Row.text("spec", "serviceAccountName"), Row.text("spec", "nodeName"),
      Row.text("spec", "signerName"), PreviewTables.certificateState, PreviewTables.annotations),
    "leasecandidates.coordination.k8s.io": Row(
      Row.text("spec", "leaseName"), Row.text("spec", "binaryVersion"), Row.text("spec", "emulationVersion"), Row.age),
    "devicetaintrules.resource.k8s.io": Row(
      Row.text("spec", "taint", "key"), Row.text("spec", "taint", "value"), Row.text("spec", "taint", "effect"),
      { TableCells.since($0[path: "spec", "taint", "timeAdded"], $1) }, Row.age),
    "resourcepoolstatusrequests.resource.k8s.io": PoolStatusTable(),
    "workloads.scheduling.k8s.io": Row(Row.age),
    "podgroups.scheduling.k8s.io": Row(
      PreviewTables.schedulingPolicy, Row.text("spec", "podGroupTemplateRef", "workload", "workloadName", or: "<none>"),
      PreviewTables.groupStatus, Row.age),
    "storageversions.internal.apiserver.k8s.io": Row(
      Row.text("status", "commonEncodingVersion", or: "<unset>"), PreviewTables.storageVersions, Row.age),
    "storageversionmigrations.storagemigration.k8s.io": Row(
      PreviewTables.migratedResource, PreviewTables.migrationStatus),
    "deviceclasses.resource.k8s.io": Row(Row.age),
    "resourceclaimtemplates.resource.k8s.io": Row(Row.age),
    "resourceclaims.resource.k8s.io": Row(
      { object, _ in
        var states: [String] = []
        if object[path: "metadata", "deletionTimestamp"]?.stringValue != nil { states.append("deleted") }
        let status = object["status"]
        if let allocation = status?["allocation"], !allocation.isNull {
          states.append("allocated")
        } else {
          states.append("pending")
        }
        if status?["reservedFor"]?.arrayValue?.isEmpty == false { states.append("reserved") }
        return .string(states.joined(separator: ","))
      }, Row.age),
    "resourceslices.resource.k8s.io": Row(
      Row.text("spec", "nodeName", or: "<unset>"), Row.text("spec", "driver"), Row.text("spec", "pool", "name"), Row.age
    ),
  ]

  private static let paramKind: SimpleTable.Cell = { object, _ in
    guard let kind = object[path: "spec", "paramKind"], !kind.isNull else { return "<unset>" }
    return .string("\(kind["apiVersion"]?.stringValue ?? "")/\(kind["kind"]?.stringValue ?? "")")
  }

  private static let paramRef: SimpleTable.Cell = { object, _ in
    guard let reference = object[path: "spec", "paramRef"], !reference.isNull else { return "<unset>" }
    guard let name = reference["name"]?.stringValue, !name.isEmpty else {
      return TableCells.selector(reference["selector"])
    }
    return .string("\(reference["namespace"]?.stringValue ?? "*")/\(name)")
  }

  private static let bindings: SimpleTable = {
    func subjects(_ kind: String) -> SimpleTable.Cell {
      { object, _ in
        let names = (object["subjects"]?.arrayValue ?? []).filter { $0["kind"]?.stringValue == kind }.map {
          subject -> String in
          let name = subject["name"]?.stringValue ?? ""
          return kind == "ServiceAccount" ? "\(subject["namespace"]?.stringValue ?? "")/\(name)" : name
        }
        return .string(names.joined(separator: ", "))
      }
    }
    return SimpleTable(
      { object, _ in
        .string(
          "\(object[path: "roleRef", "kind"]?.stringValue ?? "")/\(object[path: "roleRef", "name"]?.stringValue ?? "")")
      },
      SimpleTable.age, subjects("User"), subjects("Group"), subjects("ServiceAccount"))
  }()

  static func printer(for resource: GroupResource) -> (any TablePrinter)? {
    printers[resource.group.isEmpty ? resource.resource : "\(resource.resource).\(resource.group)"]
  }
}
