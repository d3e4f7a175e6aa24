public import AnomalyJobs

extension JobRun {
  /// Lets every job go on from its current snapshot in a folder; a job that has none begins with nothing.
  public mutating func goOn(from folder: JobStateFolder) throws(JobError) {
    try requireOneOfEach()
    for (index, job) in jobs.enumerated() {
      guard let snapshot = try folder.current(of: job.definition.id) else { continue }
      do throws(JobError) {
        try restore(snapshot.state, at: index)
      } catch {
        throw JobError(path: error.path, place: error.place, "snapshot \(snapshot.number): \(error.message)")
      }
      parents[job.definition.id] = snapshot.number
    }
  }

  /// Writes a snapshot of every job into a folder; the next run goes on from it.
  ///
  /// - Parameter keeping: so many of the newest snapshots of each job stay.
  public func keep(
    in folder: JobStateFolder, description: String = "", keeping: Int = JobStateFolder.usuallyKept
  ) throws(JobError) {
    let now = WallClock.now / 1_000_000_000
    for job in jobs {
      try folder.append(
        job, parent: parents[job.definition.id], description: description, created: now, keeping: keeping)
    }
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
