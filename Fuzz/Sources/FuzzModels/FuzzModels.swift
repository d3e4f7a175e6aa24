import Learning

/// What libFuzzer calls with every input: the first byte chooses the format, the rest is a model. A model that is accepted must
/// compile, score, and be explained or written without trapping.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard count > 1 else { return 0 }
  let format = start[0]
  let bytes = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
  guard let ensemble = try? read(bytes, format: format % 6) else { return 0 }
  guard ensemble.featureCount < 5_000, ensemble.outputCount < 500 else { return 0 }
  guard let forest = try? Forest(ensemble) else { preconditionFailure("a sound ensemble was not compiled") }
  var workspace = ForestWorkspace()
  let rows = (0..<9 * max(1, ensemble.featureCount)).map { Float($0 % 7) - 3 }
  let margins = forest.margins(rows: rows.span, columns: max(1, ensemble.featureCount), using: &workspace)
  precondition(margins.count == 9 * ensemble.outputCount, "a row was lost")
  if let explainer = try? TreeSHAP(ensemble), ensemble.trees.count < 50 {
    _ = explainer.contributions(rows.span.extracting(0..<max(1, ensemble.featureCount)))
  }
  if let bytes = try? ONNXExporter.model(of: ensemble) {
    precondition((try? ONNXImporter.ensemble(from: bytes)) != nil, "what was written cannot be read")
  }
  _ = try? ElasticModel(ensemble).definition()
  return 0
}

private func read(_ bytes: [UInt8], format: UInt8) throws(ModelError) -> TreeEnsemble {
  switch format {
  case 0: return try XGBoostImporter.ensemble(from: ModelDocument(json: bytes))
  case 1: return try XGBoostImporter.ensemble(from: ModelDocument(ubjson: bytes))
  case 2: return try LightGBMImporter.ensemble(from: bytes)
  case 3: return try ONNXImporter.ensemble(from: bytes)
  case 4:
    let model = try ElasticModel(bytes)
    _ = model.row(["a": .text("b"), "f0": .number(1)])
    _ = model.inputFields.count
    return model.ensemble
  default:
    _ = try? NPYArray(bytes)
    let document = try ModelDocument(json: bytes)
    precondition((try? ModelDocument(json: document.compactJSON())) != nil, "what was written cannot be read")
    throw ModelError("no model")
  }
}
