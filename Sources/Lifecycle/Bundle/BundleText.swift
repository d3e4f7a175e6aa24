public import Signing

/// A bundle in words.
public enum BundleText {
  /// Name, version, signer and files.
  public static func description(of bundle: ModelBundle, at path: String) -> String {
    let manifest = bundle.manifest
    var text = "\(path): bundle \(manifest.name) \(manifest.version) (number \(manifest.number)), "
    text += "signed by \(Hexadecimal.text(bundle.signer.bytes))\n"
    for file in manifest.files { text += "  \(file.sha256.prefix(16))…  \(file.bytes) bytes  \(file.path)\n" }
    return text
  }

  /// A public key as it stands in a file of trusted keys.
  public static func hexadecimal(_ key: VerifyingKey) -> String { Hexadecimal.text(key.bytes) }
}
