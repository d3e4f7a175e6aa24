import Executables
import Signatures

/// What is found in an executable beside its score: facts in words, anomalies, the hash of its imports, who signed it.
struct ExecutableFacts {
  var facts: [ScanReport.Fact] = []
  var anomalies: [ScanReport.Anomaly] = []
  var importHash: String?
  var signature: FileSignature?
  /// Whether its code is nearly random: packed or encrypted, so that what it does cannot be seen.
  var looksPacked = false

  /// Code with more entropy than this, in bits a byte, is not code as it runs (Lyda, Hamrock, *Using Entropy Analysis to Find
  /// Encrypted and Packed Malware*, 2007: packed files have 6.8 to 7.2 on average, native ones 5.1).
  static let denseEntropy = 7.2
  /// Smaller regions have no meaningful entropy.
  static let smallestRegion = 1024
  /// How many names are told of each kind.
  private static let mostNames = 6

  mutating func note(_ kind: String, _ text: String) { facts.append(.init(kind: kind, text: text)) }

  /// A region of a file as a fact, when it is writable and executable or too dense for code.
  mutating func noteRegion(_ name: String, writable: Bool, executable: Bool, size: Int, entropy: Double) {
    let words = "\(entropy.rounded(toPlaces: 1))"
    let isDense = executable && size >= Self.smallestRegion && entropy > Self.denseEntropy
    if isDense { looksPacked = true }
    if writable, executable {
      note("writable_code", "\(name) is writable and executable with entropy \(words)")
    } else if isDense {
      note("dense_code", "\(name) is executable with entropy \(words)")
    }
  }

  /// Imported functions that matter to a responder, by what they are for.
  mutating func noteImports(_ names: [String]) {
    let essentials = names.map(Self.essential)
    for (family, known, purpose) in Self.purposes {
      var seen: Set<String> = []
      let found = essentials.filter { known.contains($0) && seen.insert($0).inserted }
      guard !found.isEmpty else { continue }
      let told = found.prefix(Self.mostNames)
      let list = told.count > 1 ? told.dropLast().joined(separator: ", ") + " and " + (told.last ?? "") : told[0]
      note("imports_\(family.rawValue)", "imports \(list)\(found.count > told.count ? " and more" : "") (\(purpose))")
    }
  }

  private static let purposes = [
    (CapabilityFamily.injection, "into other processes"),
    (.credentials, "credentials"), (.input, "keyboard and mouse"),
    (.screen, "the screen"), (.antiDebugging, "against debugging"), (.kernel, "the kernel"),
    (.packetCapture, "network packets"), (.persistence, "starting again"), (.services, "services"),
    (.recording, "camera and microphone"),
  ].map { (family: $0, names: Set($0.names), purpose: $1) }

  /// A name without the underscore of Mach-O and what follows `@` or `$`.
  private static func essential(_ name: String) -> String {
    let bytes = name.utf8
    let stem = bytes.dropFirst(name.hasPrefix("_OBJC_CLASS_$_") ? 14 : bytes.first == 0x5F ? 1 : 0)
    return String(Substring(stem.prefix { $0 != 0x40 && $0 != 0x24 }))
  }

  mutating func noteOverlay(_ overlay: Range<Int>?, size: Int, besides signature: Int = 0) {
    guard let overlay, overlay.count - signature > 4096 else { return }
    let share = Double(overlay.count - signature) / Double(max(size, 1)) * 100
    note("overlay", "\(overlay.count - signature) bytes (\(share.rounded(toPlaces: 0)) %) stand behind its end")
  }

  /// What a signature's status means to a responder.
  mutating func noteSignature() {
    guard let signature else { return }
    let signer = signature.signer.map { " by \($0)" } ?? ""
    switch signature.status {
    case .unsigned: note("unsigned", "not signed")
    case .adHoc: note("ad_hoc", "signed by nobody (ad hoc)")
    case .digestMismatch: note("digest_mismatch", "the signature\(signer) is of another file: this one was changed")
    case .signatureInvalid: note("signature_invalid", "the signature\(signer) is forged or damaged")
    case .chainBroken: note("chain_broken", "the signer's certificate\(signer) is not signed by its issuer")
    case .malformed: note("signature_malformed", "the signature cannot be read")
    case .unsupported: note("signature_unsupported", "the signature\(signer) cannot be checked")
    case .validNotAnchored: note("signed", "signed\(signer); no list vouches for the signer")
    case .validAnchored: note("signed", "signed\(signer), whom a list trusts")
    }
  }
}

extension Double {
  /// The number rounded to decimal places.
  func rounded(toPlaces places: Int) -> Double {
    var factor = 1.0
    for _ in 0..<places { factor *= 10 }
    return (self * factor).rounded() / factor
  }
}
