import Foundation

/// The files of a bundle's folder: plain files only, of bounded size.
enum BundleFiles {
  /// The names of all files below a folder, with `/` between folders. Links and other special files are refused, since what
  /// they lead to can change.
  static func list(_ folder: URL) throws(LifecycleError) -> [String] {
    var result: [String] = []
    try collect(folder, prefix: "", depth: 0, into: &result)
    return result
  }

  private static func collect(
    _ folder: URL, prefix: String, depth: Int, into result: inout [String]
  ) throws(LifecycleError) {
    let path = folder.path()
    guard depth < 8 else { throw LifecycleError("\(path): folders are nested too deep for a bundle") }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw LifecycleError("\(path): cannot be read as a folder (\(error.localizedDescription))")
    }
    for name in names.sorted() {
      let place = folder.appending(path: name)
      let kind = (try? FileManager.default.attributesOfItem(atPath: place.path()))?[.type] as? FileAttributeType
      switch kind {
      case .typeRegular: result.append(prefix + name)
      case .typeDirectory:
        try collect(
          URL(filePath: place.path(), directoryHint: .isDirectory), prefix: prefix + name + "/", depth: depth + 1,
          into: &result)
      default: throw LifecycleError("\(place.path()): is neither a file nor a folder; bundles have no links")
      }
      guard result.count <= 10_000 else { throw LifecycleError("\(path): has more files than a bundle may have") }
    }
  }

  /// The bytes of a file.
  static func read(_ folder: URL, _ name: String, most: Int) throws(LifecycleError) -> [UInt8] {
    let place = folder.appending(path: name)
    do {
      let attributes = try FileManager.default.attributesOfItem(atPath: place.path())
      guard attributes[.type] as? FileAttributeType == .typeRegular else {
        throw LifecycleError("\(place.path()): is no plain file")
      }
      guard let size = attributes[.size] as? Int, size <= most else {
        throw LifecycleError("\(place.path()): is larger than \(most) bytes")
      }
      return [UInt8](try Data(contentsOf: place))
    } catch let error as LifecycleError {
      throw error
    } catch {
      throw LifecycleError("\(place.path()): cannot be read (\(error.localizedDescription))")
    }
  }
}
