import Testing

@testable import ECS

@Suite struct FieldDescriptionTests {
  @Test(arguments: [
    ("process.pid", "Number of the process on its host; used again after it ended."),
    ("process.parent.pid", "Parent process: number of the process on its host; used again after it ended."),
    ("dll.hash.sha256", "Library: SHA-256 of the file's bytes: the name under which a file is known everywhere."),
    (
      "process.entry_leader.parent.pid",
      "Process by which somebody entered › parent process: number of the process on its host; used again after it ended."
    ),
    ("source.ip", "IP address from which the connection, logon or request came."),
    ("source.geo.city_name", "Source: city where the address is thought to be."),
    ("tls.server.x509.not_after", "Server: when the certificate ends."),
    (
      "process.parent.hash.md5",
      "Parent process › program of the process: MD5 of the file's bytes; easily forged, so good for finding known files only."
    ),
    (
      "file.elf.sections.name",
      "ELF program: how each section is called, such as `.text`; packers leave names of their own."
    ),
    (
      "host.target.entity.relationships.owns.host.name",
      "Host that was acted on › host as entity › what it is the owner of: hosts by the names that people use."
    ),
  ])
  func explains(path: String, text: String) {
    #expect(ECSSchema.description(of: path) == text)
  }

  @Test(arguments: ["nonsense", "", ".", "winlog.event_data.Image", "process.parent."])
  func knowsNothingOfOtherNames(path: String) {
    #expect(ECSSchema.description(of: path) == nil)
  }

  @Test func everyFieldHasASentenceOfItsOwn() {
    var paths: [String: String] = [:]
    for field in ECSSchema.fields {
      guard let text = ECSSchema.description(of: field.path) else {
        Issue.record("\(field.path) has no description")
        continue
      }
      #expect((20...210).contains(text.count), "\(field.path): \(text)")
      if let other = paths.updateValue(field.path, forKey: text) {
        Issue.record("\(field.path) and \(other) say the same: \(text)")
      }
    }
  }

  /// A sentence that only turns the name around ("Name of the group.") says nothing.
  @Test func sentencesSayMoreThanTheName() {
    let empty: Set<Substring> = [
      "a", "an", "the", "of", "its", "it", "is", "in", "and", "or", "to", "by", "on", "that", "which", "for", "with",
      "as",
      "at", "from", "identifier", "name", "number",
    ]
    func words(_ text: some StringProtocol) -> Set<Substring> {
      let all = text.lowercased().split { !$0.isLetter }.map { $0 }
      return Set(all.filter { !empty.contains($0) }.map { $0.hasSuffix("s") ? $0.dropLast() : $0 })
    }
    for (name, text) in Self.rows where !name.hasSuffix(".*") {
      #expect(words(text).subtracting(words(name)).count >= 2, "\(name): \(text)")
    }
  }

  private static let rows: [(name: Substring, text: Substring)] = ECSSchema.descriptionTable.split(separator: "\n").map
  {
    let parts = $0.split(separator: "\t", maxSplits: 1)
    return (parts[0], parts.count == 2 ? parts[1] : "")
  }

  /// Every line belongs to a field, itself or through a reuse of its set, and is a sentence or a reuse.
  @Test func linesAreWhole() {
    let paths = Set(ECSSchema.fields.map(\.path))
    /// Everything that a path begins or ends with or has inside, dots included.
    var beginnings: Set<String> = []
    var ends: Set<String> = []
    var insides: Set<String> = []
    for path in paths {
      let parts = path.split(separator: ".")
      for first in parts.indices {
        if first > 0 { ends.insert("." + parts[first...].joined(separator: ".")) }
        for last in first..<parts.count - 1 {
          let part = parts[first...last].joined(separator: ".") + "."
          if first == 0 { beginnings.insert(part) } else { insides.insert("." + part) }
        }
      }
    }
    let reuses = Self.rows.filter { $0.name.hasSuffix(".*") }.map { row in
      (prefix: row.name.dropLast(), base: row.text.split(separator: " ").last?.dropLast() ?? "")
    }
    func isUsed(_ name: Substring) -> Bool {
      switch (name.hasPrefix("*."), name.hasSuffix(".*")) {
      case (false, false): paths.contains(String(name))
      case (false, true): beginnings.contains(String(name.dropLast()))
      case (true, false): ends.contains(String(name.dropFirst()))
      case (true, true): insides.contains(String(name.dropFirst().dropLast()))
      }
    }
    for (name, text) in Self.rows {
      let reused = reuses.filter { name.hasPrefix($0.base) }.map { $0.prefix + String(name.dropFirst($0.base.count)) }
      #expect(isUsed(name) || reused.contains { isUsed(Substring($0)) }, "no field is \(name)")
      #expect(text.hasSuffix(name.hasSuffix("*") ? "*" : "."), "\(name): \(text)")
      #expect(text.first?.isLowercase == false, "\(name): \(text)")
    }
    #expect(Set(Self.rows.map(\.name)).count == Self.rows.count)
  }
}
