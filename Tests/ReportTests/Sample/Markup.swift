import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A page as an XML parser sees it.
final class Markup: NSObject, XMLParserDelegate {
  private(set) var elements: Set<String> = []
  private(set) var attributes: Set<String> = []
  private(set) var classes: Set<String> = []
  private(set) var links: Set<String> = []
  private(set) var ids: [String] = []
  private(set) var text = ""
  private(set) var failure: String?

  /// Parses a page; `failure` says why it is not well-formed.
  init(_ page: [UInt8]) {
    super.init()
    let parser = XMLParser(data: Data(page))
    parser.delegate = self
    if !parser.parse() {
      failure = "line \(parser.lineNumber), column \(parser.columnNumber): \(parser.parserError.map { "\($0)" } ?? "?")"
    }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes members: [String: String]
  ) {
    elements.insert(name)
    attributes.formUnion(members.keys)
    classes.formUnion((members["class"] ?? "").split(separator: " ").map(String.init))
    if let link = members["href"] { links.insert(link) }
    if let id = members["id"] { ids.append(id) }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}
