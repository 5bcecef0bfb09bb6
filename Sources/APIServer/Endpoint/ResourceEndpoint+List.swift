import APIMachinery
import Storage

extension ResourceEndpoint {
  func list(_ context: RequestContext) async throws(APIError) -> APIResponse {
    let form = try form(context)
    let storage = try storage()
    let page = try await readPage(try listRequest(context, storage), storage)
    return try await answer(page, form: form, context)
  }

  /// A list without selectors or options that the cache can give at once.
  func listImmediately(_ context: RequestContext, _ storage: ResourceStorage) throws(APIError) -> APIResponse? {
    let query = context.request.query
    guard query.allSatisfy({ $0.name == "resourceVersion" && ($0.value == "0" || $0.value.isEmpty) }),
      let page = storage.cache.listImmediately(
        CacheListRequest(scope: storage.scope(namespace: context.info.namespace)))
    else { return nil }
    return ObjectResponse.json(ListEncoding.json(page, resource: resource))
  }

  /// What a list or the deletion of a collection is about.
  func listRequest(_ context: RequestContext, _ storage: ResourceStorage) throws(APIError) -> CacheListRequest {
    let options = try ListOptions(context.request, isWatch: false)
    let selection = try Selection(options, resource: resource, storage: storage, info: context.info)
    let isOfOne = if case .object = selection.scope { true } else { false }
    let token = isOfOne ? nil : options.continueToken
    if let token {
      try WatchCache.check(continueToken: token)
      if !options.resourceVersion.isEmpty, options.resourceVersion != "0" {
        throw .badRequest("specifying resource version is not allowed when using continue")
      }
    }
    return CacheListRequest(
      scope: selection.scope, freshness: token == nil ? try options.freshness(isOfOne: isOfOne) : .newest,
      limit: options.pageLimit, continueToken: token, index: selection.index, filter: selection.filter)
  }

  func readPage(_ request: CacheListRequest, _ storage: ResourceStorage) async throws(APIError) -> CacheList {
    do {
      return try await storage.cache.list(request)
    } catch let error as APIError {
      throw error
    } catch {
      throw .internalError("\(error)")
    }
  }

  /// A page as an answer in the form asked for.
  func answer(_ page: CacheList, form: ContentForm, _ context: RequestContext) async throws(APIError) -> APIResponse {
    if form.encoding == .json, form.shape == .object, resource.conversion == nil, !form.isPretty {
      return ObjectResponse.json(ListEncoding.json(page, resource: resource))
    }
    if case .table(let version) = form.shape, form.encoding == .json, !form.isPretty {
      let table = TableRendering(resource: resource, server: server, context: context)
      if table.showsStoredForm { return ObjectResponse.json(try table.json(page, version: version)) }
    }
    if let bytes = ListEncoding.bytes(page, form: form, resource: resource, types: server.types) {
      return ObjectResponse.bytes(bytes, mediaType: form.mediaType)
    }
    let items = try await read(page.objects)
    let shaped = try Shaping.shape(
      items, list: ListEncoding.metadata(page, isCustom: resource.isCustom && form.shape == .object), form: form,
      resource: resource, server: server, context: context)
    return ObjectResponse.make(shaped.object, type: shaped.type, status: 200, form: form)
  }
}

/// Which objects a list or watch is about.
struct Selection: Sendable {
  var scope: CacheScope
  var index: IndexedValue?
  var filter: ObjectFilter?

  init(_ options: ListOptions, resource: ServedResource, storage: ResourceStorage, info: RequestInfo) throws(APIError) {
    let namespace = info.namespace
    scope = storage.scope(namespace: namespace)
    // The path of a watch can name one object.
    if info.parts.count > 1 {
      let selected = options.fields?.requirements.first { $0.field == "metadata.name" && !$0.isNegated }
      guard options.fields?.requirements.isEmpty ?? true || selected?.value == info.name else {
        throw .badRequest("fieldSelector metadata.name doesn't match requested name")
      }
      scope = .object(key: storage.key(namespace: namespace, name: info.name))
    }
    var conditions: [ObjectFilter] = []
    if let labels = options.labels { conditions.append { labels.matches($0.labels) } }
    if let fields = options.fields {
      for requirement in fields.requirements {
        let wanted = requirement.value
        let isEqual = !requirement.isNegated
        switch requirement.field {
        case "metadata.name":
          conditions.append { ($0.name == wanted) == isEqual }
          if isEqual, !wanted.isEmpty, !storage.isNamespaced || !namespace.isEmpty {
            scope = .object(key: storage.key(namespace: namespace, name: wanted))
          }
        case "metadata.namespace" where storage.isNamespaced || resource.fieldSelectors["metadata.namespace"] != nil:
          conditions.append { ($0.namespace == wanted) == isEqual }
        default:
          guard let field = resource.fieldSelectors[requirement.field] else {
            throw .badRequest(Self.unsupported(requirement.field, resource))
          }
          // Objects without a value aren't in an index.
          if isEqual, index == nil, !wanted.isEmpty,
            storage.cache.configuration.indexes.contains(where: { $0.name == field })
          {
            index = IndexedValue(index: field, value: wanted)
          } else {
            conditions.append { ($0.fields[field] ?? "" == wanted) == isEqual }
          }
        }
      }
    }
    if !conditions.isEmpty {
      filter = { [conditions] object in conditions.allSatisfy { $0(object) } }
    }
  }

  /// Upstream's kinds with selectors of their own each have their own words, the others share these.
  private static func unsupported(_ field: String, _ resource: ServedResource) -> String {
    switch (resource.group, resource.name) {
    case ("batch", "jobs"): "field label \(quoted(field)) not supported for Job"
    case ("resource.k8s.io", "resourceslices"):
      "field label not supported for \(resource.apiVersion), Kind=\(resource.kind): \(field)"
    case _
    where resource.isCustom || resource.fieldSelectors.keys.contains(where: { !$0.hasPrefix("metadata.") })
      || resource.groupResource == GroupResource("namespaces") || resource.groupResource == GroupResource("services"):
      "field label not supported: \(field)"
    default: onlyMetadata(field)
    }
  }

  /// What is said where only an object's name and namespace can be selected by.
  static func onlyMetadata(_ field: String) -> String {
    "\(quoted(field)) is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
  }
}
