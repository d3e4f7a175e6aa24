import Foundation
import Testing

@testable import Report

/// Telemetry cannot become markup, whatever it contains.
@Suite struct HostileReportTests {
  static let page = HuntReport(HostileHunt.make()).html()

  static let elements: Set<String> = [
    "html", "head", "meta", "title", "style", "body", "a", "header", "div", "b", "span", "nav", "main", "p", "strong",
    "section", "h1", "h2", "h3", "h4", "dl", "dt", "dd", "small", "svg", "g", "path", "rect", "line", "text", "details",
    "summary", "table", "thead", "tbody", "tr", "th", "td", "time", "article", "ol", "ul", "li", "code", "pre", "label",
    "input",
  ]
  static let attributes: Set<String> = [
    "lang", "charset", "http-equiv", "content", "name", "class", "href", "id", "title", "aria-label", "aria-labelledby",
    "aria-hidden", "role", "viewBox", "x", "y", "x1", "x2", "y1", "y2", "rx", "width", "height", "d", "stroke-width",
    "text-anchor", "preserveAspectRatio", "scope", "open", "start", "type", "checked", "rel",
  ]

  @Test func isWellFormedAndHasOnlyTheHousesMarkup() {
    let markup = Markup(Self.page)
    #expect(markup.failure == nil)
    #expect(markup.elements.subtracting(Self.elements) == [])
    #expect(markup.attributes.subtracting(Self.attributes) == [])
    #expect(Set(markup.ids).count == markup.ids.count, "identifiers are unique")
    let inner = markup.links.filter { $0.hasPrefix("#") }
    #expect(inner.isSubset(of: Set(markup.ids.map { "#" + $0 })), "links lead somewhere")
    let outer = markup.links.subtracting(inner)
    #expect(
      outer.allSatisfy { $0.wholeMatch(of: #/https:\/\/attack\.mitre\.org\/techniques\/T\d{4}(\/\d{3})?\//#) != nil })
  }

  @Test func showsWhatItDoesNotObey() {
    let markup = Markup(Self.page)
    for expected in [
      "<script>alert(1)</script>", "\"><img src=x onerror=alert(3)>", "' onmouseover='alert(4)", "&lt;script&gt;",
      "&#60;script&#62;", "javascript:alert(6)", "exe.U+202Egpj.scr", "aU+0000b", "U+001B[2J", "U+009B31m",
      "aU+200BbU+200DcU+2060dU+FEFF", "日本語 العربية עברית 🐎",
    ] {
      #expect(markup.text.contains(expected), "\(expected)")
    }
    let dangerous = String(decoding: Self.page, as: UTF8.self).unicodeScalars.filter { scalar in
      scalar.value == 0x7F || (0x80...0x9F).contains(scalar.value)
        || (scalar.value < 0x20 && scalar != "\n" && scalar != "\t")
        || scalar.properties.generalCategory == .format
    }
    #expect(dangerous.isEmpty)
  }

  @Test(.enabled(if: Python.isAvailable, "needs python3"))
  func anHTMLParserSeesTheSameMarkup() throws {
    let file = try TemporaryFile(Self.page, name: "report.html")
    let script = """
      import sys, html.parser
      class P(html.parser.HTMLParser):
          def __init__(self):
              super().__init__(convert_charrefs=True); self.tags=set(); self.attrs=set()
          def handle_starttag(self, tag, attrs):
              self.tags.add(tag); self.attrs.update(name for name, _ in attrs)
          def handle_comment(self, data): self.tags.add('COMMENT')
          def handle_pi(self, data): self.tags.add('PI')
      p = P(); p.feed(open(sys.argv[1], encoding='utf-8').read()); p.close()
      print(' '.join(sorted(p.tags))); print(' '.join(sorted(p.attrs)))
      """
    let lines = try Python.run(script, [file.path]).split(separator: "\n")
    let tags = Set(lines[0].split(separator: " ").map(String.init))
    let attributes = Set(lines[1].split(separator: " ").map(String.init))
    #expect(tags.subtracting(Self.elements) == [])
    // HTML attribute names are not case-sensitive; the parser gives them in lower case.
    #expect(attributes.subtracting(Self.attributes.map { $0.lowercased() }) == [])
  }

  @Test(.enabled(if: Python.isAvailable, "needs python3"))
  func policyAllowsExactlyTheStyleSheet() throws {
    let file = try TemporaryFile(Self.page, name: "report.html")
    let script = """
      import sys, re, hashlib, base64
      page = open(sys.argv[1], encoding='utf-8').read()
      style = re.search('<style>(.*?)</style>', page, re.S).group(1)
      print(base64.b64encode(hashlib.sha256(style.encode()).digest()).decode())
      """
    let digest = try Python.run(script, [file.path]).trimmingCharacters(in: .whitespacesAndNewlines)
    let text = String(decoding: Self.page, as: UTF8.self)
    #expect(text.contains("default-src &#39;none&#39;; style-src &#39;sha256-\(digest)&#39;; base-uri"))
    #expect(text.ranges(of: "<style>").count == 1)
    #expect(!text.contains(" style=\""))
  }

  @Test(arguments: HostileHunt.corpus)
  func everyStringIsSafeInTextAndInAttributes(text: String) {
    var html = HTML()
    html.element(.p, .title(text), .label(text)) { html in
      html.text(text)
      html.element(.svg) { $0.label(text, x: 1, y: 2, anchor: "start") }
      html.value(text, ReportLimits())
      html.inline(text)
    }
    let markup = Markup(html.bytes)
    #expect(markup.failure == nil)
    #expect(markup.elements.isSubset(of: ["p", "b", "code", "svg", "text", "details", "summary", "small", "pre"]))
    #expect(markup.attributes.isSubset(of: ["title", "aria-label", "class", "x", "y", "text-anchor"]))
  }
}
