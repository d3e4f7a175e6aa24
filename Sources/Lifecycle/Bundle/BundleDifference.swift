import Documents

/// What changed from one bundle to another.
public struct BundleDifference: Sendable, Hashable {
  /// A value that is another, by its path in a JSON file of the bundle.
  public struct Change: Sendable, Hashable, Encodable {
    /// `metrics.json: auroc.estimate`.
    public var place: String
    /// The value before; empty when there was none.
    public var before: String
    /// The value after; empty when there is none.
    public var after: String
  }

  /// Files that were added, removed or changed.
  public var added: [String]
  /// See `added`.
  public var removed: [String]
  /// See `added`.
  public var changed: [String]
  /// Values that differ in the JSON files that both have; lists are compared as wholes by their length.
  public var values: [Change]
  private let before: BundleManifest
  private let after: BundleManifest

  /// Compares two verified bundles.
  public init(from before: ModelBundle, to after: ModelBundle) throws(LifecycleError) {
    let old = Dictionary(before.manifest.files.map { ($0.path, $0.sha256) }) { first, _ in first }
    let new = Dictionary(after.manifest.files.map { ($0.path, $0.sha256) }) { first, _ in first }
    added = new.keys.filter { old[$0] == nil }.sorted()
    removed = old.keys.filter { new[$0] == nil }.sorted()
    changed = new.keys.filter { old[$0] != nil && old[$0] != new[$0] }.sorted()
    (self.before, self.after) = (before.manifest, after.manifest)
    var values: [Change] = []
    for name in changed where name.hasSuffix(".json") {
      let a = Self.flat(try before.file(name) ?? [])
      let b = Self.flat(try after.file(name) ?? [])
      for key in Set(a.keys).union(b.keys).sorted() where a[key] != b[key] {
        values.append(Change(place: "\(name): \(key)", before: a[key] ?? "", after: b[key] ?? ""))
      }
    }
    self.values = values
  }

  private static func flat(_ bytes: [UInt8]) -> [String: String] {
    guard let document = try? JSONDocument(json: bytes, options: .init(depth: 16)) else { return [:] }
    var result: [String: String] = [:]
    collect(document.root, "", &result)
    return result
  }

  private static func collect(_ value: JSONNode, _ path: String, _ result: inout [String: String]) {
    if let members = value.members {
      for (key, member) in members {
        let name = key.repairedText ?? ""
        collect(member, path.isEmpty ? name : "\(path).\(name)", &result)
      }
    } else if value.isList {
      result[path] = "\(value.count) values"
    } else {
      let number = value.integer.map { "\($0)" } ?? value.number.map { "\($0)" } ?? value.boolean.map { "\($0)" }
      result[path] = value.repairedText ?? number ?? "null"
    }
  }

  /// The difference as lines.
  public var text: String {
    var text = "\(before.name) \(before.version) → \(after.name) \(after.version)\n"
    for (sign, list) in [("+", added), ("-", removed), ("~", changed)] {
      for file in list { text += "  \(sign) \(file)\n" }
    }
    for change in values { text += "    \(change.place)  \(change.before) → \(change.after)\n" }
    if added.isEmpty, removed.isEmpty, changed.isEmpty { text += "  the same files\n" }
    return text
  }

  private struct Document: Encodable {
    struct Version: Encodable {
      var name: String
      var version: String
      var number: Int

      init(_ manifest: BundleManifest) {
        (name, version, number) = (manifest.name, manifest.version, manifest.number)
      }
    }

    var before: Version
    var after: Version
    var added: [String]
    var removed: [String]
    var changed: [String]
    var values: [Change]
  }

  /// The difference as JSON (`docs/schemas/model-diff.schema.json`), without a line break.
  public func json() throws -> [UInt8] {
    try RegistryJSON.encode(
      Document(
        before: .init(before), after: .init(after), added: added, removed: removed, changed: changed, values: values))
  }

  /// Equal contents, whatever the versions are called.
  public static func == (lhs: Self, rhs: Self) -> Bool {
    (lhs.added, lhs.removed, lhs.changed) == (rhs.added, rhs.removed, rhs.changed) && lhs.values == rhs.values
  }

  /// Hashes the contents.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(added)
    hasher.combine(removed)
    hasher.combine(changed)
    hasher.combine(values)
  }
}
