import AnomalyJobs

extension JobFleet {
  /// Lets every job go on from its current snapshot in a folder; a job that has none begins with nothing.
  ///
  /// - Returns: The number of the snapshot that each job goes on from, by the job's identifier.
  mutating func goOn(from folder: JobStateFolder) throws(JobError) -> [String: Int] {
    try requireOneOfEach()
    var parents: [String: Int] = [:]
    for (index, job) in jobs.enumerated() {
      guard let snapshot = try folder.current(of: job.definition.id) else { continue }
      do throws(JobError) {
        try restore(index, snapshot.state)
      } catch {
        throw JobError(path: error.path, place: error.place, "snapshot \(snapshot.number): \(error.message)")
      }
      parents[job.definition.id] = snapshot.number
    }
    return parents
  }

  /// Snapshots are kept by identifier.
  private func requireOneOfEach() throws(JobError) {
    var seen: [String: String] = [:]
    for job in jobs {
      if let other = seen.updateValue(job.definition.path, forKey: job.definition.id) {
        throw JobError(
          path: job.definition.path,
          "there is another job '\(job.definition.id)' in \(other); choose files with one each")
      }
    }
  }
}

extension JobStateFolder {
  /// Writes a snapshot of every job; the next run goes on from it.
  ///
  /// - Parameters:
  ///   - parents: The snapshots that `JobFleet.goOn` went on from.
  ///   - keeping: So many of the newest snapshots of each job stay.
  func keep(
    _ jobs: [AnomalyJob], parents: [String: Int], description: String = "", keeping: Int = Self.usuallyKept
  ) throws(JobError) {
    let now = WallClock.now / 1_000_000_000
    for job in jobs {
      try append(job, parent: parents[job.definition.id], description: description, created: now, keeping: keeping)
    }
  }
}
