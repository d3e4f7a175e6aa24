extension FieldID {
  /// Members of a document whose names could not be numbered any more, each as `"name": value`.
  public static let overflow = FieldID.named("shrike.overflow")
}
