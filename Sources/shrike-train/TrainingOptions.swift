import ArgumentParser
import Boosting
import Lifecycle
import Training

/// What the columns of the table are for.
struct ColumnOptions: ParsableArguments {
  @Option(help: "The column of labels, 0 and 1.") var label: String?
  @Option(
    help: ArgumentHelp(
      "Labels from shrike feedback labels instead; rows without one are left out, and each counts as its label is sure.",
      valueName: "labels.ndjson"))
  var feedback: String?
  @Option(help: "The column with the identifiers that --feedback's labels are for.") var id: String?
  @Option(help: "A column of text: rows of one value are never divided.") var group: String?
  @Option(help: "A column of numbers: the earliest rows learn, the latest test.") var time: String?
  @Option(help: "A column of numbers: how much a row counts.") var weight: String?
  @Option(help: "A column of numbers that is no feature; may be repeated.") var drop: [String] = []
  @Option(help: "A column that may only raise the score; may be repeated.") var rising: [String] = []
  @Option(help: "A column that may only lower the score; may be repeated.") var falling: [String] = []
  @Option(help: "A column of text with the source of a row, for the gates.") var source: String?
  @Option(help: "A column of text whose values are evaluated by themselves; may be repeated.") var slice: [String] = []

  func validate() throws {
    guard (label == nil) != (feedback == nil) else { throw ValidationError("either --label or --feedback") }
    guard (feedback == nil) == (id == nil) else { throw ValidationError("--feedback needs --id, and --id --feedback") }
    if let both = rising.first(where: falling.contains) {
      throw ValidationError("\(both) cannot both only raise and only lower the score")
    }
  }

  var directions: [String: BoostingParameters.Monotonicity] {
    var result: [String: BoostingParameters.Monotonicity] = [:]
    for name in rising { result[name] = .rising }
    for name in falling { result[name] = .falling }
    return result
  }
}

/// How trees are grown, and how parameters are chosen.
struct FittingOptions: ParsableArguments {
  enum Noise: String, ExpressibleByArgument, CaseIterable { case believe, smooth, prune, bootstrap }

  @Option(help: "The most rounds.") var rounds = 500
  @Option(help: "Rounds without gain on the validation rows after which training stops.") var patience = 25
  @Option(help: "The most leaves of a tree.") var leaves = 64
  @Option(help: "How much each round counts.") var learningRate = 0.1
  @Option(help: "The weight of a malicious row against a benign one; balances the classes where nothing is said.")
  var positiveWeight: Double?
  @Option(help: "Sets of parameters that are tried: random search with successive halving.") var trials = 1
  @Option(help: "Seconds after which no further set is begun; a search that this cuts short is repeated by --trials.")
  var searchSeconds: Double?
  @Option(
    help: "What is done about labels that may be wrong: believe, smooth, prune (confident learning) or bootstrap.")
  var noise = Noise.believe
  @Option(help: "smooth: how far labels are drawn to one half; bootstrap: how much of a label is kept.")
  var noiseShare: Double?
  @Option(help: "Everything random follows from it.") var seed: UInt32 = 1
  @Option(help: "The number of threads.") var threads = 2

  func validate() throws {
    guard rounds > 0, patience > 0, leaves > 1, learningRate > 0, threads > 0, trials > 0, positiveWeight ?? 1 > 0,
      searchSeconds ?? 1 > 0
    else {
      throw ValidationError(
        "--rounds, --patience, --leaves, --learning-rate, --positive-weight, --threads, --trials and --search-seconds must be positive"
      )
    }
    guard noiseShare.map({ $0 > 0 && $0 < 1 }) ?? true else {
      throw ValidationError("--noise-share lies between 0 and 1")
    }
    guard noiseShare == nil || noise == .smooth || noise == .bootstrap else {
      throw ValidationError("--noise-share goes with --noise smooth or bootstrap")
    }
  }

  var handling: LabelNoise {
    switch noise {
    case .believe: .believed
    case .smooth: .smoothed(noiseShare ?? 0.1)
    case .prune: .pruned
    case .bootstrap: .bootstrapped(noiseShare ?? 0.8)
    }
  }
}

/// How the model is evaluated.
struct JudgingOptions: ParsableArguments {
  @Option(help: "The false-positive rate that the threshold keeps, with 95 % confidence.") var falsePositiveRate = 0.01
  @Option(help: "The number of bootstrap resamples.") var resamples = 500
  @Flag(inversion: .prefixedNo, help: "Run the adaptive attack; without it the gates refuse the evaluation.")
  var attack = true
  @Option(help: "Features that the adaptive attack may change.") var attackSteps = 5
  @Option(help: "The share of malicious rows where the model will run.") var prevalence: Double?
  @Option(help: "Where the labels come from, in words.") var labels: String?
  @Option(help: "Where the model was tried outside the laboratory, in words.") var deployment: String?

  func validate() throws {
    guard falsePositiveRate > 0, falsePositiveRate < 1 else {
      throw ValidationError("--false-positive-rate lies between 0 and 1")
    }
    guard resamples > 0, attackSteps > 0 else {
      throw ValidationError("--resamples and --attack-steps must be positive")
    }
    guard prevalence.map({ (0...1).contains($0) }) ?? true else {
      throw ValidationError("--prevalence lies between 0 and 1")
    }
  }
}

/// The bundle that is written.
struct BundleOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A folder for the whole bundle; it must be empty or not there.", valueName: "dir"))
  var bundle: String?
  @Option(help: ArgumentHelp("The private key that seals the bundle (see: shrike model key).", valueName: "file"))
  var key: String?
  @Option(help: "The model's name, for the seal.") var name: String?
  @Option(help: "The version, for the seal.") var version: String?
  @Option(help: "The version's number, for the seal; must be higher than that of every version before.")
  var number: Int?
  @Option(help: "Days until the bundle expires.") var lifetime: Int?
  @Option(help: "What the columns mean: name and version of a feature set.") var featureSet: String?

  func validate() throws {
    if key != nil {
      guard bundle != nil, name != nil, version != nil, number != nil else {
        throw ValidationError("--key needs --bundle, --name, --version and --number")
      }
    }
    guard number ?? 0 >= 0, lifetime ?? 1 > 0 else {
      throw ValidationError("--number and --lifetime must not be negative")
    }
  }
}
