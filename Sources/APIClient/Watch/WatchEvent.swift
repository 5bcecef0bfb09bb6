public import APIMachinery

/// One line of a watch.
public enum WatchEvent<Object: Sendable>: Sendable {
  case added(Object)
  case modified(Object)
  case deleted(Object)
  /// Nothing happened up to this resource version.
  case bookmark(resourceVersion: String)
  /// The server ends the watch; 410 says that its start is no longer in history.
  case error(APIError)
}
