/// `anomaly-jobs [calibration|detection|throughput]`: what docs/Jobs.md states.
@main
struct AnomalyJobsBenchmark {
  static func main() {
    let chosen = CommandLine.arguments.dropFirst()
    if chosen.isEmpty || chosen.contains("calibration") { Calibration.run() }
    if chosen.isEmpty || chosen.contains("detection") { Detection.run() }
    if chosen.isEmpty || chosen.contains("throughput") { Throughput.run() }
  }
}
