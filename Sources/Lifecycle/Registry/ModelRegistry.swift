public import Foundation
public import Signing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Models and their versions in a folder, with a log of every step.
///
///     REGISTRY/log.ndjson                 the steps, chained by digests; the truth
///     REGISTRY/trusted.keys               public keys that may sign bundles
///     REGISTRY/models/NAME/VERSION/…      the bundles
public struct ModelRegistry: Sendable {
  /// The folder.
  public let folder: URL
  /// The steps so far.
  public private(set) var entries: [RegistryEntry] = []
  /// Where everything stands.
  public private(set) var state = RegistryState([])
  /// The keys that may sign.
  public let trusted: [VerifyingKey]
  private var valid = 0

  private var log: URL { folder.appending(path: "log.ndjson") }

  /// Opens a registry; `keys` creates it when it is not there.
  public init(_ path: String, creatingWith keys: [VerifyingKey]? = nil) throws(LifecycleError) {
    folder = URL(filePath: path, directoryHint: .isDirectory)
    let keyFile = folder.appending(path: "trusted.keys").path()
    if !FileManager.default.fileExists(atPath: keyFile) {
      guard let keys else {
        throw LifecycleError("\(path): is no registry of models; create one with: shrike model add --trust KEYS")
      }
      do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let text = keys.map { Hexadecimal.text($0.bytes) + "\n" }.joined()
        try Data(text.utf8).write(to: URL(filePath: keyFile), options: .atomic)
      } catch { throw LifecycleError("\(path): cannot be created (\(error.localizedDescription))") }
    }
    trusted = try KeyFile.trusted(keyFile)
    if FileManager.default.fileExists(atPath: folder.appending(path: "log.ndjson").path()) {
      let bytes = try BundleFiles.read(folder, "log.ndjson", most: 1 << 28)
      (entries, valid) = try RegistryEntry.read(bytes, path: folder.path() + "log.ndjson")
      state = RegistryState(entries)
    }
  }

  /// The folder of a version's bundle.
  public func place(of model: String, _ version: String) -> String {
    folder.appending(path: "models/\(model)/\(version)").path()
  }

  /// A verified bundle of the registry; its digest must be that of the log.
  public func bundle(_ model: String, _ version: String) throws(LifecycleError) -> ModelBundle {
    let known = try self.version(model, version)
    let bundle = try ModelBundle(place(of: model, version), trusted: trusted)
    guard bundle.digest == known.digest else {
      throw LifecycleError("\(place(of: model, version)): is not the bundle that was added; do not use it")
    }
    return bundle
  }

  /// A version by its name.
  public func version(_ model: String, _ version: String) throws(LifecycleError) -> RegistryState.Version {
    guard let known = state.models[model] else { throw LifecycleError("there is no model \(model) in the registry") }
    guard let found = known.versions.first(where: { $0.version == version }) else {
      let names = known.versions.map(\.version).joined(separator: ", ")
      throw LifecycleError("there is no version \(version) of \(model); there are \(names)")
    }
    return found
  }

  /// The version that a host runs: the canary where it belongs to its share, else the active one.
  public func version(of model: String, onHost host: String) -> String? {
    guard let known = state.models[model] else { return nil }
    if let canary = known.canary,
      CanaryShare.contains(host: host, model: model, version: canary.version, share: canary.share)
    {
      return canary.version
    }
    return known.active?.version
  }

  /// Appends a step to the log and makes it part of the state; it is on the disk when this returns.
  mutating func append(_ step: RegistryEntry) throws(LifecycleError) {
    var step = step
    step.number = entries.count + 1
    step.previous = try entries.last.map { last throws(LifecycleError) in ContentDigest.sha256(try last.line()) } ?? ""
    let line = try step.line() + [0x0A]
    do {
      if !FileManager.default.fileExists(atPath: log.path()) { try Data().write(to: log) }
      let handle = try FileHandle(forUpdating: log)
      defer { try? handle.close() }
      // Held until the file is closed: between looking and writing nobody else writes.
      guard flock(handle.fileDescriptor, LOCK_EX) == 0 else { throw LifecycleError("\(log.path()): cannot be locked") }
      let end = try handle.seekToEnd()
      // What a crash left of a last line goes; what somebody else appended meanwhile is not overwritten.
      if end > UInt64(valid) {
        try handle.seek(toOffset: UInt64(valid))
        let rest = try handle.readToEnd() ?? Data()
        guard !rest.contains(0x0A) else { throw LifecycleError("\(log.path()): another step came in; try again") }
        try handle.truncate(atOffset: UInt64(valid))
        try handle.seekToEnd()
      }
      try handle.write(contentsOf: Data(line))
      try handle.synchronize()
    } catch let error as LifecycleError {
      throw error
    } catch { throw LifecycleError("\(log.path()): \(error.localizedDescription)") }
    valid += line.count
    entries.append(step)
    state = RegistryState(entries)
  }
}
