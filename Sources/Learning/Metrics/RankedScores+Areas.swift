extension RankedScores {
  /// The area under the receiver operating characteristic: the probability that a positive scores higher than a
  /// negative, ties counting half. Nil without both classes.
  public var auroc: Double? {
    guard negatives > 0, positives > 0 else { return nil }
    var below = negatives
    var sum = 0.0
    for group in groups {
      below -= group.negatives
      sum += group.positives * (below + group.negatives / 2)
    }
    return sum / (negatives * positives)
  }

  /// Average precision: Σ (recallₙ − recallₙ₋₁)·precisionₙ over distinct scores. Nil without positives.
  public var averagePrecision: Double? {
    guard positives > 0 else { return nil }
    var (false_, true_, sum) = (0.0, 0.0, 0.0)
    for group in groups {
      false_ += group.negatives
      true_ += group.positives
      if group.positives > 0 { sum += group.positives / positives * (true_ / (true_ + false_)) }
    }
    return sum
  }

  /// The area under the characteristic up to a false-positive rate, standardized by McClish (1989): ½ for chance, 1 for
  /// perfection. Nil without both classes.
  public func partialAUROC(upTo limit: Double) -> Double? {
    guard negatives > 0, positives > 0, limit > 0, limit <= 1 else { return nil }
    var area = 0.0
    var last = Point(threshold: .infinity, falsePositiveRate: 0, truePositiveRate: 0)
    for point in curve.dropFirst() {
      if point.falsePositiveRate >= limit {
        let width = point.falsePositiveRate - last.falsePositiveRate
        let share = width > 0 ? (limit - last.falsePositiveRate) / width : 0
        let height = last.truePositiveRate + share * (point.truePositiveRate - last.truePositiveRate)
        area += (limit - last.falsePositiveRate) * (last.truePositiveRate + height) / 2
        break
      }
      area += (point.falsePositiveRate - last.falsePositiveRate) * (point.truePositiveRate + last.truePositiveRate) / 2
      last = point
    }
    if limit == 1 { return area }
    let least = limit * limit / 2
    return (1 + (area - least) / (limit - least)) / 2
  }

  /// The highest share of positives that can be reported while at most a share `limit` of the negatives is, and the
  /// threshold that does it: no interpolation, since a threshold either reports a score or does not. Nil without both
  /// classes. With fewer than 1/limit negatives, no false positive is allowed at all.
  public func truePositiveRate(atFalsePositiveRate limit: Double) -> Point? {
    guard negatives > 0, positives > 0 else { return nil }
    return curve.last { $0.falsePositiveRate <= limit }
  }

  /// The point where everything that scores at least `threshold` is reported.
  public func point(threshold: Double) -> Point {
    var (false_, true_) = (0.0, 0.0)
    for group in groups where group.score >= threshold {
      false_ += group.negatives
      true_ += group.positives
    }
    return Point(
      threshold: threshold, falsePositiveRate: negatives > 0 ? false_ / negatives : 0,
      truePositiveRate: positives > 0 ? true_ / positives : 0)
  }
}
