import APIMachinery

/// Opens text in the person's editor.
struct ObjectEditor {
  /// How kubectl begins what it opens.
  static let notice = """
    # Please edit the object below. Lines beginning with a '#' will be ignored,
    # and an empty file will abort the edit. If an error occurs while saving this file will be
    # reopened with the relevant failures.
    #

    """

  /// The editor and its arguments: `KUBE_EDITOR`, `EDITOR`, else vi.
  static var command: [String] {
    for name in ["KUBE_EDITOR", "EDITOR"] {
      if let text = Surroundings.variable(name), !text.isEmpty { return words(text) }
    }
    return ["vi"]
  }

  /// Splits at blanks; more than that is for the shell.
  private static func words(_ text: String) -> [String] {
    if text.contains(where: { "\"'\\$`;|&<>(".contains($0) }) { return ["/bin/sh", "-c", text + " \"$@\"", "editor"] }
    return text.split(separator: " ").map(String.init)
  }

  /// What the person made of `text`, and the file it is in.
  func open(_ text: String, suffix: String) throws -> (path: String, text: String) {
    let path = LocalFiles.temporaryPath("kubectl-edit", suffix)
    try LocalFiles.write(path, Array(text.utf8))
    let command = Self.command
    let shown = command.first == "/bin/sh" ? command.dropFirst(2).prefix(1).map { String($0.dropLast(5)) } : command
    let status = try Surroundings.current.programs.run(command + [path])
    guard status == 0 else {
      LocalFiles.remove(path)
      throw KubectlError("error: there was a problem with the editor \"\(shown.joined(separator: " "))\"")
    }
    return (path, try LocalFiles.readText(path))
  }

  /// A text without its comments.
  static func content(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("#") }
      .joined(separator: "\n")
  }

  /// One object as the person changed it; nil where nothing was changed.
  func edit(_ object: JSONValue) throws -> JSONValue? {
    let before = String(decoding: YAMLCodec.encode(object), as: UTF8.self)
    let (path, after) = try open(Self.notice + before, suffix: ".yaml")
    defer { LocalFiles.remove(path) }
    let content = Self.content(after)
    guard content.contains(where: { !$0.isWhitespace }) else { return nil }
    let edited = try YAMLCodec.decode(Array(content.utf8))
    return edited == object ? nil : edited
  }

  /// Manifests as the person changed them, before they are created.
  func edit(_ items: [Manifests.Item]) throws -> [Manifests.Item] {
    let text = items.map { String(decoding: YAMLCodec.encode($0.object), as: UTF8.self) }.joined(separator: "---\n")
    let (path, after) = try open(Self.notice + text, suffix: ".yaml")
    defer { LocalFiles.remove(path) }
    let content = Self.content(after)
    guard content.contains(where: { !$0.isWhitespace }) else {
      throw KubectlError("error: Edit cancelled, saved file was empty.")
    }
    return try Manifests().objects(in: Array(content.utf8), source: path)
  }
}
