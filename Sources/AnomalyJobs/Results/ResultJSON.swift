import ECS

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Results as JSON, one a line, in the shape of Elastic's results.
///
/// Source: "Get records / buckets / influencers / categories API" and "Result resource" of the Elasticsearch reference.
public struct ResultJSON: Sendable {
  private let job: JobDefinition
  private var bytes: [UInt8] = []
  private var isFirst = true

  /// A writer of the results of a job.
  public init(_ job: JobDefinition) { self.job = job }

  /// A result as a line.
  public mutating func line(_ result: JobResult) -> [UInt8] {
    bytes = []
    object { writer in
      writer.text("job_id", writer.job.id)
      switch result {
      case .record(let record): writer.write(record)
      case .influencer(let influencer): writer.write(influencer)
      case .bucket(let bucket): writer.write(bucket)
      case .plot(let plot): writer.write(plot, type: "model_plot")
      case .category(let category): writer.write(category)
      case .forecast(let forecast): writer.write(forecast.forecast, type: "model_forecast")
      case .size(let size): writer.write(size)
      }
    }
    bytes.append(0x0A)
    return bytes
  }

  // MARK: Results

  private mutating func head(_ type: String, _ time: Int64) {
    text("result_type", type)
    number("timestamp", Double(time) * 1_000)
    number("bucket_span", Double(job.bucketSpan))
  }

  private mutating func write(_ record: RecordResult) {
    let detector = job.detectors[record.detector]
    head("record", record.time)
    boolean("is_interim", false)
    number("detector_index", Double(record.detector))
    probability(record.logProbability)
    number("record_score", Self.score(record.score))
    number("initial_record_score", Self.score(record.initialScore))
    number("multi_bucket_impact", record.multiBucketImpact)
    text("function", detector.function.name)
    text("function_description", detector.function.description)
    if let field = detector.field { text("field_name", field) }
    names(detector, partition: record.partition, by: record.by, over: record.over, isRecord: true)
    if detector.overField == nil {
      numbers("actual", record.actual)
      numbers("typical", record.typical)
    } else {
      causes(record, detector)
    }
    if !record.influencers.isEmpty {
      list("influencers", record.influencers) { writer, influencer in
        writer.text("influencer_field_name", influencer.field)
        writer.texts("influencer_field_values", influencer.values)
      }
      for influencer in record.influencers
      where ![detector.byField, detector.overField, detector.partitionField].contains(influencer.field) {
        texts(influencer.field, influencer.values)
      }
    }
    if detector.function.feature == .latLong, record.actual.count == 2, record.typical.count == 2 {
      key("geo_results")
      object { writer in
        writer.text("actual_point", "\(record.actual[0]),\(record.actual[1])")
        writer.text("typical_point", "\(record.typical[0]),\(record.typical[1])")
      }
    }
    key("anomaly_score_explanation")
    object { $0.write(record.explanation) }
  }

  private mutating func write(_ explanation: RecordResult.Explanation) {
    if let type = explanation.type { text("anomaly_type", type) }
    if let impact = explanation.singleImpact { number("single_bucket_impact", Double(impact)) }
    if let impact = explanation.multiImpact { number("multi_bucket_impact", Double(impact)) }
    if let lower = explanation.lower { number("lower_confidence_bound", lower) }
    if let typical = explanation.typical { number("typical_value", typical) }
    if let upper = explanation.upper { number("upper_confidence_bound", upper) }
    if let isFirst = explanation.isFirstOccurrence { boolean("by_field_first_occurrence", isFirst) }
    if let rarity = explanation.relativeRarity { number("by_field_relative_rarity", rarity) }
  }

  private mutating func causes(_ record: RecordResult, _ detector: JobDetector) {
    list("causes", record.causes) { writer, cause in
      writer.probability(cause.logProbability)
      writer.text("function", detector.function.name)
      writer.text("function_description", detector.function.description)
      if let field = detector.field { writer.text("field_name", field) }
      writer.names(detector, partition: record.partition, by: cause.by, over: record.over, isRecord: false)
      writer.numbers("actual", cause.actual)
      writer.numbers("typical", cause.typical)
    }
  }

  /// The field names with their values; in the record of a population the by value belongs to the causes.
  private mutating func names(
    _ detector: JobDetector, partition: String?, by: String?, over: String?, isRecord: Bool
  ) {
    if let field = detector.partitionField {
      text("partition_field_name", field)
      text("partition_field_value", partition ?? "")
    }
    if let field = detector.byField {
      text("by_field_name", field)
      if detector.overField == nil || !isRecord { text("by_field_value", by ?? "") }
    }
    if let field = detector.overField {
      text("over_field_name", field)
      text("over_field_value", over ?? "")
    }
  }

  private mutating func write(_ influencer: InfluencerResult) {
    head("influencer", influencer.time)
    boolean("is_interim", false)
    text("influencer_field_name", influencer.field)
    text("influencer_field_value", influencer.value)
    probability(influencer.logProbability)
    number("influencer_score", Self.score(influencer.score))
    number("initial_influencer_score", Self.score(influencer.initialScore))
    text(influencer.field, influencer.value)
  }

