import APIMachinery

/// The rules of a definition's spec, in the form of ``DefinitionForm``.
struct SpecRules {
  var checks: DefinitionChecks

  private static let schemaExtensions = [
    "x-kubernetes-embedded-resource", "x-kubernetes-int-or-string", "x-kubernetes-list-map-keys",
    "x-kubernetes-validations",
  ]
  private static let schemaMarkers = ["x-kubernetes-preserve-unknown-fields", "x-kubernetes-list-type"]

  func errors(_ spec: ObjectField) -> [FieldError] {
    var rules = self
    var errors = group(spec["group"])
    errors += spec["scope"].mustBeSetAndOne(of: ["Cluster", "Namespaced"])
    let preservesUnknown = spec["preserveUnknownFields"].bool
    if !preservesUnknown { rules.checks.requiresStructural = true }
    errors += missingSchemas(spec, preservesUnknown: preservesUnknown)
    let schemas = DefinitionForm.schemas(of: spec.value ?? [:])
    if schemas.contains(where: { SchemaSearch.contains($0) { $0["default"] != nil } }) {
      rules.checks.requiresStructural = true
      if preservesUnknown {
        errors.append(
          spec["preserveUnknownFields"].invalid(
            showing: true, "must be false in order to use defaults in the schema"))
      }
    }
    let hasExtensions = schemas.contains { schema in
      SchemaSearch.contains(schema) { node in
        Self.schemaExtensions.contains { !ObjectField(node[$0], at: .root).isEmpty && node[$0] != false }
          || Self.schemaMarkers.contains { node[$0] != nil }
      }
    }
    if hasExtensions { rules.checks.requiresStructural = true }
    errors += rules.versions(spec)
    errors += identicalVersions(spec)
    errors += names(spec)
    let hasStatus = ([spec] + spec["versions"].elements).contains { $0["subresources", "status"].isPresent }
    errors += rules.schemaRules(version: spec["version"].string).validation(spec["validation"], hasStatus: hasStatus)
    errors += SubresourceRules.errors(spec["subresources"])
    errors += spec["additionalPrinterColumns"].elements.flatMap(ColumnRules.errors)
    errors += selectableFields(spec, version: "", schema: spec["validation", "openAPIV3Schema"])
    if spec["conversion"].isPresent, spec["conversion", "strategy"].string != "None", preservesUnknown {
      errors.append(spec["conversion", "strategy"].invalid("must be None if spec.preserveUnknownFields is true"))
    }
    return errors + ConversionRules(checks: checks).errors(spec["conversion"])
  }

  private func schemaRules(version: String) -> SchemaRules {
    SchemaRules(checks: checks, suppressesCosts: checks.unchangedVersions.contains(version))
  }

  private func group(_ group: ObjectField) -> [FieldError] {
    if group.isEmpty { return [group.required()] }
    let problems = NameValidation.dns1123Subdomain(group.string)
    if !problems.isEmpty { return [group.invalid(problems.joined(separator: ","))] }
    return group.string.contains(".") ? [] : [group.invalid("should be a domain with at least one dot")]
  }

  private func missingSchemas(_ spec: ObjectField, preservesUnknown: Bool) -> [FieldError] {
    guard !spec["validation", "openAPIV3Schema"].isPresent else { return [] }
    return spec["versions"].elements.compactMap { version in
      let schema = version["schema", "openAPIV3Schema"]
      guard !schema.isPresent else { return nil }
      if checks.requiresSchema { return schema.required() }
      return !preservesUnknown && version["served"].bool
        ? schema.required("because otherwise all fields are pruned") : nil
    }
  }

  // MARK: Versions

  private func versions(_ spec: ObjectField) -> [FieldError] {
    var errors: [FieldError] = []
    for version in spec["versions"].elements {
      errors += NameRules.joined(version["name"], allowsEmpty: false)
      let subresources =
        spec["versions"].elements.contains { $0["subresources"].isPresent }
        ? version["subresources"] : spec["subresources"]
      errors += self.version(version, hasStatus: subresources["status"].isPresent)
    }
    return errors
  }

  private func version(_ version: ObjectField, hasStatus: Bool) -> [FieldError] {
    var errors = deprecationWarning(version)
    let name = version["name"].string
    errors += schemaRules(version: name).validation(version["schema"], hasStatus: hasStatus)
    errors += SubresourceRules.errors(version["subresources"])
    errors += version["additionalPrinterColumns"].elements.flatMap(ColumnRules.errors)
    return errors + selectableFields(version, version: name, schema: version["schema", "openAPIV3Schema"])
  }

