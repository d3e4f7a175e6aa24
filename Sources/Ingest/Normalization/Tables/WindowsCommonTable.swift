extension MappingTables {
  /// What every Windows event says, whatever its provider.
  ///
  /// Sources: "EventSchema" (Windows event schema, Microsoft Learn) for the levels; the field conventions that Elastic
  /// publishes for Winlogbeat.
  static let windowsCommon = """
    table windows
    key winlog.provider_name winlog.event_id
    base winlog.event_data.
    missing -
    extension winlog.*
    always
      @timestamp < /winlog.time_created
      event.kind = event
      event.code < /winlog.event_id
      event.provider < /winlog.provider_name
      host.name < /winlog.computer_name | lower
      host.os.family = windows
      host.os.type = windows
      log.level < /winlog.level | map 0=information 1=critical 2=error 3=warning 4=information 5=verbose
    """
}
