import Executables
import Learning
public import Signatures
public import Yara

/// Scans files that are in memory: hashes, structure, signature, model, YARA, lists, and the verdict that follows from them.
///
/// A scanner is shared by threads; what each needs for itself is in a `Workspace`.
public struct FileScanner: Sendable {
  /// Models, of which each judges the formats that it knows.
  public var models: [FileModel] = []
  /// What is known beforehand.
  public var known = KnownFiles()
  /// YARA rules; nil for none.
  public var yaraRules: YaraRules?
  /// Seconds that matching one file may take.
  public var yaraTimeout = 10
  /// The hashes beside SHA-256 that are computed.
  public var hashes = Set(FileHashes.Kind.allCases)
  /// Seconds since 1970: what certificates are held against.
  public var now: Int64 = 0

  /// A scanner that knows nothing yet.
  public init() {}

  /// What one thread needs. It stays with that thread.
  public final class Workspace {
    var forest = ForestWorkspace()
    var yara: YaraScanner?

    /// A workspace for a scanner. Throws when libyara cannot make a scanner of its own.
    public init(_ scanner: FileScanner) throws(YaraError) {
      if let rules = scanner.yaraRules { yara = try YaraScanner(rules, timeout: scanner.yaraTimeout) }
    }
  }

  /// Whether files that are no executables are looked into too.
  public var looksIntoAllFiles: Bool { yaraRules != nil || known.hasHashes }

  /// Scans the bytes of a file. Nil for a file that is no executable and of which neither rules nor lists know anything.
  public func scan(_ bytes: [UInt8], path: String, using workspace: Workspace) -> ScanReport? {
    let data = bytes.span
    let format = ExecutableFormat(prefix: data)
    let file = format.flatMap { ExecutableFile($0, data) }
    if file == nil, !looksIntoAllFiles { return nil }
    var report = ScanReport(
      path: path, format: file == nil ? nil : format, size: bytes.count, verdict: .unknown,
      hashes: FileHashes(data, file == nil ? [] : hashes))
    match(bytes, &report, workspace)
    let bad = known.bad(report.hashes.sha256)
    let good = known.good(report.hashes.sha256)
    guard let format, let file else {
      guard bad != nil || good != nil || !report.yara.isEmpty else { return nil }
      decide(&report, bad, good, nil, looksPacked: false)
      return report
    }
    let index = HistogramIndex(data)
    let facts = file.facts(data, index, now: now)
    report.facts = facts.facts
    report.anomalies = facts.anomalies
    report.signature = facts.signature
    if hashes.contains(.imports) { report.hashes.importHash = facts.importHash }
    let trust = trust(report.signature)
    if trust != nil { report.signature?.status = .validAnchored }
    var looksPacked = facts.looksPacked
    if bad == nil, good == nil, trust == nil {
      looksPacked = judge(data, index, format, file, &report, workspace) || looksPacked
    }
    decide(&report, bad, good, trust, looksPacked: looksPacked)
    return report
  }

  /// What lists say of the signer: of a PE file the first, of a Mach-O file that of every image, since a universal file may
  /// hold a signed image for show.
  private func trust(_ signature: FileSignature?) -> KnownFiles.Entry? {
    guard let signature, signature.status == .validNotAnchored else { return nil }
    if let first = signature.signatures.first { return known.trust(in: first, now: now) }
    var entry: KnownFiles.Entry?
    for image in signature.images {
      guard image.status == .validNotAnchored, let message = image.message,
        let found = known.trust(in: message, now: now)
      else { return nil }
      entry = entry ?? found
    }
    return entry
  }

  private func match(_ bytes: [UInt8], _ report: inout ScanReport, _ workspace: Workspace) {
    do throws(YaraError) {
      report.yara = try workspace.yara?.scan(bytes, name: report.path).map { ScanReport.YaraFinding($0) } ?? []
    } catch {
      report.problems.append("YARA: \(error)")
    }
  }

