import APIMachinery
import Testing

@testable import Kubectl

/// Expected texts are what kubectl 1.33 printed for the same objects.
struct DescribeTests {
  private func describe(_ line: String, _ objects: String) async throws -> String {
    let outcome = await kubectl("describe \(line)", on: try await FakeServer(objects))
    #expect(outcome.errors.isEmpty && outcome.status == 0, "\(outcome)")
    // Times of creation are the fake's.
    return outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("CreationTimestamp:") }.joined(separator: "\n")
  }

  @Test func describesTemplates() async throws {
    let text = try await describe(
      "sts db",
      """
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: db}
      spec:
        replicas: 2
        selector: {matchLabels: {app: db}}
        updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 0}}
        template: {metadata: {labels: {app: db}}, spec: {containers: [{name: db, image: "postgres:15", ports: [{containerPort: 5432}]}]}}
        volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]
      """)
    #expect(
      text == """
        Name:               db
        Namespace:          default
        Selector:           app=db
        Labels:             <none>
        Annotations:        <none>
        Replicas:           2 desired | 0 total
        Update Strategy:    RollingUpdate
          Partition:        0
        Pods Status:        0 Running / 0 Waiting / 0 Succeeded / 0 Failed
        Pod Template:
          Labels:  app=db
          Containers:
           db:
            Image:         postgres:15
            Port:          5432/TCP
            Host Port:     0/TCP
            Environment:   <none>
            Mounts:        <none>
          Volumes:         <none>
          Node-Selectors:  <none>
          Tolerations:     <none>
        Volume Claims:
          Name:          data
          StorageClass:  \("")
          Labels:        <none>
          Annotations:   <none>
          Capacity:      1Gi
          Access Modes:  [ReadWriteOnce]
        Events:          <none>

        """)
  }

  @Test func describesRoles() async throws {
    let text = try await describe(
      "role role1",
      "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: role1}, rules: [{apiGroups: [\"\"], resources: [pods, pods/log], verbs: [get, list]}, {apiGroups: [apps], resources: [deployments], resourceNames: [web], verbs: [\"*\"]}]}"
    )
    #expect(
      text == """
        Name:         role1
        Labels:       <none>
        Annotations:  <none>
        PolicyRule:
          Resources         Non-Resource URLs  Resource Names  Verbs
          ---------         -----------------  --------------  -----
          deployments.apps  []                 [web]           [*]
          pods/log          []                 []              [get list]
          pods              []                 []              [get list]

        """)
  }

  @Test func describesNetworkPolicies() async throws {
    let text = try await describe(
      "netpol np",
      "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: np}, spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress, Egress], ingress: [{from: [{podSelector: {matchLabels: {a: b}}}, {namespaceSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}], ports: [{port: 80, protocol: TCP}]}], egress: [{}]}}"
    )
    #expect(
      text.split(separator: "Spec:\n").last.map(String.init) == """
          PodSelector:     app=web
          Allowing ingress traffic:
            To Port: 80/TCP
            From:
              PodSelector: a=b
            From:
              NamespaceSelector: <none>
            From:
              IPBlock:
                CIDR: 10.0.0.0/8
                Except: 10.1.0.0/16
          Allowing egress traffic:
            To Port: <any> (traffic allowed to all ports)
            To: <any> (traffic not restricted by destination)
          Policy Types: Ingress, Egress

        """)
  }

  @Test func describesConfiguration() async throws {
    let text = try await describe(
      "cm c",
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: \"1\", b: \"x\\ny\\n\"}, binaryData: {z: AAEC}}"
    )
    #expect(
      text == """
        Name:         c
        Namespace:    default
        Labels:       <none>
        Annotations:  <none>

        Data
        ====
        a:
        ----
        1

        b:
        ----
        x
        y



        BinaryData
        ====
        z: 3 bytes

        Events:  <none>

        """)
    let secret = try await describe(
      "secret s",
      "{apiVersion: v1, kind: Secret, metadata: {name: s}, type: Opaque, data: {pass: c2VjcmV0, user: YWRtaW4=}}")
    #expect(secret.hasSuffix("Type:  Opaque\n\nData\n====\npass:  6 bytes\nuser:  5 bytes\n"))
  }

  @Test func describesNamespaceLimits() async throws {
    let text = try await describe(
      "ns web",
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: web}, status: {phase: Active}}
      ---
      {apiVersion: v1, kind: LimitRange, metadata: {name: l, namespace: web}, spec: {limits: [{type: Container, max: {cpu: "2"}, min: {cpu: 1m}, default: {cpu: 500m}, defaultRequest: {cpu: 1m}}]}}
      """)
    #expect(
      text.split(separator: "\n\n").suffix(2).joined(separator: "\n\n") == """
        No resource quota.

        Resource Limits
         Type       Resource  Min  Max  Default Request  Default Limit  Max Limit/Request Ratio
         ----       --------  ---  ---  ---------------  -------------  -----------------------
         Container  cpu       1m   2    1m               500m           -

        """)
  }

  @Test(arguments: [
    ("clusterIP", "Cluster IP"), ("apiVersion", "API Version"), ("uid", "UID"),
    ("creationTimestamp", "Creation Timestamp"),
    ("name", "Name"), ("jsonPath", "Json Path"), ("openAPIV3Schema", "openAPIV3Schema"),
    ("requests.cpu", "Requests.cpu"),
  ])
  func namesMembers(_ name: String, _ title: String) {
    #expect(Describers.title(name) == title)
  }

  @Test func takesTheBeginningOfAName() async throws {
    let text = try await describe(
      "sa bot", "{apiVersion: v1, kind: ServiceAccount, metadata: {name: bot-1}, imagePullSecrets: [{name: s}]}")
    #expect(text.hasPrefix("Name:                bot-1\n") && text.contains("Image pull secrets:  s (not found)\n"))
  }

  @Test func tellsEvents() async throws {
    let text = try await describe(
      "cm c",
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}
      ---
      {apiVersion: v1, kind: Event, metadata: {name: e}, involvedObject: {kind: ConfigMap, name: other}, reason: R}
      """)
    #expect(text.hasSuffix("Events:  <none>\n"))
  }

  @Test func readsSubjectsOfRequests() throws {
    // A request for O=dev, CN=jane.
    var name: [UInt8] = []
    for (identifier, value) in [(UInt8(10), "dev"), (UInt8(3), "jane")] {
      let pair: [UInt8] = [0x06, 3, 0x55, 0x04, identifier, 0x0C, UInt8(value.utf8.count)] + Array(value.utf8)
      name += [0x31, UInt8(pair.count + 2), 0x30, UInt8(pair.count)] + pair
    }
    let information: [UInt8] = [0x02, 1, 0, 0x30, UInt8(name.count)] + name
    let whole: [UInt8] = [0x30, UInt8(information.count + 2), 0x30, UInt8(information.count)] + information
    let pem = "-----BEGIN CERTIFICATE REQUEST-----\n\(Base64.encode(whole))\n-----END CERTIFICATE REQUEST-----\n"
    let subject = try #require(RequestSubject(request: Base64.encode(Array(pem.utf8))))
    #expect(
      subject.values("2.5.4.3") == "jane" && subject.values("2.5.4.10") == "dev" && subject.values("2.5.4.5") == "")
    #expect(RequestSubject(request: "nonsense") == nil)
  }

  @Test func addsUpWhatPodsNeed() throws {
    let pod = try yaml(
      "{spec: {containers: [{resources: {requests: {cpu: 100m}}}, {resources: {requests: {cpu: 50m, memory: 1Gi}}}], initContainers: [{resources: {requests: {cpu: 500m}}}, {restartPolicy: Always, resources: {requests: {cpu: 10m}}}]}}"
    )
    let amounts = PodAmounts(pod)
    #expect(amounts.requests["cpu"]?.description == "500m" && amounts.requests["memory"]?.description == "1Gi")
    #expect(amounts.limits.isEmpty)
  }
}
