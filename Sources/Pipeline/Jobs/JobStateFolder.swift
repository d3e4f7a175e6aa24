public import AnomalyJobs
import Foundation
import Learning

/// A folder that keeps what jobs learnt: for each job numbered snapshots, of which one is the current one, that the next run goes on from.
///
/// `FOLDER/JOB/000001.snapshot` and so on, and `FOLDER/JOB/current` with the number. A snapshot is written in full before it becomes the
/// current one, so that a run that is broken off leaves the job as it was. Numbers are not used again. Only the newest snapshots are
/// kept, and always the current one. The folder is for one run at a time.
public struct JobStateFolder: Sendable {
  /// Snapshots of a job that are kept unless the caller says otherwise: Elastic keeps those of ten days.
  public static let usuallyKept = 10

  /// One snapshot file.
  public struct Entry: Sendable {
    /// The file.
    public var path: String
    /// The job's identifier.
    public var job: String
    /// Its number.
    public var number: Int
    /// Whether the next run goes on from it.
    public var isCurrent: Bool
    /// Bytes of the file.
    public var size: Int
    /// What is in it, or why it cannot be used.
    public var content: Result<JobSnapshot, JobError>
  }

  private static let suffix = ".snapshot"
  private let folder: URL

  /// A folder, which need not be there yet.
  public init(_ path: String) { folder = URL(filePath: path, directoryHint: .isDirectory) }

  // MARK: Looking

  /// The identifiers of the jobs that have snapshots, sorted. Throws when the folder cannot be read.
  public func jobs() throws(JobError) -> [String] {
    try contents(of: folder).compactMap(Self.identifier).filter { !(numbers(of: $0)).isEmpty }.sorted()
  }

  /// The snapshots of a job, oldest first.
  public func entries(of job: String) throws(JobError) -> [Entry] {
    let current = try currentNumber(of: job)
    var result: [Entry] = []
    for number in numbers(of: job) {
      let file = file(number, of: job)
      let content: Result<JobSnapshot, JobError>
      do throws(JobError) { content = .success(try read(number, of: job)) } catch { content = .failure(error) }
      let size = (try? file.resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? 0
      result.append(
        Entry(
          path: file.path(percentEncoded: false), job: job, number: number, isCurrent: number == current, size: size,
          content: content))
    }
    return result
  }

  /// The snapshot that the next run of a job goes on from; `nil` when there are none. Throws when it is missing or damaged.
  public func current(of job: String) throws(JobError) -> JobSnapshot? {
    guard let number = try currentNumber(of: job) else {
      guard let last = numbers(of: job).last else { return nil }
      throw JobError(
        path: pointer(of: job).path(percentEncoded: false),
        "is missing, so that it is not known from which snapshot the job goes on; choose one with 'shrike jobs revert' (the "
          + "newest is \(last))")
    }
    return try read(number, of: job)
  }

  // MARK: Changing

  /// Writes the snapshot of a job after a run, makes it the current one, and removes all but the newest `keeping`.
  ///
  /// - Parameter created: the time now, in seconds since 1970.
  @discardableResult
  func append(
    _ job: AnomalyJob, parent: Int?, description: String, created: Int64, keeping: Int
  ) throws(JobError) -> JobSnapshot {
    let id = job.definition.id
    let snapshot = JobSnapshot(
      job, number: (numbers(of: id).last ?? 0) + 1, created: created, parent: parent, description: description)
    let file = file(snapshot.number, of: id)
    try attempt(file) {
      // What was learnt has names of users in it: nobody else reads it.
      try FileManager.default.createDirectory(
        at: directory(of: id), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      let draft = directory(of: id).appending(path: ".draft")
      try Data(snapshot.bytes).write(to: draft)
      // Fails when another run has written this number in the meantime.
      try FileManager.default.moveItem(at: draft, to: file)
    }
    try point(to: snapshot.number, of: id)
    let all = numbers(of: id)
    for number in all.dropLast(max(1, keeping)) where number != snapshot.number {
      let old = self.file(number, of: id)
      try attempt(old) { try FileManager.default.removeItem(at: old) }
    }
    return snapshot
  }

  /// Makes an earlier (or later) snapshot the current one. Throws when there is none of that number, or it is damaged.
  public func revert(_ job: String, to number: Int) throws(JobError) -> JobSnapshot {
    let known = numbers(of: job)
    guard known.contains(number) else {
      let there = known.isEmpty ? "there are none" : "there are \(known.map(String.init).joined(separator: ", "))"
      throw JobError(path: directory(of: job).path(percentEncoded: false), "has no snapshot \(number); \(there)")
    }
    let snapshot = try read(number, of: job)
    try point(to: number, of: job)
    return snapshot
  }

  // MARK: Files

  private func directory(of job: String) -> URL {
    folder.appending(path: Self.name(of: job), directoryHint: .isDirectory)
  }

  private func pointer(of job: String) -> URL { directory(of: job).appending(path: "current") }

  private func file(_ number: Int, of job: String) -> URL {
    let digits = String(number)
    return directory(of: job).appending(
      path: String(repeating: "0", count: max(0, 6 - digits.count)) + digits + Self.suffix)
  }

  private func numbers(of job: String) -> [Int] {
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: directory(of: job).path(percentEncoded: false))) ?? []
    return names.compactMap { name in
      guard name.hasSuffix(Self.suffix), let number = Int(name.dropLast(Self.suffix.count)), number > 0,
        file(number, of: job).lastPathComponent == name
      else { return nil }
      return number
    }.sorted()
  }

