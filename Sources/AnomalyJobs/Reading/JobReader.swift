import Learning
import Rules

/// Reads the definition of a job from JSON. What is unknown is an error, so that nothing a job asks for is passed over.
///
/// Source: "Create anomaly detection jobs API", Elasticsearch reference.
struct JobReader {
  let value: ModelValue
  var job: JobDefinition

  private static let known: Set<String> = [
    "job_id", "id", "job_type", "job_version", "description", "groups", "analysis_config", "analysis_limits",
    "data_description", "model_plot_config", "custom_settings", "datafeed_config", "results_retention_days",
    "calendars", "filters",
    // What concerns the keeping of results and models inside Elasticsearch.
    "model_snapshot_retention_days", "daily_model_snapshot_retention_after_days", "results_index_name",
    "renormalization_window_days", "background_persist_interval", "allow_lazy_open", "create_time", "finished_time",
    "model_snapshot_id", "model_snapshot_min_version", "blocked", "deleting", "established_model_memory",
    "system_annotations_retention_days",
  ]

  /// Reads a job; `id` is used when the document names none.
  static func read(_ value: ModelValue, id: String) throws(ModelError) -> JobDefinition {
    var reader = JobReader(value: value, job: JobDefinition(id: id))
    try reader.read()
    return reader.job
  }

  private mutating func read() throws(ModelError) {
    try value.allow(Self.known)
    if let id = value.optional("job_id") ?? value.optional("id") { job.id = try id.string() }
    guard !job.id.isEmpty, job.id.utf8.count <= 256 else { throw ModelError("a job needs a job_id", at: value.path) }
    if let type = value.optional("job_type"), try type.string() != "anomaly_detector" {
      throw ModelError("only jobs of type anomaly_detector can be run", at: type.path)
    }
    job.description = try value.optional("description")?.string() ?? ""
    if let groups = value.optional("groups") { job.groups = try groups.oneOrMore() }
    try readAnalysis(try value.field("analysis_config"))
    if let description = value.optional("data_description") { try readDescription(description) }
    if let limits = value.optional("analysis_limits") {
      try limits.allow(["model_memory_limit", "categorization_examples_limit"])
      if let limit = limits.optional("model_memory_limit") { job.memoryLimit = try JobUnits.bytes(limit) }
      if let limit = limits.optional("categorization_examples_limit") {
        job.categoryExamples = try limit.integer(in: 0...TemplateMiner.mostExamples)
      }
    }
    if let plot = value.optional("model_plot_config") { try readPlot(plot) }
    if let days = value.optional("results_retention_days"), !days.isNull {
      job.resultsRetentionDays = try days.integer(in: 1...36_500)
    }
    if let settings = value.optional("custom_settings"), settings.isObject { try readSettings(settings) }
    if let calendars = value.optional("calendars") {
      for calendar in try calendars.elements() { job.scheduledEvents += try CalendarReader.events(calendar) }
    }
    if let filters = value.optional("filters") {
      for filter in try filters.elements() {
        let (id, items) = try CalendarReader.filter(filter)
        job.filters[id] = items
      }
    }
    if let feed = value.optional("datafeed_config") { job.datafeed = try DatafeedReader.read(feed) }
    job.resolveAliases()
  }

  private mutating func readAnalysis(_ analysis: ModelValue) throws(ModelError) {
    try analysis.allow([
      "bucket_span", "detectors", "influencers", "categorization_field_name", "categorization_filters",
      "categorization_analyzer", "per_partition_categorization", "summary_count_field_name", "latency",
      "model_prune_window", "multivariate_by_fields",
    ])
    if let span = analysis.optional("bucket_span") {
      job.bucketSpan = try JobUnits.seconds(span)
      guard job.bucketSpan >= 1 else { throw ModelError("a bucket lasts at least a second", at: span.path) }
    }
    if let latency = analysis.optional("latency") { job.latency = try JobUnits.seconds(latency) }
    if let window = analysis.optional("model_prune_window") { job.pruneWindow = try JobUnits.seconds(window) }
    if let influencers = analysis.optional("influencers") { job.influencers = try influencers.oneOrMore() }
    job.summaryCountField = try analysis.optional("summary_count_field_name")?.string()
    job.categorizationField = try analysis.optional("categorization_field_name")?.string()
    if let filters = analysis.optional("categorization_filters") { try readFilters(filters) }
    if let per = analysis.optional("per_partition_categorization") {
      try per.allow(["enabled", "stop_on_warn"])
      job.isCategorizedPerPartition = try per.optional("enabled")?.boolean() ?? false
    }
    let detectors = try analysis.field("detectors")
    for detector in try detectors.elements() {
      job.detectors.append(try DetectorReader.read(detector, hasCategories: job.categorizationField != nil))
    }
    guard !job.detectors.isEmpty else { throw ModelError("a job needs at least one detector", at: detectors.path) }
  }

  private mutating func readFilters(_ filters: ModelValue) throws(ModelError) {
    job.categorizationFilters = try filters.strings()
    for filter in job.categorizationFilters {
      do throws(TextCutter.Problem) {
        _ = try TextCutter(filter)
      } catch {
        throw ModelError("\(error)", at: filters.path)
      }
    }
  }

  private mutating func readDescription(_ description: ModelValue) throws(ModelError) {
    try description.allow(["time_field", "time_format", "format", "field_delimiter", "quote_character"])
    if let field = description.optional("time_field") { job.timeField = try field.string() }
  }

  private mutating func readPlot(_ plot: ModelValue) throws(ModelError) {
    try plot.allow(["enabled", "annotations_enabled", "terms"])
    job.plotsModel = try plot.optional("enabled")?.boolean() ?? false
    guard let terms = plot.optional("terms"), !terms.isNull else { return }
    job.plotTerms = Set(try terms.string().split(separator: ",").map { String($0.trimmingSpaces) })
  }

  private mutating func readSettings(_ settings: ModelValue) throws(ModelError) {
    job.techniques = try Self.identifiers(settings.optional("threat_techniques"))
    job.tactics = try Self.identifiers(settings.optional("threat_tactics"))
    job.reasoning = try settings.optional("reasoning")?.string() ?? ""
  }

  /// Identifiers, which some files write with their names (`T1110 Brute Force`) or as objects.
  private static func identifiers(_ value: ModelValue?) throws(ModelError) -> [String] {
    guard let value, value.isList else { return [] }
    var result: [String] = []
    for element in try value.elements() {
      let text = element.isObject ? try element.optional("id")?.string() : try element.string()
      if let word = text?.split(separator: " ").first { result.append(String(word)) }
    }
    return result
  }
}

extension Substring {
  var trimmingSpaces: Substring {
    var rest = self
    while rest.first == " " { rest = rest.dropFirst() }
    while rest.last == " " { rest = rest.dropLast() }
    return rest
  }
}

extension ModelValue {
  /// Throws when an object has a member that is not known.
  func allow(_ known: Set<String>) throws(ModelError) {
    for (name, value) in try members() where !known.contains(name) {
      throw ModelError("'\(name)' is not known here", at: value.path)
    }
  }

  /// A list of texts, or one text.
  func oneOrMore() throws(ModelError) -> [String] { isText ? [try string()] : try strings() }
}
