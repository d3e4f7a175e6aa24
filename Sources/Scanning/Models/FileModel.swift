public import Executables
public import Learning
import Signatures

/// A model that judges executables: trees over a feature set that is computed from files.
public struct FileModel: Sendable {
  /// What a model's score means.
  public enum Role: String, Sendable {
    /// How likely the file is malicious.
    case classifier
    /// The same, of a model that finds too little to call anything benign.
    case weakClassifier = "weak classifier"
    /// How unlike the benign files it was trained on the file is.
    case novelty
  }

  /// Its name in reports.
  public let name: String
  /// What its score means: what its card says, else a classifier.
  public let role: Role
  /// SHA-256 of the model's file, in hexadecimal.
  public let sha256: String
  /// What it judges by.
  public let featureSet: FeatureSet
  /// The formats that it judges.
  public let formats: Set<ExecutableFormat>
  /// Scores at or above it are malicious, or unlike what the model knows.
  public let threshold: Double
  private let file: ModelFile
  private let forest: Forest
  private let explainer: TreeSHAP?
  private let neighbours: NeighbourSearch?

  /// How many features an explanation names.
  private static let explained = 8

  /// Makes a model ready.
  ///
  /// - Parameters:
  ///   - bytes: the model's file, by which reports identify it.
  ///   - threshold: instead of the model's own; 0.5 when there is neither.
  /// - Throws: when the model reads none of the feature sets that are computed from files.
  public init(name: String, bytes: [UInt8], file: ModelFile, threshold: Double? = nil) throws(FileModelError) {
    self.name = Self.card(file, ["name"]) ?? name
    role = Self.card(file, ["role"]).flatMap { Role(rawValue: $0) } ?? .classifier
    sha256 = Hexadecimal.text(PESignature.Digest.sha256.hash(bytes))
    guard let set = Self.featureSet(of: file) else {
      throw FileModelError(
        "\(name): a model of \(file.ensemble.featureCount) columns reads none of the feature sets "
          + FeatureSet.allCases.map { "\($0.rawValue) (\($0.dimension))" }.joined(separator: ", "))
    }
    featureSet = set
    formats = Self.formats(of: file, set)
    self.threshold = threshold ?? file.threshold ?? 0.5
    self.file = file
    do throws(ModelError) {
      forest = try Forest(file.ensemble)
    } catch {
      throw FileModelError("\(name): \(error)")
    }
    guard forest.predictionCount <= 2 else {
      throw FileModelError("\(name): has \(forest.predictionCount) classes; a model of files has two")
    }
    explainer = try? TreeSHAP(file.ensemble)
    neighbours = NeighbourSearch(file)
  }

  /// The first entry of a model's card with one of these names.
  private static func card(_ file: ModelFile, _ names: [String]) -> String? {
    file.card.first { names.contains($0.name.lowercased()) }?.text
  }

  /// The set that a model's card names, or whose columns it has by name, or by number.
  private static func featureSet(of file: ModelFile) -> FeatureSet? {
    if let named = card(file, ["features"]).flatMap({ FeatureSet(rawValue: $0) }) {
      return named.dimension == file.ensemble.featureCount ? named : nil
    }
    let sized = FeatureSet.allCases.filter { $0.dimension == file.ensemble.featureCount }
    guard !file.ensemble.featureNames.isEmpty else { return sized.first }
    return sized.first { $0.columns.first?.name == file.ensemble.featureNames.first } ?? sized.first
  }

  private static func formats(of file: ModelFile, _ set: FeatureSet) -> Set<ExecutableFormat> {
    let words = Set((card(file, ["platform"]) ?? "").lowercased().split { !$0.isLetter && $0 != "-" })
    let named = ExecutableFormat.allCases.filter { format in
      switch format {
      case .pe: words.contains("pe") || words.contains("windows")
      case .elf: words.contains("elf") || words.contains("linux")
      case .machO: words.contains("mach-o") || words.contains("macos")
      }
    }
    if !named.isEmpty { return Set(named) }
    if set == .shrike1 { return Set(ExecutableFormat.allCases) }
    return set == .machOStructure1 ? [.machO] : [.pe]
  }

  /// What the model says of a file; nil when the file has no vector. Of several images the worst counts.
  ///
  /// - Parameters:
  ///   - images: the vectors of the file.
  ///   - words: puts a column and its value into words.
  func judge(
    _ images: [FeatureSet.ImageVector], using workspace: inout ForestWorkspace, words: (Int, Float) -> String
  ) -> ModelJudgement? {
    var worst: (score: Double, image: FeatureSet.ImageVector)?
    for image in images {
      let predictions = forest.predict(image.values.span, using: &workspace)
      guard let score = file.score(predictions), score.isFinite else { continue }
      if score > worst?.score ?? -.infinity { worst = (score, image) }
    }
    guard let worst else { return nil }
    return ModelJudgement(
      model: name, modelSha256: sha256, featureSet: featureSet.rawValue, image: worst.image.slice, value: worst.score,
      threshold: threshold, explanation: explanation(worst.image.values, words),
      neighbours: nearest(worst.image.values, &workspace))
  }

  /// The nearest files that the model knows, the nearer first.
  private func nearest(_ values: [Float], _ workspace: inout ForestWorkspace) -> [ModelJudgement.Neighbour] {
    guard let neighbours else { return [] }
    let (bad, good) = neighbours.nearest(values.span, in: forest, using: &workspace)
    let found = [bad, good].compactMap { $0.map { ModelJudgement.Neighbour($0) } }
    return found.sorted { $0.similarity > $1.similarity }
  }

  private func explanation(
    _ values: [Float], _ words: (Int, Float) -> String
  ) -> [ModelJudgement.Contribution] {
    guard let explainer, explainer.featureCount == values.count else { return [] }
    let contributions = explainer.contributions(values.span).prefix(values.count)
    let moved = contributions.indices.filter { contributions[$0] != 0 }
    let most = moved.sorted { abs(contributions[$0]) > abs(contributions[$1]) }.prefix(Self.explained)
    let columns = featureSet.columns
    return most.map { column in
      let value = values[column]
      return ModelJudgement.Contribution(
        feature: columns[column].name, words: words(column, value), value: value.isFinite ? Double(value) : nil,
        contribution: contributions[column])
    }
  }
}

/// Why a model cannot judge files.
public struct FileModelError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong.
  public var description: String

  init(_ description: String) { self.description = description }
}