  private func read(_ number: Int, of job: String) throws(JobError) -> JobSnapshot {
    let file = file(number, of: job)
    let path = file.path(percentEncoded: false)
    let bytes = try attempt(file) { [UInt8](try Data(contentsOf: file)) }
    let snapshot: JobSnapshot
    do throws(StateError) {
      snapshot = try JobSnapshot(bytes)
    } catch {
      throw JobError(path: path, "cannot be used: \(error); go back to another with 'shrike jobs revert'")
    }
    guard snapshot.number == number, snapshot.job == job else {
      throw JobError(path: path, "is snapshot \(snapshot.number) of the job '\(snapshot.job)'")
    }
    return snapshot
  }

  private func currentNumber(of job: String) throws(JobError) -> Int? {
    let file = pointer(of: job)
    let path = file.path(percentEncoded: false)
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let text = try attempt(file) { try String(contentsOf: file, encoding: .utf8) }
    guard let number = Int(text.split(separator: "\n", maxSplits: 1).first ?? ""), number > 0 else {
      throw JobError(path: path, "does not hold the number of a snapshot; choose one with 'shrike jobs revert'")
    }
    return number
  }

  private func point(to number: Int, of job: String) throws(JobError) {
    let file = pointer(of: job)
    try attempt(file) { try Data("\(number)\n".utf8).write(to: file, options: .atomic) }
  }

  private func contents(of folder: URL) throws(JobError) -> [String] {
    try attempt(folder) { try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)) }
  }

  /// Turns what the system says into an error that names the file.
  private func attempt<R>(_ file: URL, _ body: () throws -> R) throws(JobError) -> R {
    do {
      return try body()
    } catch {
      throw JobError(path: file.path(percentEncoded: false), error.localizedDescription)
    }
  }

  // MARK: Names

  /// A job's identifier as the name of a folder: what could be more than a name, or hidden, is written as `%` and two digits.
  private static func name(of job: String) -> String {
    var result = ""
    for (index, byte) in job.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "_"):
        result.unicodeScalars.append(UnicodeScalar(byte))
      case UInt8(ascii: ".") where index > 0: result += "."
      default: result += "%" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
      }
    }
    return result
  }

  private static func identifier(_ name: String) -> String? {
    guard let job = name.removingPercentEncoding, Self.name(of: job) == name, !job.isEmpty else { return nil }
    return job
  }
}