  /// Lets models judge; of several of one role the worst counts. Returns whether the file looks packed.
  private func judge(
    _ data: borrowing Span<UInt8>, _ index: HistogramIndex, _ format: ExecutableFormat, _ file: ExecutableFile,
    _ report: inout ScanReport, _ workspace: Workspace
  ) -> Bool {
    var looksPacked = false
    let pe = file.pe
    var vectors: [FeatureSet: [FeatureSet.ImageVector]] = [:]
    for model in models where model.formats.contains(format) {
      let images = vectors[model.featureSet] ?? model.featureSet.vectors(of: file, data, index: index)
      vectors[model.featureSet] = images
      looksPacked = looksPacked || images.contains(where: \.looksPacked)
      let found = model.judge(images, using: &workspace.forest) { column, value in
        ColumnWords.words(model.featureSet, column, value, data, pe)
      }
      guard let found else { continue }
      let place: WritableKeyPath<ScanReport, ModelJudgement?> = model.role == .novelty ? \.novelty : \.score
      let excess = found.value - found.threshold
      if report[keyPath: place].map({ excess > $0.value - $0.threshold }) ?? true { report[keyPath: place] = found }
    }
    return looksPacked
  }

  /// The verdict and its reasons. What a person wrote down about this very file decides first, then rules and models; a
  /// trusted signer keeps a model from being asked, but not rules.
  private func decide(
    _ report: inout ScanReport, _ bad: KnownFiles.Entry?, _ good: KnownFiles.Entry?, _ trust: KnownFiles.Entry?,
    looksPacked: Bool
  ) {
    let rules = report.yara.map(\.rule)
    if let bad {
      report.verdict = .malicious
      report.reasons = ["the list \(bad.list) knows it as bad" + (bad.note.map { ": \($0)" } ?? "")]
    } else if let good {
      report.verdict = .trusted
      report.reasons = ["the list \(good.list) knows it as good" + (good.note.map { ": \($0)" } ?? "")]
    } else if let score = report.score, score.isOver {
      report.verdict = .malicious
      report.reasons = ["\(score.model) gives \(score.value.rounded(toPlaces: 4)), at or above \(score.threshold)"]
      report.reasons += score.explanation.filter { $0.contribution > 0 }.prefix(3).map(\.words)
      if report.novelty?.isOver == true { report.reasons.append("it is unlike the files that models know") }
    } else if !rules.isEmpty {
      report.verdict = .suspicious
    } else if let trust {
      report.verdict = .trusted
      report.reasons = ["the list \(trust.list) trusts its signer" + (trust.note.map { ": \($0)" } ?? "")]
    } else if report.score != nil || report.novelty != nil {
      decideBelow(&report, looksPacked: looksPacked)
    } else {
      report.reasons = [models.isEmpty ? "no model was given" : "no model judges such files"]
    }
    if !rules.isEmpty { report.reasons.append("YARA rules match: " + rules.prefix(5).joined(separator: ", ")) }
  }

  /// What low scores are worth: nothing for a file that hides what it does, or that models know nothing like of. A model
  /// of novelty knows no malice, so that its word alone calls nothing benign.
  private func decideBelow(_ report: inout ScanReport, looksPacked: Bool) {
    report.verdict = report.score == nil ? .unknown : .benign
    if let score = report.score {
      report.reasons.append("\(score.model) gives \(score.value.rounded(toPlaces: 4)), below \(score.threshold)")
      if models.contains(where: { $0.name == score.model && $0.role == .weakClassifier }) {
        report.verdict = .unknown
        report.reasons.append("it is too weak a model to call a file benign")
      }
    }
    if let novelty = report.novelty {
      let value = novelty.value.rounded(toPlaces: 4)
      if novelty.isOver {
        report.verdict = .unknown
        report.reasons.append("\(novelty.model) knows nothing like it: \(value), at or above \(novelty.threshold)")
        report.reasons += novelty.explanation.filter { $0.contribution > 0 }.prefix(2).map(\.words)
      } else if report.score == nil {
        report.reasons.append("\(novelty.model) finds it like known benign files; no classifier judges such files")
      }
    }
    if looksPacked {
      report.verdict = .unknown
      report.reasons.append(ScanReport.packedReason)
    }
  }
}
