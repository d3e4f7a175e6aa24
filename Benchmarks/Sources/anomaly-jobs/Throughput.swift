import AnomalyJobs
import ECS
import Foundation
import Learning

/// Events a second into a count job on one core, and bytes a series.
enum Throughput {
  private static let events = 4_000_000
  private static let batch = 65_536

  static func run() {
    print("# throughput: high_count by partition, \(events) events in 24 buckets, one core, columns ready")
    print(
      "partitions\tinfluencers\tlimit\tmillion events per second of processor time\tbytes/series\tseries\tMB\trefused")
    for partitions in [1, 1_000, 10_000, 100_000] { measure(partitions, influencers: false, limit: "4gb") }
    measure(10_000, influencers: true, limit: "4gb")
    for limit in ["64mb", "32mb", "16mb"] { measure(100_000, influencers: false, limit: limit) }
  }

  /// Seconds of processor time, which do not depend on what else the machine does.
  private static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func job(_ influencers: Bool, _ limit: String) -> JobDefinition? {
    let text = """
      {"job_id":"t","analysis_config":{"bucket_span":"15m","detectors":[{"function":"high_count",
      "partition_field_name":"host.name"}]\(influencers ? #","influencers":["user.name"]"# : "")},
      "analysis_limits":{"model_memory_limit":"\(limit)"}}
      """
    var library = JobLibrary()
    library.add(Array(text.utf8), path: "throughput.json")
    return library.jobs.first
  }

  private static func measure(_ partitions: Int, influencers: Bool, limit: String) {
    guard let definition = job(influencers, limit) else { return }
    var job = AnomalyJob(definition)
    var random = Xoshiro256(seed: 5)
    let selection = FieldSelection(job.fields + [.timestamp])
    var seconds = 0.0
    for start in stride(from: 0, to: events, by: batch) {
      let count = min(batch, events - start)
      let columns = ColumnSet(make(start, count, partitions, &random), selection)
      let rows = (0..<Int32(count)).map { $0 }
      let began = processorTime()
      var results: [JobResult] = []
      job.add(columns, rows: rows, into: &results)
      if start + batch >= events { job.finish(into: &results) }
      seconds += processorTime() - began
    }
    let rate = Double(events) / seconds / 1e6
    let bytes = Double(job.size.bytes) / Double(max(1, job.size.series))
    let size = job.size
    print(
      "\(partitions)\t\(influencers ? 1 : 0)\t\(limit)\t"
        + String(format: "%.2f\t%.0f\t%d\t%.1f\t%d", rate, bytes, size.series, Double(size.bytes) / 1e6, size.refused))
  }

  private static func make(_ start: Int, _ count: Int, _ partitions: Int, _ random: inout Xoshiro256) -> EventBatch {
    var builder = BatchBuilder(origin: EventOrigin(path: "", format: ""))
    for index in start..<(start + count) {
      let time = 1_772_409_600 + Double(index) / Double(events) * 24 * 900
      builder.append(.timestamp, date: Timestamp(nanoseconds: Int64(time * 1e9)))
      builder.append(.hostName, string: "host-\(random.next() % UInt64(partitions))")
      builder.append(.userName, string: "user-\(random.next() % 500)")
      builder.endRow(at: RecordPosition(offset: 0, record: UInt64(index)))
    }
    return builder.finish()
  }
}
