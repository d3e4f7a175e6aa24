/// What a signature says of itself, the same for all formats that have one.
struct SignerFacts: Sendable {
  var isSigned = false
  var isAdHoc = false
  var isLinkerSigned = false
  var hasMessage = false
  var messageSize = 0
  var hasTeam = false
  var isPlatform = false
  var hasHardenedRuntime = false
  var directories = 0
  var hashType = 0
  var requirements = 0
  var identifierParts = 0
  var entitlements: [Entitlement] = []
  var derKeys = 0
  var entitlementsReadable = true

  init() {}

  init(_ signature: CodeSignature?) {
    guard let signature else { return }
    isSigned = true
    isAdHoc = signature.isAdHoc
    isLinkerSigned = signature.isLinkerSigned
    hasMessage = signature.cmsSize > 0
    messageSize = signature.cmsSize
    directories = signature.directories.count
    requirements = signature.requirementCount
    entitlements = signature.entitlements
    derKeys = signature.derEntitlementKeys.count
    guard let directory = signature.best else { return }
    hasTeam = directory.teamIdentifier?.isEmpty == false
    isPlatform = directory.platform != 0
    hasHardenedRuntime = signature.hasHardenedRuntime
    hashType = Int(directory.hashType)
    identifierParts = directory.identifier.split(separator: ".").count
  }
}

/// Signature and entitlements.
struct SignerGroup {
  /// Entitlements that say much: keys or their beginnings.
  static let known: [(name: String, prefix: String)] = [
    ("sandbox", "com.apple.security.app-sandbox"), ("inherit", "com.apple.security.inherit"),
    ("get_task_allow", "com.apple.security.get-task-allow"), ("debugger", "com.apple.security.cs.debugger"),
    ("disable_library_validation", "com.apple.security.cs.disable-library-validation"),
    ("unsigned_memory", "com.apple.security.cs.allow-unsigned-executable-memory"),
    ("disable_page_protection", "com.apple.security.cs.disable-executable-page-protection"),
    ("jit", "com.apple.security.cs.allow-jit"),
    ("dyld_variables", "com.apple.security.cs.allow-dyld-environment-variables"),
    ("network_client", "com.apple.security.network.client"), ("network_server", "com.apple.security.network.server"),
    ("apple_events", "com.apple.security.automation.apple-events"), ("camera", "com.apple.security.device.camera"),
    ("audio", "com.apple.security.device.audio-input"), ("personal", "com.apple.security.personal-information"),
    ("files", "com.apple.security.files"), ("groups", "com.apple.security.application-groups"),
    ("temporary_exception", "com.apple.security.temporary-exception"), ("private", "com.apple.private"),
    ("keychain", "keychain-access-groups"), ("team", "com.apple.developer.team-identifier"),
    ("developer", "com.apple.developer"), ("endpoint_security", "com.apple.developer.endpoint-security"),
    ("network_extension", "com.apple.developer.networking.networkextension"),
    ("system_extension", "com.apple.developer.system-extension"), ("task_ports", "com.apple.system-task-ports"),
    ("rootless", "com.apple.rootless"),
  ]

  static func write(_ facts: SignerFacts, to writer: inout FeatureWriter) {
    writer.put("signer.is_signed", "There is a signature.", facts.isSigned)
    writer.put("signer.is_ad_hoc", "It is signed by nobody.", facts.isAdHoc)
    writer.put("signer.is_linker_signed", "The linker signed it.", facts.isLinkerSigned)
    writer.put("signer.has_message", "A CMS message is there: somebody signed.", facts.hasMessage)
    writer.log("signer.message_size", "bytes of the CMS message", facts.messageSize)
    writer.put("signer.has_team", "A team identifier is there.", facts.hasTeam)
    writer.put("signer.is_platform", "It says that it is a part of the system.", facts.isPlatform)
    writer.put("signer.has_hardened_runtime", "The hardened runtime is on.", facts.hasHardenedRuntime)
    writer.put("signer.directories", "Code directories.", Double(facts.directories))
    writer.put(
      "signer.hash_type", "The strongest hash: 1 SHA-1, 2 SHA-256, 3 SHA-256 cut, 4 SHA-384.", Double(facts.hashType))
    writer.log("signer.requirements", "requirements", facts.requirements)
    writer.put("signer.identifier_parts", "Parts of the identifier between dots.", Double(facts.identifierParts))
    writer.log("entitlement.count", "entitlements", facts.entitlements.count)
    writer.log("entitlement.der_count", "entitlements in DER", facts.derKeys)
    for (name, prefix) in known {
      let has = facts.entitlements.contains { $0.key.hasPrefix(prefix) && $0.value != .boolean(false) }
      writer.put("entitlement.\(name)", "An entitlement that begins with \(prefix) is granted.", has)
    }
  }
}
