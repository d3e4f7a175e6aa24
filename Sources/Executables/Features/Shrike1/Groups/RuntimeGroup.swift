/// Languages, runtimes and packers.
struct RuntimeFacts: Sendable {
  var go: GoBuildInfo?
  var rust = RustFacts()
  var apple = AppleRuntimeFacts()
  var isDotNet = false

  init() {}
}

struct RuntimeGroup {
  /// - Parameter content: the histogram of the content.
  static func write(
    _ facts: RuntimeFacts, _ view: ExecutableView, _ bytes: borrowing Span<UInt8>, _ content: ByteHistogram,
    to writer: inout FeatureWriter
  ) {
    let go = facts.go
    writer.put("runtime.go", "Build information of the Go linker was read.", go != nil, movedBy: .renaming)
    writer.put("runtime.go_minor", "Minor version of Go.", go.map { minor($0.version) } ?? 0, movedBy: .renaming)
    writer.log("runtime.go_dependencies", "Go modules", go?.dependencies.count ?? 0, movedBy: .renaming)
    let hasMain = go?.main != nil
    writer.put("runtime.go_without_module", "Go, but no main module.", go != nil && !hasMain, movedBy: .renaming)
    let hasRevision = go?.settings.contains { $0.key == "vcs.revision" } ?? false
    writer.put("runtime.go_revision", "Go recorded the revision of the source.", hasRevision, movedBy: .renaming)
    writer.put("runtime.rust", "Compiler or symbols of Rust.", facts.rust.isPresent, movedBy: .renaming)
    writer.put(
      "runtime.rust_audit", "cargo-auditable's list of dependencies is there.", facts.rust.dependencyListSize != nil,
      movedBy: .renaming)
    writer.log("runtime.rust_symbols", "mangled names of Rust", facts.rust.mangledV0 &+ facts.rust.mangledLegacy)
    writer.put("runtime.dot_net", "Managed code of .NET.", facts.isDotNet)
    let apple = facts.apple
    for (name, meaning, count) in [
      ("objc_classes", "classes of Objective-C", apple.objectiveCClasses),
      ("objc_categories", "categories of Objective-C", apple.objectiveCCategories),
      ("objc_protocols", "protocols of Objective-C", apple.objectiveCProtocols),
      ("objc_selectors", "selectors that are sent", apple.selectors),
      ("objc_method_names", "bytes of method names", apple.methodNameBytes),
      ("objc_load", "classes and categories that run code when loaded", apple.loadMethods),
      ("swift_types", "types of Swift", apple.swiftTypes),
      ("swift_conformances", "conformances of Swift", apple.swiftConformances),
    ] {
      writer.log("runtime.\(name)", meaning, count, movedBy: .renaming)
    }
    writer.put("runtime.swift_abi", "Version of Swift's ABI.", Double(apple.swiftABI), movedBy: .renaming)
    writer.log("runtime.initializers", "initialisers that run before the program", apple.initializers)
    writePacker(view, bytes, content, to: &writer)
  }

  private static func minor(_ version: String) -> Double {
    let parts = version.split { !$0.isNumber }
    return parts.count > 1 ? Double(parts[1]) ?? 0 : 0
  }

  /// Signs of packing that need no name of a packer.
  private static func writePacker(
    _ view: ExecutableView, _ bytes: borrowing Span<UInt8>, _ content: ByteHistogram, to writer: inout FeatureWriter
  ) {
    let end = view.size
    let head = marks(bytes, 0..<Swift.min(end, 8192))
    let tail = marks(bytes, Swift.max(0, end - 1024)..<end)
    writer.put("packer.upx_head", "`UPX!` in the first 8 KiB.", head > 0)
    writer.put("packer.upx_tail", "`UPX!` in the last KiB of the image.", tail > 0)
    let loaded = view.segments.filter(\.isLoaded)
    let memory = loaded.reduce(0.0) { $0 + Double($1.memorySize) }
    let stored = loaded.reduce(0.0) { $0 + Double($1.range.count) }
    writer.put(
      "packer.growth", "ln(1 + r), r the ratio of loaded memory to its bytes in the file, at most 1000.",
      Logarithm.onePlus(stored > 0 ? Swift.min(memory / stored, 1000) : 0))
    writer.put(
      "packer.no_imports", "A program without imports and without names.",
      view.kind == .program && view.imports.isEmpty && view.ownNames.isEmpty)
    writer.put("packer.no_sections", "Segments, but no sections.", view.sections.isEmpty && !view.segments.isEmpty)
    let information = content.entropy / 8 * Double(content.total)
    writer.put(
      "packer.information",
      "ln(1 + b) of the bytes that the content would need at its entropy: packing changes it little.",
      Logarithm.onePlus(information))
  }

  private static func marks(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Int {
    var count = 0
    for index in range where bytes[index] == 0x55 && bytes.matches("UPX!", at: index) { count &+= 1 }
    return count
  }
}
