import Foundation
import Learning
import Lifecycle

/// What `model verify` says of one path (`docs/schemas/model-verification.schema.json`).
struct ModelVerification: Encodable {
  struct Bundle: Encodable {
    struct File: Encodable {
      var path: String
      var bytes: Int
      var sha256: String
    }
    var name: String
    var version: String
    var number: Int
    var digest: String
    var signer: String
    var expires: Int64?
    var files: [File]

    init(_ bundle: ModelBundle) {
      let manifest = bundle.manifest
      (name, version, number) = (manifest.name, manifest.version, manifest.number)
      (digest, signer, expires) = (bundle.digest, BundleText.hexadecimal(bundle.signer), manifest.expires)
      files = manifest.files.map { File(path: $0.path, bytes: $0.bytes, sha256: $0.sha256) }
    }
  }

  struct Model: Encodable {
    struct Entry: Encodable {
      var name: String
      var text: String
    }
    var format: String
    var origin: String
    var trees: Int
    var nodes: Int
    var features: Int
    var outputs: Int
    var knownRows: Int?
    var threshold: Double?
    var card: [Entry]

    enum CodingKeys: String, CodingKey {
      case format, origin, trees, nodes, features, outputs, threshold, card
      case knownRows = "known_rows"
    }

    init(_ loaded: LoadedModel) {
      let ensemble = loaded.model.ensemble
      (format, origin) = (loaded.format.rawValue, "\(ensemble.origin)")
      (trees, nodes) = (ensemble.trees.count, ensemble.trees.reduce(0) { $0 + $1.nodes.count })
      (features, outputs) = (ensemble.featureCount, ensemble.outputCount)
      knownRows = loaded.model.neighbours?.known.count
      threshold = loaded.model.threshold.flatMap { $0.isFinite ? $0 : nil }
      card = loaded.model.card.map { Entry(name: $0.name, text: $0.text) }
    }
  }

  enum CodingKeys: String, CodingKey {
    case path, error, bundle, model
    case isSound = "sound"
  }

  var path: String
  var isSound = false
  var error: String?
  var bundle: Bundle?
  var model: Model?

  init(path: String) { self.path = path }

  func json() -> [UInt8] { ModelLines.encode(self) }
}

/// A model that was turned into another format.
struct ConvertedModel: Encodable {
  var from: String
  var to: String
  var output: String
  var bytes: Int
  var trees: Int
  var features: Int

  init(from loaded: LoadedModel, to: String, output: String, bytes: Int) {
    from = loaded.format.rawValue
    (self.to, self.output, self.bytes) = (to, output, bytes)
    (trees, features) = (loaded.model.ensemble.trees.count, loaded.model.ensemble.featureCount)
  }

  /// What was written is told only where somebody asked for it.
  func print(as format: OutputFormat) {
    if format != .table { Terminal.write(ModelLines.encode(self) + [0x0A]) }
  }
}

extension ModelLines {
  static func encode(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Texts, whole and finite numbers are always encoded.
    return (try? encoder.encode(value)).map { [UInt8]($0) } ?? []
  }
}
