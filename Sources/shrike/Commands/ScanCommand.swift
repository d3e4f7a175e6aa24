import ArgumentParser
import Foundation
import Pipeline
import Scanning

/// `shrike scan`: a verdict on each executable.
struct ScanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Scan files and trees of files: verdict, score, hashes, signer and YARA matches of each executable.",
    discussion: """
      Reads PE, ELF and Mach-O files; archives of any depth are walked as directories. The verdict of a file is malicious \
      (a model's score is at its threshold or above, or a list knows the file as bad), suspicious (YARA rules match), \
      trusted (a list knows the file or its signer), benign (a model's score is below its threshold) or unknown (no model \
      judges such files, or the file is packed). Without --model, the models in the folder Models are used where there \
      are any.

      Exit status: 0 nothing malicious or suspicious, 1 something is, or nothing could be read, 2 wrong usage. Files that \
      cannot be read are counted, and named on standard error.
      """)

  @Argument(help: "Files, archives, and directories with everything below them.")
  var paths: [String]

  @OptionGroup var options: ScanOptions

  @Option(help: "How the result is printed: table, json or ndjson.")
  var format = OutputFormat.table

  @Flag(help: "Print only what is malicious or suspicious.")
  var onlyFindings = false

  @Option(help: ArgumentHelp("Keep results here, and do not scan unchanged files again.", valueName: "file"))
  var remember: String?

  @Option(help: "Files scanned at once (default: one for each processor).")
  var jobs: Int?

  func validate() throws {
    if let jobs { guard (1...1024).contains(jobs) else { throw ValidationError("--jobs is 1 to 1024") } }
    try options.check()
  }

  func run() throws {
    try modelWork {
      var run = try options.run()
      run.rememberedPath = remember
      if let jobs { run.jobs = jobs }
      let printer = ScanPrinter(format, onlyFindings: onlyFindings)
      let summary = try ScanRun(run).run(paths) { done, count in
        if Terminal.showsProgress, done % 16 == 0 || done == count {
          Terminal.progress("scanning: \(done) of \(count) files")
        }
      } into: { outcome in
        printer.print(outcome)
      }
      printer.finish(summary)
      let isNothingRead = summary.executables + summary.others == 0 && summary.unreadable > 0
      if summary.findings > 0 || isNothingRead { throw ExitCode(1) }
    }
  }
}