  private mutating func write(_ bucket: BucketResult) {
    head("bucket", bucket.time)
    boolean("is_interim", false)
    number("anomaly_score", Self.score(bucket.score))
    number("initial_anomaly_score", Self.score(bucket.initialScore))
    number("event_count", Double(bucket.eventCount))
    if !bucket.scheduledEvents.isEmpty { texts("scheduled_events", bucket.scheduledEvents) }
    list("bucket_influencers", bucket.influencers) { writer, part in
      writer.text("job_id", writer.job.id)
      writer.head("bucket_influencer", bucket.time)
      writer.boolean("is_interim", false)
      writer.text("influencer_field_name", part.field)
      writer.number("anomaly_score", Self.score(part.score))
      writer.number("initial_anomaly_score", Self.score(part.initialScore))
      writer.number("raw_anomaly_score", part.rawScore)
      writer.probability(part.logProbability)
    }
  }

  private mutating func write(_ plot: ModelPlotResult, type: String) {
    head(type, plot.time)
    let detector = job.detectors[plot.detector]
    number("detector_index", Double(plot.detector))
    names(detector, partition: plot.partition, by: plot.by, over: plot.over, isRecord: false)
    let stem = type == "model_forecast" ? "forecast" : "model"
    text("\(stem == "model" ? "model" : "model")_feature", "'\(detector.function.description)'")
    number("\(stem)_lower", plot.lower)
    number(stem == "forecast" ? "forecast_prediction" : "model_median", plot.median)
    number("\(stem)_upper", plot.upper)
    if let actual = plot.actual { number("actual", actual) }
  }

  private mutating func write(_ category: CategoryResult) {
    text("result_type", "category_definition")
    number("category_id", Double(category.id))
    if let partition = category.partition, let field = job.categoryPartitionField {
      text("partition_field_name", field)
      text("partition_field_value", partition)
    }
    text("terms", category.terms)
    text("regex", category.regex)
    number("max_matching_length", Double(category.maximumLength))
    texts("examples", category.examples)
    number("num_matches", Double(category.matches))
  }

  private mutating func write(_ size: SizeResult) {
    text("result_type", "model_size_stats")
    number("timestamp", Double(size.time) * 1_000)
    number("model_bytes", Double(size.bytes))
    number("model_bytes_memory_limit", Double(size.limit))
    text("memory_status", size.status)
    number("total_by_field_count", Double(size.bySeries))
    number("total_over_field_count", Double(size.overSeries))
    number("total_partition_field_count", Double(size.partitions))
    number("total_series_count", Double(size.series))
    number("bucket_allocation_failures_count", Double(size.refused))
    number("out_of_order_timestamp_count", Double(size.lateEvents))
    number("missing_time_count", Double(size.untimedEvents))
    number("total_category_count", Double(size.categories.total))
    number("categorized_doc_count", Double(size.categories.messages))
    number("frequent_category_count", Double(size.categories.frequent))
    number("rare_category_count", Double(size.categories.rare))
    number("failed_category_count", Double(size.categories.failed))
    number("displaced_series_count", Double(size.displaced))
  }

  // MARK: JSON

  private static func score(_ value: Double) -> Double { (value * 1e5).rounded() / 1e5 }

  /// A record's probability, 1e-300 at least.
  static func plain(_ logarithm: Double) -> Double { min(1, max(exp(logarithm), 1e-300)) }

  private mutating func probability(_ logarithm: Double) {
    // The shape has a plain probability; below what a double holds it stays at the smallest that Elastic writes.
    number("probability", Self.plain(logarithm))
    if logarithm < -690 { number("log_probability", logarithm) }
  }

  private mutating func object(_ content: (inout ResultJSON) -> Void) {
    bytes.append(0x7B)
    isFirst = true
    content(&self)
    bytes.append(0x7D)
    isFirst = false
  }

  private mutating func key(_ name: String) {
    if !isFirst { bytes.append(0x2C) }
    isFirst = false
    JSONText.appendQuoted(name, to: &bytes)
    bytes.append(0x3A)
  }

  private mutating func text(_ name: String, _ value: String) {
    key(name)
    JSONText.appendQuoted(value, to: &bytes)
  }

  private mutating func boolean(_ name: String, _ value: Bool) {
    key(name)
    bytes += Array((value ? "true" : "false").utf8)
  }

  private mutating func number(_ name: String, _ value: Double) {
    key(name)
    append(value)
  }

  private mutating func append(_ value: Double) {
    if let integer = Int64(exactly: value) {
      bytes += Array(String(integer).utf8)
    } else {
      bytes += Array((value.isFinite ? "\(value)" : "null").utf8)
    }
  }

  private mutating func numbers(_ name: String, _ values: [Double]) {
    key(name)
    bytes.append(0x5B)
    for (index, value) in values.enumerated() {
      if index > 0 { bytes.append(0x2C) }
      append(value)
    }
    bytes.append(0x5D)
  }

  private mutating func texts(_ name: String, _ values: [String]) {
    key(name)
    bytes.append(0x5B)
    for (index, value) in values.enumerated() {
      if index > 0 { bytes.append(0x2C) }
      JSONText.appendQuoted(value, to: &bytes)
    }
    bytes.append(0x5D)
  }

  private mutating func list<Element>(
    _ name: String, _ elements: [Element], _ content: (inout ResultJSON, Element) -> Void
  ) {
    key(name)
    bytes.append(0x5B)
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(0x2C) }
      object { content(&$0, element) }
    }
    bytes.append(0x5D)
    isFirst = false
  }
}
