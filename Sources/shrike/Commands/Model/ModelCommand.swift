import ArgumentParser

/// `shrike model`: the life of a model.
struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "Train, run, explain, evaluate and convert tree models.",
    discussion: """
      Reads Shrike's own packed models, XGBoost's JSON and UBJSON, LightGBM's text, ONNX tree ensembles and Elastic's \
      trained-model JSON, told apart by content.
      """,
    subcommands: [
      ModelTrainCommand.self, ModelPredictCommand.self, ModelExplainCommand.self, ModelEvaluateCommand.self,
      ModelImportCommand.self, ModelNeighboursCommand.self, ModelExportCommand.self, ModelVerifyCommand.self,
      ModelKeyCommand.self,
      ModelSealCommand.self, ModelAddCommand.self, ModelListCommand.self, ModelPromoteCommand.self,
      ModelRollbackCommand.self, ModelFreezeCommand.self, ModelGuardCommand.self, ModelDiffCommand.self,
      ModelMonitorCommand.self,
    ])
}
