import Learning
import Rules

/// Job files below some folders, with their datafeeds, calendars and filters.
///
/// Told apart by content: jobs (`analysis_config`), datafeeds, Kibana's module manifests, exports of jobs by Kibana or by the
/// API, calendars and filters. A datafeed belongs to the job that it names, that its manifest names, or whose file has its
/// name (`datafeed_X.json` to `X.json`).
public struct JobLibrary: Sendable {
  /// What became of one file.
  public struct Entry: Sendable, Hashable, Codable {
    /// The file.
    public var path: String
    /// What it is: `job`, `datafeed`, `manifest`, `calendar`, `filter`, `other`.
    public var kind: String
    /// The job's identifier, where it is one.
    public var job: String?
    /// Whether it can be used.
    public var loaded: Bool
    /// The place in the file and the reason why it cannot.
    public var reason: String?
    /// Doubts about what can be used.
    public var remarks: [String]
  }

  /// Files in order of their paths; several entries for one with several jobs.
  public private(set) var entries: [Entry] = []
  /// The jobs that can be run, in the order of their files.
  public private(set) var jobs: [JobDefinition] = []
  private var datafeeds: [String: Datafeed] = [:]
  private var calendars: [(jobs: [String], events: [ScheduledEvent])] = []
  private var filters: [String: Set<String>] = [:]

  private static let maximumBytes = 16 << 20

  /// A library of nothing.
  public init() {}

  /// Reads everything at or below some paths.
  public init(_ paths: [String]) throws(JobError) {
    for path in paths {
      let files: [String]
      do throws(RuleLoadError) {
        files = try FileTree.files(below: path, suffix: ".json")
      } catch {
        throw JobError(path: path, "\(error)")
      }
      for file in files { read(file) }
    }
    bind()
  }

  /// Reads a text as if it were a file of that name.
  public mutating func add(_ text: [UInt8], path: String) {
    do throws(ModelError) {
      try sort(ModelDocument(text).root, path)
    } catch {
      fail(path, "job", error)
    }
    bind()
  }

  private mutating func read(_ path: String) {
    do throws(RuleLoadError) {
      let text = try FileTree.read(path, limit: Self.maximumBytes)
      do throws(ModelError) {
        try sort(ModelDocument(text).root, path)
      } catch {
        fail(path, "job", error)
      }
    } catch {
      entries.append(Entry(path: path, kind: "other", loaded: false, reason: "\(error)", remarks: []))
    }
  }

  private mutating func fail(_ path: String, _ kind: String, _ error: ModelError) {
    entries.append(Entry(path: path, kind: kind, loaded: false, reason: error.description, remarks: []))
  }

  private mutating func sort(_ root: ModelValue, _ path: String) throws(ModelError) {
    if root.isList {
      for element in try root.elements() { try sort(element, path) }
    } else if root.optional("analysis_config") != nil {
      addJob(root, path)
    } else if let job = root.optional("job"), job.optional("analysis_config") != nil {
      addJob(job, path)
      if let feed = root.optional("datafeed") { addDatafeed(feed, path) }
    } else if let list = root.optional("jobs"), list.isList, root.optional("calendar_id") == nil {
      try sortList(list, path)
    } else if let list = root.optional("datafeeds"), list.isList {
      for feed in try list.elements() { addDatafeed(feed, path) }
    } else if root.optional("indices") != nil || root.optional("indexes") != nil {
      addDatafeed(root, path)
    } else if root.optional("calendar_id") != nil {
      try addCalendar(root, path)
    } else if root.optional("filter_id") != nil {
      let filter = try CalendarReader.filter(root)
      filters[filter.id] = filter.items
      entries.append(Entry(path: path, kind: "filter", loaded: true, remarks: []))
    } else {
      entries.append(Entry(path: path, kind: "other", loaded: true, remarks: []))
    }
  }

  /// A list of jobs is an export if it has them, a manifest if it names their files.
  private mutating func sortList(_ list: ModelValue, _ path: String) throws(ModelError) {
    let elements = try list.elements()
    if elements.contains(where: { $0.optional("analysis_config") != nil || $0.optional("job") != nil }) {
      for element in elements { try sort(element, path) }
    } else {
      entries.append(Entry(path: path, kind: "manifest", loaded: true, remarks: []))
    }
  }

  private mutating func addJob(_ value: ModelValue, _ path: String) {
    do throws(ModelError) {
      var job = try JobReader.read(value, id: Self.stem(path))
      job.path = path
      guard !jobs.contains(where: { $0.id == job.id }) else {
        throw ModelError("another job has the identifier '\(job.id)'", at: "job_id")
      }
      jobs.append(job)
      entries.append(
        Entry(path: path, kind: "job", job: job.id, loaded: true, remarks: job.datafeed?.remarks ?? []))
    } catch {
      fail(path, "job", error)
    }
  }

  private mutating func addDatafeed(_ value: ModelValue, _ path: String) {
    do throws(ModelError) {
      let feed = try DatafeedReader.read(value)
      var job = try value.optional("job_id")?.string() ?? ""
      let stem = Self.stem(path)
      // Kibana's modules have a placeholder there.
      if job.isEmpty || job == "JOB_ID" { job = stem.hasPrefix("datafeed_") ? String(stem.dropFirst(9)) : stem }
      datafeeds[job] = feed
      entries.append(Entry(path: path, kind: "datafeed", job: job, loaded: true, remarks: feed.remarks))
    } catch {
      fail(path, "datafeed", error)
    }
  }

  private mutating func addCalendar(_ value: ModelValue, _ path: String) throws(ModelError) {
    let names = try value.optional("job_ids")?.oneOrMore() ?? []
    calendars.append((names, try CalendarReader.events(value)))
    entries.append(Entry(path: path, kind: "calendar", loaded: true, remarks: []))
  }

  /// Gives jobs their datafeeds, calendars and filters.
  private mutating func bind() {
    for index in jobs.indices {
      if jobs[index].datafeed == nil, let feed = datafeeds[jobs[index].id] {
        jobs[index].datafeed = feed
        jobs[index].resolveAliases()
      }
      let names = Set([jobs[index].id, "_all", "*"] + jobs[index].groups)
      for calendar in calendars where !names.isDisjoint(with: calendar.jobs) {
        for event in calendar.events where !jobs[index].scheduledEvents.contains(event) {
          jobs[index].scheduledEvents.append(event)
        }
      }
      jobs[index].filters.merge(filters) { own, _ in own }
      checkFilters(jobs[index])
    }
  }

  /// A rule that refers to a list that is not there would silently mean something else.
  private mutating func checkFilters(_ job: JobDefinition) {
    let named = job.detectors.flatMap(\.rules).flatMap(\.scope).map(\.filter)
    for name in Set(named).sorted() where job.filters[name] == nil {
      guard let place = entries.firstIndex(where: { $0.path == job.path && $0.job == job.id }) else { continue }
      let remark = "no filter '\(name)' was found; it counts as empty"
      if !entries[place].remarks.contains(remark) { entries[place].remarks.append(remark) }
    }
  }

  private static func stem(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.hasSuffix(".json") ? String(name.dropLast(5)) : name
  }
}
