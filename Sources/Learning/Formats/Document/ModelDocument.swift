import Documents

/// A JSON or UBJSON document whose values are judged as those of a model or definition file: what is missing or wrong is a
/// `ModelError` with the path to it.
public struct ModelDocument: Sendable {
  private let document: JSONDocument

  /// XGBoost and Python write numbers that are none.
  private static let options = JSONDocument.Options(hasNonFiniteNumbers: true)

  /// The outermost value.
  public var root: ModelValue { ModelValue(document.root) }

  /// Reads a document, JSON or UBJSON by its first bytes.
  public init(_ bytes: [UInt8]) throws(ModelError) {
    do throws(DocumentError) {
      document = try JSONDocument(bytes, options: Self.options)
    } catch {
      throw ModelError(error)
    }
  }

  /// Reads JSON (RFC 8259, and `NaN`, `Infinity`, `-Infinity`). Errors name the byte.
  public init(json bytes: [UInt8]) throws(ModelError) {
    do throws(DocumentError) {
      document = try JSONDocument(json: bytes, options: Self.options)
    } catch {
      throw ModelError(error)
    }
  }

  /// Reads Universal Binary JSON (draft 12, ubjson.org). Errors name the byte.
  public init(ubjson bytes: [UInt8]) throws(ModelError) {
    do throws(DocumentError) {
      document = try JSONDocument(ubjson: bytes, options: Self.options)
    } catch {
      throw ModelError(error)
    }
  }

  /// The document as JSON without white space, every key, text and number as it was written. Only of documents that were
  /// read from JSON; of UBJSON it is empty.
  public func compactJSON() -> [UInt8] { document.compactJSON() ?? [] }
}

extension ModelError {
  fileprivate init(_ error: DocumentError) { self.init(error.message, at: "byte \(error.offset)") }
}
