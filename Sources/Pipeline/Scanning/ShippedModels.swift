import Foundation

/// The models that come with the program: packed files in a folder `Models`, beside the program or in the working directory's
/// checkout.
public enum ShippedModels {
  /// Where a model folder may be, the first that exists counts: beside the program, in `../share/shrike` of
  /// it, and above the build folder it stands in.
  static var folders: [URL] {
    guard let program = Bundle.main.executableURL?.resolvingSymlinksInPath() else { return [] }
    let beside = program.deletingLastPathComponent()
    var folders = [beside.appending(path: "Models"), beside.appending(path: "../share/shrike/Models").standardized]
    var parent = beside
    for _ in 0..<4 {
      parent = parent.deletingLastPathComponent()
      // Only a checkout: a folder of that name elsewhere may be anybody's.
      if FileManager.default.fileExists(atPath: parent.appending(path: "Package.swift").path()) {
        folders.append(parent.appending(path: "Models"))
        break
      }
    }
    return folders
  }

  /// The packed models in the folder and below it, in the order of their names.
  public static func paths() -> [String] {
    for folder in folders {
      let names = FileManager.default.enumerator(atPath: folder.path())?.compactMap { $0 as? String } ?? []
      let models = names.filter { $0.hasSuffix(".shrike") }.sorted()
      if !models.isEmpty { return models.map { folder.appending(path: $0).path() } }
    }
    return []
  }
}
