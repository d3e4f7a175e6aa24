import Learning

extension AnomalyJob {
  /// Scores results again by all that is known now: a bigger anomaly later lowers earlier scores.
  public func renormalize(_ results: inout [JobResult]) {
    for index in results.indices {
      switch results[index] {
      case .record(var record):
        record.score = detectors[record.detector].normalizer.score(
          raw: record.rawScore, logProbability: record.logProbability, partition: record.partitionHash)
        results[index] = .record(record)
      case .influencer(var influencer):
        guard let place = definition.influencers.firstIndex(of: influencer.field) else { continue }
        influencer.score = influencerNormalizers[place].score(
          raw: influencer.rawScore, logProbability: influencer.logProbability,
          partition: KeyHash.hash(influencer.value))
        results[index] = .influencer(influencer)
      case .bucket(var bucket):
        renormalize(&bucket)
        results[index] = .bucket(bucket)
      case .plot, .category, .forecast, .size: break
      }
    }
  }

  private func renormalize(_ bucket: inout BucketResult) {
    for index in bucket.influencers.indices {
      let part = bucket.influencers[index]
      let place = definition.influencers.firstIndex(of: part.field)
      let normalizer = place.map { influencerNormalizers[$0] } ?? bucketNormalizer
      bucket.influencers[index].score = normalizer.score(raw: part.rawScore, logProbability: part.logProbability)
    }
    bucket.score = bucket.influencers.map(\.score).max() ?? 0
  }
}
