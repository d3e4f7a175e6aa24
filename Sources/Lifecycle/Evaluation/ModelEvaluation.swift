import Learning
public import Tables

/// Evaluates a model on labelled rows, and checks how that was done against the rows that it was trained on.
public struct ModelEvaluation: Sendable {
  /// The column of labels, 0 and 1.
  public var label: String
  /// How the rows were kept apart from training, in words.
  public var split = "not stated"
  /// A column of numbers with the time of a row.
  public var time: String?
  /// How long a period of the decay over time is, in the unit of `time`; nil takes a tenth of the test's time.
  public var period: Double?
  /// Columns of text: rows of one group are not independent; the source of a row; what is evaluated by itself.
  public var group: String?
  /// See `group`.
  public var source: String?
  /// See `group`.
  public var slices: [String] = []
  /// The fewest rows of a class in a slice.
  public var support = 30
  /// Bootstrap resamples.
  public var resamples = 1_000
  /// The attack; nil runs none.
  public var attack: FeatureAttack? = FeatureAttack()
  /// What is stated and cannot be checked.
  public var prevalence: Double?
  /// See `prevalence`.
  public var labelStatement: String?
  /// See `prevalence`.
  public var deploymentStatement: String?

  /// An evaluation by the name of the label.
  public init(label: String) { self.label = label }

  /// The columns beside the features.
  private struct Context {
    var table: ModelTable
    var labels: [Bool]
    var times: [Double]?
    var groups: [String]?
    var sources: [String]?
    var slices: [(name: String, values: [String])]
  }

  /// Runs: the model, a one-column baseline learned on the training rows, others' baselines, the attack, the gates.
  ///
  /// - Parameters:
  ///   - training: the rows that the model was trained on; nil leaves the gates on leakage and time unanswered.
  ///   - baselines: other models and their names.
  public func run(
    _ model: LoadedModel, named name: String, on data: DataTable, training: DataTable? = nil,
    baselines others: [(name: String, model: LoadedModel)] = []
  ) throws(LifecycleError) -> EvaluationDossier {
    let test = try context(data, for: model)
    let before = try training.map { table throws(LifecycleError) in try context(table, for: model) }
    do {
      let scorer = try ModelScorer(model)
      let scores = scorer.scores(test.table.rows, columns: test.table.columns)
      var evaluation = try Evaluation(
        scores: scores, labels: test.labels, split: split, bootstrap: Bootstrap(resamples: resamples),
        unit: unit(test))
      for slice in test.slices {
        evaluation.addSlices(
          slice.values.map { "\(slice.name)=\($0)" }, scores: scores, labels: test.labels, support: support)
      }
      if let times = test.times { addPeriods(&evaluation, times, scores, test.labels) }
      let threshold =
        model.model.threshold ?? evaluation.points.first { $0.falsePositiveRate == 0.01 }?.threshold ?? 0.5
      let curves = try EvaluationCurves(
        scores: scores, labels: test.labels, bootstrap: Bootstrap(resamples: min(resamples, 200)), unit: unit(test),
        threshold: threshold, prevalence: prevalence)
      var design = self.design(test, before, model)
      if let before { evaluation.leakage = leakage(test, before, &design) }
      let simple = try self.baselines(test, before, data, others)
      let attacked = attack.map {
        $0.run(on: test.table, labels: test.labels, ensemble: model.model.ensemble, threshold: threshold) {
          scorer.scores($0, columns: test.table.columns)
        }
      }
      return EvaluationDossier(
        model: name, evaluation: evaluation, curves: curves, threshold: threshold,
        isThresholdFixed: design.isThresholdFixed, baselines: simple, attack: attacked, design: design)
    } catch let error as LifecycleError {
      throw error
    } catch { throw LifecycleError("\(error)") }
  }

  private func context(_ data: DataTable, for model: LoadedModel) throws(LifecycleError) -> Context {
    var data = data
    let times = try time.map { name throws(LifecycleError) in
      guard let list = data.remove(column: name) else { throw LifecycleError("there is no column \(name) of numbers") }
      return list
    }
    func texts(_ name: String?) throws(LifecycleError) -> [String]? {
      try name.map { name throws(LifecycleError) in
        guard let column = data.texts.first(where: { $0.name == name }) else {
          throw LifecycleError("there is no column \(name) of text")
        }
        return column.values
      }
    }
    let groups = try texts(group)
    let sources = try texts(source)
    var parts: [(String, [String])] = []
    for slice in slices { parts.append((slice, try texts(slice) ?? [])) }
    let table = try ModelTable(data, for: model, label: label)
    guard let labels = table.labels, labels.allSatisfy({ $0 == 0 || $0 == 1 }) else {
      throw LifecycleError("labels must be 0 or 1")
    }
    return Context(
      table: table, labels: labels.map { $0 == 1 }, times: times, groups: groups, sources: sources, slices: parts)
  }

  private func unit(_ test: Context) -> Bootstrap.Unit {
    guard let groups = test.groups else { return .rowsWithinClass }
    let numbers = Dictionary(uniqueKeysWithValues: Set(groups).sorted().enumerated().map { ($0.element, $0.offset) })
    return .groups(groups.map { numbers[$0] ?? 0 })
  }

