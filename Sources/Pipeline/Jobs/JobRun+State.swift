public import AnomalyJobs

extension JobRun {
  /// Lets every job go on from its current snapshot in a folder; a job that has none begins with nothing.
  public mutating func goOn(from folder: JobStateFolder) throws(JobError) { parents = try fleet.goOn(from: folder) }

  /// Writes a snapshot of every job into a folder; the next run goes on from it.
  ///
  /// - Parameter keeping: so many of the newest snapshots of each job stay.
  public func keep(
    in folder: JobStateFolder, description: String = "", keeping: Int = JobStateFolder.usuallyKept
  ) throws(JobError) {
    try folder.keep(jobs, parents: parents, description: description, keeping: keeping)
  }
}
