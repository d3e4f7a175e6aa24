import Testing

@testable import ECS

@Suite struct FieldDescriptionTests {
  @Test(arguments: [
    ("process.pid", "Number of the process on its host; used again after it ended."),
    ("process.parent.pid", "Parent process: number of the process on its host; used again after it ended."),
    ("dll.hash.sha256", "SHA-256 of the file's bytes: the name under which a file is known everywhere."),
    (
      "process.parent.group_leader.pid",
      "Parent process: first process of the group: number of the process on its host; used again after it ended."
    ),
    ("source.ip", "IP address from which the connection, logon or request came."),
    ("tls.server.x509.not_after", "When the certificate ends."),
    (
      "process.parent.hash.md5",
      "Parent process: MD5 of the file's bytes; easily forged, so good for finding known files only."
    ),
  ])
  func explains(path: String, text: String) {
    #expect(ECSSchema.description(of: path) == text)
  }

  @Test(arguments: ["nonsense", "", ".", "winlog.event_data.Image", "process.parent."])
  func knowsNothingOfOtherNames(path: String) {
    #expect(ECSSchema.description(of: path) == nil)
  }

  /// Every sentence belongs to a field, is one line and ends as sentences do.
  @Test func sentencesAreWhole() {
    let paths = Set(ECSSchema.fields.map(\.path))
    var wrong: [Substring] = []
    for line in ECSSchema.descriptionTable.split(separator: "\n") {
      let parts = line.split(separator: "\t", maxSplits: 1)
      guard parts.count == 2 else {
        wrong.append(line)
        continue
      }
      let (name, text) = (parts[0], parts[1])
      if name.hasPrefix("*.") {
        if !paths.contains(where: { $0.hasSuffix(name.dropFirst()) }) { wrong.append(line) }
      } else if name.hasSuffix(".*") {
        if !paths.contains(where: { $0.hasPrefix(name.dropLast()) }) { wrong.append(line) }
        continue
      } else if !paths.contains(String(name)) {
        wrong.append(line)
      }
      if !text.hasSuffix(".") || text.first?.isLowercase == true { wrong.append(line) }
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(5))")
  }
}
