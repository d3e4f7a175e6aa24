import Learning
import Rules

/// Reads a datafeed: its query, and aggregations as far as they can be run on single events.
///
/// An aggregation by time (`date_histogram`, `composite` with a time source) whose parts are terms, means, sums, minima and
/// maxima gives, bucket by bucket, what the job's functions give on the events themselves, so its names are taken as other
/// names of the fields behind them.
///
/// Source: "Create datafeeds API", "Aggregating data for faster performance", Elasticsearch reference.
enum DatafeedReader {
  static func read(_ value: ModelValue) throws(ModelError) -> Datafeed {
    try value.allow([
      "datafeed_id", "job_id", "indices", "indexes", "index", "query", "aggregations", "aggs", "script_fields",
      "runtime_mappings", "scroll_size", "frequency", "query_delay", "chunking_config", "delayed_data_check_config",
      "max_empty_searches", "indices_options", "authorization", "types", "headers",
    ])
    var feed = Datafeed()
    if let query = value.optional("query") {
      feed.query = try SearchQueryDefinition(query)
      feed.example = try QueryExample(query)
    }
    if let aggregations = value.optional("aggregations") ?? value.optional("aggs") {
      feed.isAggregated = true
      try read(aggregations, into: &feed, depth: 0)
    }
    for (name, value) in [
      ("script_fields", value.optional("script_fields")), ("runtime_mappings", value.optional("runtime_mappings")),
    ] {
      guard let value else { continue }
      for (field, definition) in try value.members() {
        guard let source = try copied(definition) else {
          throw ModelError("the script of '\(field)' cannot be run: only scripts that copy one field", at: value.path)
        }
        feed.aliases[field] = source
        feed.remarks.append("\(name): '\(field)' is '\(source)'")
      }
    }
    return feed
  }

  private static func read(_ aggregations: ModelValue, into feed: inout Datafeed, depth: Int) throws(ModelError) {
    for (name, value) in try aggregations.members() {
      for (kind, body) in try value.members() {
        switch kind {
        case "aggregations", "aggs": try read(body, into: &feed, depth: depth + 1)
        case "date_histogram", "bucket_script", "meta": break
        case "composite": try readSources(body, into: &feed)
        case "terms", "avg", "max", "min", "sum", "value_count":
          feed.aliases[name] = try body.field("field").string()
        default: throw ModelError("the aggregation '\(kind)' cannot be run on single events", at: body.path)
        }
      }
    }
  }

  private static func readSources(_ composite: ModelValue, into feed: inout Datafeed) throws(ModelError) {
    for source in try composite.field("sources").elements() {
      for (name, value) in try source.members() {
        guard let terms = value.optional("terms") else { continue }
        feed.aliases[name] = try terms.field("field").string()
      }
    }
  }

  /// The field that a script copies: `doc['a.b'].value`, `emit(doc['a.b'].value)`, `params._source.a.b`.
  private static func copied(_ definition: ModelValue) throws(ModelError) -> String? {
    guard let script = definition.optional("script") else { return nil }
    let text = script.isText ? try script.string() : try script.field("source").string()
    var body = text.filter { !" \n\t;\"".contains($0) }
    for word in ["return", "emit("] where body.hasPrefix(word) { body.removeFirst(word.count) }
    if body.hasSuffix(")") { body.removeLast() }
    guard body.hasPrefix("doc['"), body.hasSuffix("'].value") else { return nil }
    let field = body.dropFirst(5).dropLast(8)
    return field.isEmpty || field.contains("'") ? nil : String(field)
  }
}

extension JobDefinition {
  /// Replaces the names that a datafeed gives to fields by the fields.
  mutating func resolveAliases() {
    guard let datafeed else { return }
    let aliases = datafeed.aliases.filter { $0.key != $0.value }
    func real(_ name: String?) -> String? { name.map { aliases[$0] ?? $0 } }
    for index in detectors.indices {
      detectors[index].field = real(detectors[index].field)
      detectors[index].byField = real(detectors[index].byField)
      detectors[index].overField = real(detectors[index].overField)
      detectors[index].partitionField = real(detectors[index].partitionField)
    }
    influencers = influencers.map { aliases[$0] ?? $0 }
    if datafeed.isAggregated, summaryCountField == "doc_count" { summaryCountField = nil }
  }
}