  private func deprecationWarning(_ version: ObjectField) -> [FieldError] {
    let warning = version["deprecationWarning"]
    guard warning.isPresent else { return [] }
    if !version["deprecated"].bool { return [warning.invalid("can only be set for deprecated versions")] }
    var errors: [FieldError] = []
    if warning.string.utf8.count > 256 { errors.append(warning.invalid("must be <= 256 characters long")) }
    if warning.string.isEmpty { errors.append(warning.invalid("must not be an empty string")) }
    var offset = 0
    for scalar in warning.string.unicodeScalars {
      guard GoFormat.isPrintable(scalar) else {
        errors.append(
          warning.invalid(
            "must only contain printable UTF-8 characters; non-printable character found at index \(offset)"))
        break
      }
      offset += UTF8.width(scalar)
    }
    return errors
  }

  private func selectableFields(_ owner: ObjectField, version: String, schema: ObjectField) -> [FieldError] {
    let fields = owner["selectableFields"]
    guard !fields.isEmpty else { return [] }
    guard schema.isPresent else {
      return [
        fields.invalid(
          showing: "",
          version.isEmpty
            ? "may only be set when validations.schema is included"
            : "may only be set when `version.schema.openAPIV3Schema` is not included")
      ]
    }
    var errors: [FieldError] = []
    if let failure = StructuralRules.failure(schema.value ?? .null) {
      errors.append(.invalid(owner.path.child("schema.openAPIV3Schema"), "", failure))
    }
    return errors
      + SelectableFieldRules.errors(
        fields, schema: schema.value ?? [:], allowsMany: checks.toleratesManySelectableFields.contains(version))
  }

  /// Upstream's form has what is the same in all versions at the top; so none of these can be found in v1 but for
  /// names and storage.
  private func identicalVersions(_ spec: ObjectField) -> [FieldError] {
    let versions = spec["versions"]
    let names = versions.elements.map { $0["name"].string }
    var errors: [FieldError] = []
    let shown = DefinitionGoForm.versions(versions.value)
    if Set(names).count != names.count {
      errors.append(versions.invalid(showing: shown, "must contain unique version names"))
    }
    if versions.elements.count(where: { $0["storage"].bool }) != 1 {
      errors.append(versions.invalid(showing: shown, "must have exactly one version marked as storage version"))
    }
    return errors + NameRules.joined(spec["version"])
  }

  private func names(_ spec: ObjectField) -> [FieldError] {
    let names = spec["names"]
    return ["plural", "singular", "kind", "listKind"].flatMap { names[$0].mustBeSet() } + NameRules.errors(names)
  }
}

/// The scale subresource's paths.
enum SubresourceRules {
  static func errors(_ subresources: ObjectField) -> [FieldError] {
    let scale = subresources["scale"]
    guard scale.isPresent else { return [] }
    var errors: [FieldError] = []
    for (name, parent) in [("specReplicasPath", ".spec"), ("statusReplicasPath", ".status")] {
      let field = ObjectField(scale[name].value, at: subresources.path.child("scale.\(name)"))
      if field.isEmpty {
        errors.append(field.required())
      } else {
        errors += path(field, below: [parent], "should be a json path under \(parent)")
      }
    }
    let selector = ObjectField(scale["labelSelectorPath"].value, at: subresources.path.child("scale.labelSelectorPath"))
    if !selector.isEmpty {
      errors += path(selector, below: [".spec", ".status"], "should be a json path under either .spec or .status")
    }
    return errors
  }

  private static func path(_ field: ObjectField, below parents: [String], _ detail: String) -> [FieldError] {
    let errors = ColumnRules.simplePath(field)
    guard errors.isEmpty else { return errors }
    return parents.contains { field.string.hasPrefix($0 + ".") } ? [] : [field.invalid(detail)]
  }
}

/// Columns that a table shows beside the name.
enum ColumnRules {
  private static let types = ["boolean", "date", "integer", "number", "string"]
  private static let formats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"]

  static func errors(_ column: ObjectField) -> [FieldError] {
    var errors = column["name"].mustBeSet()
    let (type, format) = (column["type"], column["format"])
    let typeDetail = "must be one of \(types.joined(separator: ","))"
    if type.isEmpty {
      errors.append(type.required(typeDetail))
    } else if !types.contains(type.string) {
      errors.append(type.invalid(typeDetail))
    }
    if !format.isEmpty, !formats.contains(format.string) {
      errors.append(format.invalid("must be one of \(formats.joined(separator: ","))"))
    }
    let path = ObjectField(column["jsonPath"].value, at: column.path.child("JSONPath"))
    return errors + (path.isEmpty ? [path.required()] : simplePath(path))
  }

  static func simplePath(_ path: ObjectField) -> [FieldError] {
    path.string.hasPrefix(".") ? [] : [path.invalid("must be a simple json path starting with .")]
  }
}
