import Testing

@testable import APIMachinery

@Suite struct DefaulterTests {
  private func defaulted(_ text: String, _ name: String) throws -> JSONValue {
    let type = try #require(SchemaRegistry.builtIn.type(named: name))
    var value = try JSONParser.parse(text)
    try ObjectDecoder().decode(&value, as: type)
    Defaulter().apply(to: &value, as: type, now: Timestamp(seconds: 0))
    // Defaults keep the order of the schema and are complete.
    var again = value
    try ObjectDecoder().decode(&again, as: type)
    #expect(again.jsonText == value.jsonText)
    Defaulter().apply(to: &again, as: type, now: Timestamp(seconds: 0))
    #expect(again.jsonText == value.jsonText)
    return value
  }

  @Test func everyFunctionThatTheSchemaCallsExists() throws {
    for groupVersion in SchemaRegistry.builtIn.groupVersions {
      for name in SchemaRegistry.builtIn.typeNames(in: groupVersion) {
        for rule in try #require(SchemaRegistry.builtIn.type(named: name)).defaultRules {
          guard case .function(let function) = rule.action else { continue }
          #expect(DefaultFunctions.named[function] != nil, "\(name): \(function)")
        }
      }
    }
  }

  @Test func aPodGetsWhatItLeftOpen() throws {
    let pod = try defaulted(
      #"{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"nginx","ports":[{"containerPort":80}],"#
        + #""livenessProbe":{"httpGet":{"port":80}},"resources":{"limits":{"cpu":"1"}}}],"#
        + #""volumes":[{"name":"v"},{"name":"s","secret":{"secretName":"x"}}]}}"#, "core/v1.Pod")
    let expected = """
      {"metadata":{"name":"p"},"spec":{"volumes":[{"name":"v","emptyDir":{}},{"name":"s","secret":{"secretName":"x",\
      "defaultMode":420}}],"containers":[{"name":"c","image":"nginx","ports":[{"containerPort":80,"protocol":"TCP"}],\
      "resources":{"limits":{"cpu":"1"},"requests":{"cpu":"1"}},"livenessProbe":{"httpGet":{"path":"/","port":80,\
      "scheme":"HTTP"},"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3},\
      "terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"Always"}],\
      "restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","securityContext":{},\
      "schedulerName":"default-scheduler","enableServiceLinks":true},"status":{}}
      """
    #expect(pod.jsonText == expected)
  }

  @Test(arguments: [
    ("nginx", "Always"), ("nginx:latest", "Always"), ("nginx:1.2", "IfNotPresent"), ("host:5000/nginx", "Always"),
    ("host:5000/nginx:1", "IfNotPresent"), ("nginx@sha256:00", "IfNotPresent"),
    ("nginx:latest@sha256:00", "IfNotPresent"),
  ])
  func theTagDecidesWhenToPull(image: String, policy: String) throws {
    let pod = try defaulted(#"{"spec":{"containers":[{"name":"c","image":"\#(image)"}]}}"#, "core/v1.Pod")
    #expect(pod["spec"]?["containers"]?[0]?["imagePullPolicy"]?.stringValue == policy)
  }

  @Test func strategiesDependOnTheirType() throws {
    let rolling = try defaulted("{}", "apps/v1.Deployment")
    #expect(
      rolling[path: "spec", "strategy"]?.jsonText
        == #"{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":"25%","maxSurge":"25%"}}"#)
    #expect(rolling[path: "spec", "replicas"] == 1 && rolling[path: "spec", "progressDeadlineSeconds"] == 600)
    let recreate = try defaulted(#"{"spec":{"replicas":0,"strategy":{"type":"Recreate"}}}"#, "apps/v1.Deployment")
    #expect(recreate[path: "spec", "strategy"]?.jsonText == #"{"type":"Recreate"}"#)
    #expect(recreate[path: "spec", "replicas"] == 0)
    let set = try defaulted("{}", "apps/v1.StatefulSet")
    #expect(
      set[path: "spec", "updateStrategy"]?.jsonText == #"{"type":"RollingUpdate","rollingUpdate":{"partition":0}}"#)
    #expect(
      set[path: "spec", "persistentVolumeClaimRetentionPolicy"]?.jsonText
        == #"{"whenDeleted":"Retain","whenScaled":"Retain"}"#)
  }

  @Test func servicesDependOnTheirType() throws {
    let plain = try defaulted(#"{"spec":{"ports":[{"port":80}]}}"#, "core/v1.Service")
    #expect(
      plain["spec"]?.jsonText
        == #"{"ports":[{"protocol":"TCP","port":80,"targetPort":80}],"type":"ClusterIP","sessionAffinity":"None","#
        + #""internalTrafficPolicy":"Cluster"}"#)
    let node = try defaulted(
      #"{"spec":{"type":"LoadBalancer","sessionAffinity":"ClientIP"},"status":{"loadBalancer":{"ingress":[{"ip":"1.2.3.4"}]}}}"#,
      "core/v1.Service")
    #expect(node[path: "spec", "externalTrafficPolicy"] == "Cluster")
    #expect(node[path: "spec", "allocateLoadBalancerNodePorts"] == true)
    #expect(node[path: "spec", "sessionAffinityConfig", "clientIP", "timeoutSeconds"] == 10800)
    #expect(node[path: "status", "loadBalancer", "ingress"]?[0]?["ipMode"] == "VIP")
  }

  @Test func jobsCountDifferentlyFromTheirTemplates() throws {
    let job = try defaulted(#"{"spec":{"template":{"metadata":{"labels":{"a":"b"}}}}}"#, "batch/v1.Job")
    #expect(job[path: "metadata", "labels", "a"] == "b")
    #expect(job[path: "spec", "completions"] == 1 && job[path: "spec", "parallelism"] == 1)
    #expect(job[path: "spec", "backoffLimit"] == 6 && job[path: "spec", "suspend"] == false)
    let cron = try defaulted(#"{"spec":{"jobTemplate":{}}}"#, "batch/v1.CronJob")
    #expect(cron[path: "spec", "jobTemplate", "spec", "parallelism"] == nil)
    #expect(cron[path: "spec", "failedJobsHistoryLimit"] == 1)
  }

  @Test func smallRulesOfOtherKinds() throws {
    let namespace = try defaulted(#"{"metadata":{"name":"n"}}"#, "core/v1.Namespace")
    #expect(namespace[path: "metadata", "labels", "kubernetes.io/metadata.name"] == "n")
    #expect(namespace[path: "status", "phase"] == "Active")
    let policy = try defaulted(#"{"spec":{"egress":[{}]}}"#, "networking.k8s.io/v1.NetworkPolicy")
    #expect(policy[path: "spec", "policyTypes"] == ["Ingress", "Egress"])
    let range = try defaulted(
      #"{"spec":{"limits":[{"type":"Container","max":{"cpu":"2"},"min":{"memory":"1Mi"}}]}}"#, "core/v1.LimitRange")
    let item = range[path: "spec", "limits"]?[0]
    #expect(item?["default"] == ["cpu": "2"] && item?["defaultRequest"] == ["cpu": "2", "memory": "1Mi"])
    let binding = try defaulted(
      #"{"subjects":[{"kind":"User","name":"u"},{"kind":"ServiceAccount","name":"s"}],"roleRef":{"kind":"Role","name":"r"}}"#,
      "rbac.authorization.k8s.io/v1.RoleBinding")
    #expect(binding["subjects"]?[0]?["apiGroup"] == "rbac.authorization.k8s.io")
    #expect(binding["subjects"]?[1]?["apiGroup"] == nil)
    #expect(binding[path: "roleRef", "apiGroup"] == "rbac.authorization.k8s.io")
    let definition = try defaulted(
      #"{"spec":{"names":{"kind":"Widget"},"versions":[{"name":"v1","storage":true}]}}"#,
      "apiextensions.k8s.io/v1.CustomResourceDefinition")
    #expect(definition[path: "spec", "names", "listKind"] == "WidgetList")
    #expect(definition[path: "status", "storedVersions"] == ["v1"])
  }
}
