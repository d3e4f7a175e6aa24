/// Records of network sensors.
enum NetworkShapes {
  static func plan(_ shape: RecordShape) -> ShapePlan {
    switch shape {
    // The table is that of the log, see `ZeekNaming`.
    case .zeek, .zeekFlat, .zeekStream: ShapePlan()
    case .suricata:
      ShapePlan(
        naming: "keep @timestamp host.* agent.* ecs.*\n* -> suricata.eve.*", table: "suricata",
        times: [.init("suricata.eve.timestamp", .text)])
    case .proxyTable:
      ShapePlan(
        naming: "keep @timestamp column1\n* -> proxy.*", table: "proxy-table", times: [.init("proxy.Timestamp", .text)])
    default: ShapePlan()
    }
  }
}
