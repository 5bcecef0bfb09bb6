import APIMachinery

/// Gives every pod a service account, and its containers the token, authority and namespace of it.
struct ServiceAccountAdmission: AdmissionPlugin {
  let name = "ServiceAccount"
  let reader: StoredObjects
  let time: any TimeSource
  let random: any RandomSource

  /// How often the account is looked for that a controller makes with each namespace.
  private static let attempts = 10
  private static let mountPath = "/var/run/secrets/kubernetes.io/serviceaccount"
  private static let volumePrefix = "kube-api-access-"
  private static let mirrorAnnotation = "kubernetes.io/config.mirror"

  func handles(_ request: AdmissionRequest) -> Bool {
    request.operation == .create && request.isAbout("pods")
  }

  func admit(_ request: inout AdmissionRequest) async throws(APIError) {
    // A static pod's mirror says what runs already.
    guard request.object.annotations[Self.mirrorAnnotation] == nil else { return }
    var name = request.object[path: "spec", "serviceAccountName"]?.stringValue ?? ""
    if name.isEmpty {
      name = "default"
      request.object.set(["spec", "serviceAccountName"], to: "default")
      request.object.set(["spec", "serviceAccount"], to: "default")
    }
    guard let account = await account(name, namespace: request.namespace) else {
      throw request.forbidden(
        "error looking up service account \(request.namespace)/\(name): serviceaccount \(quoted(name)) not found")
    }
    if mountsToken(request.object, account) { mount(&request.object) }
    let secrets = request.object[path: "spec", "imagePullSecrets"]?.arrayValue ?? []
    if secrets.isEmpty, let inherited = account["imagePullSecrets"]?.arrayValue, !inherited.isEmpty {
      request.object.set(["spec", "imagePullSecrets"], to: .array(inherited))
    }
  }

  func validate(_ request: AdmissionRequest) async throws(APIError) {
    guard request.object.annotations[Self.mirrorAnnotation] != nil else { return }
    if !(request.object[path: "spec", "serviceAccountName"]?.stringValue ?? "").isEmpty {
      throw request.forbidden("a mirror pod may not reference service accounts")
    }
  }

  /// A pod may come right after its namespace: the default account is waited for, for a second or two, as upstream's
  /// plugin does.
  private func account(_ name: String, namespace: String) async -> JSONValue? {
    for attempt in 1...(name == "default" ? Self.attempts : 1) {
      if attempt > 1 {
        let pause = Duration.milliseconds(100 + Int64(random.next(below: 100)))
        guard (try? await time.sleep(for: pause)) != nil else { return nil }
      }
      let account = reader.object(GroupResource("serviceaccounts"), namespace: namespace, name: name)
      if let account { return account }
    }
    return nil
  }

  private func mountsToken(_ pod: JSONValue, _ account: JSONValue) -> Bool {
    pod[path: "spec", "automountServiceAccountToken"]?.boolValue
      ?? account["automountServiceAccountToken"]?.boolValue ?? true
  }

  private func mount(_ pod: inout JSONValue) {
    let volumes = pod[path: "spec", "volumes"]?.arrayValue ?? []
    let existing = volumes.first { ($0["name"]?.stringValue ?? "").hasPrefix(Self.volumePrefix) }?["name"]?.stringValue
    let name = existing ?? Self.volumePrefix + random.suffix(length: 5)
    var isUsed = false
    for list in ["initContainers", "containers"] {
      guard var containers = pod[path: "spec", list]?.arrayValue else { continue }
      for index in containers.indices {
        var mounts = containers[index]["volumeMounts"]?.arrayValue ?? []
        if mounts.contains(where: { $0["mountPath"]?.stringValue == Self.mountPath }) { continue }
        mounts.append(["name": .string(name), "readOnly": true, "mountPath": .string(Self.mountPath)])
        containers[index]["volumeMounts"] = .array(mounts)
        isUsed = true
      }
      pod.set(["spec", list], to: .array(containers))
    }
    guard isUsed, existing == nil else { return }
    pod.set(["spec", "volumes"], to: .array(volumes + [Self.volume(name)]))
  }

  /// The token, bound to the pod, renewed by the kubelet.
  private static func volume(_ name: String) -> JSONValue {
    [
      "name": .string(name),
      "projected": [
        "sources": [
          ["serviceAccountToken": ["expirationSeconds": 3607, "path": "token"]],
          ["configMap": ["name": "kube-root-ca.crt", "items": [["key": "ca.crt", "path": "ca.crt"]]]],
          [
            "downwardAPI": [
              "items": [
                ["path": "namespace", "fieldRef": ["apiVersion": "v1", "fieldPath": "metadata.namespace"]]
              ]
            ]
          ],
        ],
        "defaultMode": 420,
      ],
    ]
  }
}
