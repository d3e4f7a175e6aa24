/// What an element is for: decides the field of its text and its attributes, and the roles of its children.
enum BinXMLRole: Hashable {
  /// The whole record.
  case document
  /// `<Event>`
  case event
  /// `<System>`
  case system
  /// `<EventData>`
  case eventData
  /// `<UserData>`, which holds one element that names the kind of data.
  case userData
  /// Any other element: its text goes to the path, its children and attributes to paths below it.
  case content(path: String)

  /// The path below which this role's unknown children go.
  var path: String {
    switch self {
    case .document, .event, .system: "winlog"
    case .eventData: "winlog.event_data"
    case .userData: "winlog.user_data"
    case .content(let path): path
    }
  }

  /// The role of a child element with this name.
  func child(_ name: String) -> BinXMLRole {
    switch self {
    case .document: name == "Event" ? .event : .content(path: "winlog.\(name)")
    case .event:
      switch name {
      case "System": .system
      case "EventData": .eventData
      case "UserData": .userData
      case "BinaryEventData", "ProcessingErrorData", "DebugData": .content(path: "winlog.event_data")
      case "RenderingInfo": .content(path: "winlog.rendering_info")
      default: .content(path: "winlog.\(name)")
      }
    // The wrapper's name is kept in `winlog.user_data.xml_name`; paths begin inside it.
    case .userData: .content(path: "winlog.user_data")
    case .system, .eventData, .content: .content(path: "\(path).\(name)")
    }
  }
}