  private func addPeriods(_ evaluation: inout Evaluation, _ times: [Double], _ scores: [Double], _ labels: [Bool]) {
    guard let first = times.min(), let last = times.max(), last > first else { return }
    evaluation.addPeriods(times: times, length: period ?? (last - first) / 9.999, scores: scores, labels: labels)
  }

  private func baselines(
    _ test: Context, _ before: Context?, _ data: DataTable, _ others: [(name: String, model: LoadedModel)]
  ) throws -> [BaselineResult] {
    var result: [BaselineResult] = []
    if let before, before.table.columns == test.table.columns,
      let simple = SimpleBaseline(before.table)?.result(on: test.table)
    {
      result.append(simple)
    }
    for other in others {
      let own = try context(data, for: other.model)
      let scores = try ModelScorer(other.model).scores(own.table.rows, columns: own.table.columns)
      if let found = SimpleBaseline.result(other.name, scores, own.labels) { result.append(found) }
    }
    return result
  }
}

extension ModelEvaluation {
  /// What can be known of the design without the features.
  private func design(_ test: Context, _ before: Context?, _ model: LoadedModel) -> EvaluationDesign {
    var design = EvaluationDesign()
    design.testRows = test.labels.count
    design.isThresholdFixed = model.model.threshold != nil
    (design.prevalence, design.labelStatement) = (prevalence, labelStatement)
    design.deploymentStatement = deploymentStatement
    design.trainingEnd = before?.times?.filter(\.isFinite).max()
    design.testStart = test.times?.filter(\.isFinite).min()
    if let times = test.times { design.classTimeOverlap = Self.overlap(times, test.labels) }
    if let groups = test.groups, let known = before?.groups {
      design.sharedGroups = Set(groups).intersection(known).count
    }
    if let sources = test.sources {
      design.sources = Set(sources).count
      design.newSources = before?.sources.map { Set(sources).subtracting($0).count }
      design.sourceAUROC = Self.telling(sources, test.labels)
    }
    return design
  }

  /// The share of the test's time in which both classes occur.
  private static func overlap(_ times: [Double], _ labels: [Bool]) -> Double? {
    func span(_ wanted: Bool) -> (Double, Double)? {
      let own = zip(times, labels).filter { $0.1 == wanted && $0.0.isFinite }.map(\.0)
      guard let first = own.min(), let last = own.max() else { return nil }
      return (first, last)
    }
    guard let a = span(true), let b = span(false) else { return nil }
    let whole = max(a.1, b.1) - min(a.0, b.0)
    return whole > 0 ? max(0, min(a.1, b.1) - max(a.0, b.0)) / whole : 1
  }

  /// How well the source of a row alone tells its label: each source scores the share of positives among its rows. One
  /// source tells nothing.
  private static func telling(_ sources: [String], _ labels: [Bool]) -> Double? {
    var counts: [String: (positives: Double, all: Double)] = [:]
    for (source, label) in zip(sources, labels) {
      counts[source, default: (0, 0)].all += 1
      if label { counts[source, default: (0, 0)].positives += 1 }
    }
    let scores = sources.map { source in counts[source].map { $0.positives / $0.all } ?? 0 }
    return try? RankedScores(scores: scores, labels: labels).auroc
  }

  private func leakage(_ test: Context, _ before: Context, _ design: inout EvaluationDesign) -> LeakageCheck? {
    guard test.table.columns == before.table.columns else { return nil }
    let split = Split(
      train: Array(0..<before.table.count), test: Array(before.table.count..<before.table.count + test.table.count))
    let rows = (before.table.rows + test.table.rows).map { Float($0) }
    var groups: [String]?
    if let known = before.groups, let own = test.groups { groups = known + own }
    let check = LeakageCheck(
      rows: rows.span, columns: test.table.columns, labels: before.labels + test.labels, split: split, groups: groups)
    design.testRowsInTraining = check.testRowsInTraining
    design.contradictions = check.contradictions
    design.tellingColumns = check.tellingColumns.map {
      test.table.names.indices.contains($0) ? test.table.names[$0] : "column \($0)"
    }
    return check
  }
}

/// Scores rows with a model: one number a row.
struct ModelScorer {
  private let model: ModelFile
  private let forest: Forest

  init(_ loaded: LoadedModel) throws {
    model = loaded.model
    forest = try Forest(loaded.model.ensemble)
    guard forest.predictionCount <= 2 else { throw LifecycleError("models of more than two classes are not evaluated") }
  }

  func scores(_ rows: [Double], columns: Int) -> [Double] {
    guard columns > 0, !rows.isEmpty else { return [] }
    var workspace = ForestWorkspace()
    let all = forest.predict(rows: rows.span, columns: columns, using: &workspace)
    let width = forest.predictionCount
    return (0..<rows.count / columns).map { row in
      model.score(Array(all[row * width..<(row + 1) * width])) ?? .nan
    }
  }
}
