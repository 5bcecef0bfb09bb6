import APIMachinery

/// The parameters of operations, as kube-apiserver publishes them.
enum OpenAPIParameters {
  static let list = [
    "allowWatchBookmarks", "continue", "fieldSelector", "labelSelector", "limit", "resourceVersion",
    "resourceVersionMatch", "sendInitialEvents", "shardSelector", "timeoutSeconds", "watch",
  ]
  static let delete = [
    "dryRun", "gracePeriodSeconds", "ignoreStoreReadErrorWithClusterBreakingPotential", "orphanDependents",
    "propagationPolicy",
  ]
  static let deleteCollection = (delete + list.filter { $0 != "watch" && $0 != "allowWatchBookmarks" }).sorted()
  static let write = ["dryRun", "fieldManager", "fieldValidation"]
  static let patch = write + ["force"]

  /// Of the connections into pods, and of logs.
  static let connections: [String: [String]] = [
    "PodExecOptions": ["command", "container", "stderr", "stdin", "stdout", "tty"],
    "PodAttachOptions": ["container", "stderr", "stdin", "stdout", "tty"],
    "PodPortForwardOptions": ["ports"], "PodProxyOptions": ["path"], "ServiceProxyOptions": ["path"],
    "NodeProxyOptions": ["path"],
  ]
  static let log = [
    "container", "follow", "insecureSkipTLSVerifyBackend", "limitBytes", "previous", "sinceSeconds", "stream",
    "tailLines", "timestamps",
  ]

  private static let booleans: Set<String> = [
    "allowWatchBookmarks", "follow", "force", "ignoreStoreReadErrorWithClusterBreakingPotential",
    "insecureSkipTLSVerifyBackend", "orphanDependents", "previous", "sendInitialEvents", "stderr", "stdin", "stdout",
    "timestamps", "tty", "watch",
  ]
  private static let integers: Set<String> = [
    "gracePeriodSeconds", "limit", "limitBytes", "ports", "sinceSeconds", "tailLines", "timeoutSeconds",
  ]

  static func query(_ name: String) -> JSONValue {
    let type = booleans.contains(name) ? "boolean" : integers.contains(name) ? "integer" : "string"
    return ["name": .string(name), "in": "query", "schema": ["type": .string(type), "uniqueItems": true]]
  }

  static func path(_ name: String) -> JSONValue {
    ["name": .string(name), "in": "path", "required": true, "schema": ["type": "string", "uniqueItems": true]]
  }
}
