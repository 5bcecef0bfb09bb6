import APIMachinery

/// What of a pod the rules for its containers need.
struct ContainerSurroundings {
  /// The pod's volumes that are in order, by name.
  var volumes: [String: ObjectField]
  /// The names of the pod's resource claims.
  var claims: Set<String>
  /// In seconds.
  var gracePeriod: Int64?
  var restartPolicy: String
  var hostUsers: Bool
  var options: PodValidationOptions
}
