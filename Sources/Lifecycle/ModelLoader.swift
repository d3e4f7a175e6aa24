import Foundation
import Ingest
public import Learning

/// A model file of any kind that Shrike reads.
public struct LoadedModel: Sendable {
  /// What the file is.
  public enum Format: String, Sendable, Hashable, CaseIterable {
    /// Shrike's own packed file.
    case packed
    /// XGBoost's JSON or UBJSON.
    case xgboost
    /// LightGBM's text.
    case lightgbm
    /// ONNX.
    case onnx
    /// Elastic's trained-model JSON.
    case elastic
  }

  /// What the file is.
  public var format: Format
  /// The model.
  public var model: ModelFile
  /// The whole of an Elastic model, with its preprocessors.
  public var elastic: ElasticModel?

  /// Files larger than this are refused, before and after decompression.
  static let mostBytes = 1 << 30

  /// A model that is in memory already.
  public init(_ model: ModelFile) {
    format = .packed
    self.model = model
  }

  /// Reads a model and tells its format by its content.
  public init(_ path: String) throws(LifecycleError) {
    do {
      try self.init(bytes: Self.read(path))
    } catch let error as ModelError {
      throw LifecycleError("\(path): \(error)")
    } catch let error as InputError {
      throw LifecycleError("\(error)")
    } catch let error as LifecycleError {
      throw error
    } catch {
      throw LifecycleError("\(path): \(error.localizedDescription)")
    }
  }

  /// The model of a verified bundle.
  public init(_ bundle: ModelBundle) throws(LifecycleError) {
    guard let bytes = try bundle.file(ModelBundle.modelName) else {
      throw LifecycleError("\(bundle.folder.path()): has no \(ModelBundle.modelName)")
    }
    do { try self.init(bytes: bytes) } catch {
      throw LifecycleError("\(bundle.folder.path())\(ModelBundle.modelName): \(error)")
    }
  }

  init(bytes: [UInt8]) throws {
    if ModelFile.isPacked(bytes) {
      format = .packed
      model = try ModelFile(packed: bytes)
    } else if bytes.starts(with: Array("tree".utf8)) {
      format = .lightgbm
      model = ModelFile(try LightGBMImporter.ensemble(from: bytes))
    } else if bytes.first == 0x7B {
      let document = try ModelDocument(bytes)
      if document.root.optional("learner") != nil {
        format = .xgboost
        model = ModelFile(try XGBoostImporter.ensemble(from: document))
      } else {
        format = .elastic
        let read = try ElasticModel(try Self.inflated(bytes, document))
        elastic = read
        model = ModelFile(read.ensemble)
      }
    } else {
      format = .onnx
      do {
        model = ModelFile(try ONNXImporter.ensemble(from: bytes))
      } catch {
        throw ModelError(
          "\(error.message) (read as ONNX, since it begins as none of packed, XGBoost, LightGBM and Elastic models)",
          at: error.place)
      }
    }
  }

  private static func read(_ path: String) throws -> [UInt8] {
    var found: [[UInt8]] = []
    var problem: InputError?
    var options = InputWalker.Options()
    options.maximumBytes = UInt64(mostBytes)
    let walker = InputWalker(options: options, skipped: { problem = problem ?? $0 }) { member in
      try member.buffer.fill(to: mostBytes)
      found.append(member.buffer.take())
    }
    try walker.walk(path)
    if let problem { throw problem }
    guard found.count == 1 else { throw LifecycleError("\(path): has \(found.count) files; name one model") }
    return found[0]
  }

  /// The definition inside a body with a `compressed_definition`: base64 of gzip.
  private static func inflated(_ bytes: [UInt8], _ document: ModelDocument) throws -> [UInt8] {
    guard let packed = document.root.optional("compressed_definition") else { return bytes }
    guard let data = Data(base64Encoded: try packed.string(), options: .ignoreUnknownCharacters) else {
      throw ModelError("is not base64", at: "compressed_definition")
    }
    return try InflatedBytes.of([UInt8](data), path: "compressed_definition", limit: mostBytes)
  }
}

/// Why a step in a model's life failed.
public struct LifecycleError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, and what to do.
  public var description: String

  /// An error with its reason.
  public init(_ description: String) { self.description = description }
}
