/// The version of Shrike, as `--version` and results say it.
public enum ShrikeVersion {
  /// Semantic version.
  public static let current = "0.1.0"
}
