public import APIMachinery

/// How objects of one kind look as rows of a `meta.k8s.io/v1.Table` (what `kubectl get` shows). One file per kind
/// under Tables/, one line per kind in ``TablePrinters``.
public protocol TablePrinter: Sendable {
  /// The cells of one object, one for each column the catalogue has for its resource (`ResourceInfo.columns`):
  /// strings, integers, booleans or null.
  func cells(_ object: JSONValue, now: TableClock) -> [JSONValue]
}

extension TableColumn {
  /// `metav1.TableColumnDefinition`.
  func definition(description: String) -> JSONValue {
    [
      "name": .string(name), "type": .string(type), "format": .string(format), "description": .string(description),
      "priority": .integer(Int64(priority)),
    ]
  }
}
