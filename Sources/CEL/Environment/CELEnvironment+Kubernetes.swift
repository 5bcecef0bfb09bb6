extension CELEnvironment {
  /// What every expression of the Kubernetes API can use (`k8s.io/apiserver/pkg/cel/environment` of v1.36); variables
  /// are for the caller to declare.
  public static let kubernetes: CELEnvironment = {
    var environment = CELEnvironment(
      libraries: [
        .urls, .regex, .kubernetesLists, .authorizer, .optionals, .quantity, .kubernetesStrings, .sets, .ip, .cidr,
        .format, .twoVariableComprehensions, .semver, .lists,
      ])
    environment.requiresHomogeneousLiterals = true
    environment.validatesLiterals = true
    environment.presenceTestIsFree = true
    return environment
  }()
}
