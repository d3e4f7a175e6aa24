/// The frame of a page: head with its content policy, masthead with links to the sections, main part.
struct PageFrame {
  let title: String
  /// What sort of page, beside the name of the program.
  let kind: StaticString
  let sections: [(StaticString, String)]

  func bytes(_ content: (inout HTML) -> Void) -> [UInt8] {
    var page = HTML()
    page.documentType()
    page.element(.html, .fixed("lang", "en")) { html in
      head(into: &html)
      html.element(.body) { html in
        masthead(into: &html)
        html.element(.main, .fixed("id", "main"), content: content)
      }
    }
    page.newline()
    return page.bytes
  }

  private func head(into html: inout HTML) {
    html.element(.head) { html in
      html.element(.meta, .fixed("charset", "utf-8"))
      html.element(
        .meta, .fixed("http-equiv", "Content-Security-Policy"), .policy(ContentPolicy(style: Stylesheet.text)))
      html.element(.meta, .fixed("name", "viewport"), .fixed("content", "width=device-width, initial-scale=1"))
      html.element(.meta, .fixed("name", "referrer"), .fixed("content", "no-referrer"))
      html.element(.meta, .fixed("name", "color-scheme"), .fixed("content", "light dark"))
      html.element(.meta, .fixed("name", "generator"), .fixed("content", "Shrike"))
      html.element(.title) { $0.plainText(title) }
      html.style(Stylesheet.text)
    }
    html.newline()
  }

  private func masthead(into html: inout HTML) {
    html.element(.a, .class("skip"), .link(Anchor(section: "main")), text: "Skip to the content")
    html.element(.header, .class("masthead")) { html in
      html.element(.div, .class("brand")) { html in
        html.element(.b, text: "Shrike")
        html.element(.span, text: "\(kind)")
      }
      html.element(.nav, .fixed("aria-label", "Sections")) { html in
        for (anchor, title) in sections { html.element(.a, .link(Anchor(section: anchor)), text: title) }
      }
    }
  }
}
