public import Foundation

/// The real data beside the repository, where it is there.
public enum SharedData {
  /// The folder of the data.
  public static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data")

  /// Whether it is there.
  public static let isAvailable = FileManager.default.fileExists(atPath: root.path)

  /// The bytes of the smallest file with a suffix in a tar archive of the data; `nil` when there is none.
  public static func smallest(in archive: String, suffix: String) throws -> [UInt8]? {
    let folder = FileManager.default.temporaryDirectory.appending(path: "shrike-suite-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let tar = Process()
    tar.executableURL = URL(filePath: "/usr/bin/env")
    tar.arguments = ["tar", "xf", root.appending(path: archive).path, "-C", folder.path]
    try tar.run()
    tar.waitUntilExit()
    let keys: [URLResourceKey] = [.fileSizeKey]
    let walker = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: keys)
    var best: (url: URL, size: Int)?
    while let url = walker?.nextObject() as? URL {
      guard url.path.hasSuffix(suffix), let size = try url.resourceValues(forKeys: Set(keys)).fileSize else { continue }
      if let known = best, (known.size, known.url.path) <= (size, url.path) { continue }
      best = (url, size)
    }
    return try best.map { Array(try Data(contentsOf: $0.url)) }
  }
}
