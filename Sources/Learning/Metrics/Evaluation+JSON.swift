extension Evaluation {
  /// The evaluation as compact JSON; what is undefined is null.
  public var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { root in
      root.key("split")
      root.text(split)
      root.field("positives", positives)
      root.field("negatives", negatives)
      root.field("auroc", auroc)
      root.field("auroc_standard_error", aurocStandardError)
      root.field("average_precision", averagePrecision)
      root.field("partial_auroc_1pct", partialAUROC)
      root.key("operating_points")
      root.list { list in
        for point in points {
          list.object { object in
            object.field("fpr_limit", point.falsePositiveRate)
            object.field("fpr", point.actualFalsePositiveRate)
            object.field("tpr", point.truePositiveRate)
            object.field("threshold", point.threshold)
            object.key("resolved")
            object.boolean(point.isResolved)
          }
        }
      }
      root.field("brier", brier)
      root.field("calibration_error", calibrationError)
      root.key("reliability")
      root.list { list in
        for bin in reliability {
          list.object { object in
            object.field("lower", bin.lower)
            object.field("upper", bin.upper)
            object.field("count", bin.count)
            object.field("mean_prediction", bin.meanPrediction)
            object.field("positive_rate", bin.positiveRate)
          }
        }
      }
      root.key("periods")
      root.list { list in
        for period in periods {
          list.object { object in
            object.field("start", period.start)
            object.field("count", period.count)
            object.field("auroc", period.value)
          }
        }
      }
      root.field("area_under_time", areaUnderTime)
      root.key("slices")
      root.list { list in
        for slice in slices {
          list.object { object in
            object.key("name")
            object.text(slice.name)
            object.field("positives", slice.positives)
            object.field("negatives", slice.negatives)
            object.field("auroc", slice.auroc)
            object.field("tpr", slice.truePositiveRate)
            object.field("fpr", slice.falsePositiveRate)
          }
        }
      }
      if let leakage {
        root.key("leakage")
        root.object { object in
          object.field("duplicate_rows", leakage.duplicateRows)
          object.field("contradictions", leakage.contradictions)
          object.field("test_rows_in_training", leakage.testRowsInTraining)
          object.field("shared_groups", leakage.sharedGroups)
          object.key("telling_columns")
          object.list { list in for column in leakage.tellingColumns { list.integer(column) } }
        }
      }
    }
    return writer.bytes
  }
}

extension JSONWriter {
  fileprivate mutating func field(_ name: String, _ value: Int) {
    key(name)
    integer(value)
  }

  /// Numbers that are none, and infinite ones, are null.
  fileprivate mutating func field(_ name: String, _ value: Double?) {
    key(name)
    number(value ?? .nan)
  }

  fileprivate mutating func field(_ name: String, _ interval: Bootstrap.Interval?) {
    key(name)
    guard let interval else { return number(.nan) }
    object { object in
      object.field("estimate", interval.estimate)
      object.field("lower", interval.lower)
      object.field("upper", interval.upper)
    }
  }
}
