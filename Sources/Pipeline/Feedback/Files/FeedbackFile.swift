public import Evidence
import Foundation
import Learning

/// Verdicts of a file: NDJSON of our own (`docs/schemas/verdict.schema.json`) or of Elastic's alerts.
///
/// A line that cannot be read costs itself and nothing else: it is kept as it was, with where and why.
public struct FeedbackFile: Sendable {
  /// A line that is no verdict.
  public struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file.
    public var path: String
    /// The line, from 1.
    public var line: Int
    /// What is wrong and what to do.
    public var reason: String
    /// The line as it was; cut at 64 KiB.
    public var text: String

    /// `path:line: reason`.
    public var description: String { "\(path):\(line): \(reason)" }
  }

  /// What was read, in the order of the lines.
  public private(set) var verdicts: [Verdict] = []
  /// Where each verdict stands.
  private var places: [(path: String, line: Int)] = []
  /// What people did without saying why.
  public private(set) var reactions: [FeedbackReaction] = []
  /// Lines that could not be read.
  public private(set) var problems: [Problem] = []
  /// Elastic alerts that nobody has decided.
  public private(set) var undecided = 0

  /// Lines longer than this are not read.
  static let longestLine = 1 << 20
  /// Files larger than this are refused.
  static let largestFile = 1 << 30
  static let keptText = 1 << 16

  /// Nothing yet.
  public init() {}

  /// Reads a file (`-` is standard input) and adds what is in it.
  ///
  /// - Throws: `HuntError` if the file cannot be read at all.
  public mutating func read(_ path: String) throws(HuntError) {
    let data: Data
    do {
      let handle = path == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(filePath: path))
      data = try handle.read(upToCount: Self.largestFile + 1) ?? Data()
    } catch {
      throw HuntError("\(path): cannot be read: \(error.localizedDescription)")
    }
    guard data.count <= Self.largestFile else {
      throw HuntError("\(path): larger than \(Self.largestFile >> 20) MiB; split it by lines")
    }
    read(Array(data), path: path)
  }

  /// Adds what is in the bytes of a file.
  public mutating func read(_ bytes: [UInt8], path: String) {
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var number = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      number += 1
      var line = bytes[start..<end]
      if line.last == 0x0D { line = line.dropLast() }
      if line.contains(where: { $0 > 0x20 }) { read(line: line, number, path) }
      start = end + 1
    }
  }

  private mutating func read(line: ArraySlice<UInt8>, _ number: Int, _ path: String) {
    do throws(FeedbackLineError) {
      guard line.count <= Self.longestLine else {
        throw FeedbackLineError("the line is longer than \(Self.longestLine >> 20) MiB")
      }
      let document: ModelDocument
      do throws(ModelError) { document = try ModelDocument(Array(line)) } catch {
        throw FeedbackLineError("is not a JSON object: \(error)")
      }
      let source = path == "-" ? "standard input" : URL(filePath: path).lastPathComponent
      switch try FeedbackLine(document.root, source: source) {
      case .verdict(let verdict):
        verdicts.append(verdict)
        places.append((path, number))
      case .reaction(let reaction): reactions.append(reaction)
      case .undecided: undecided += 1
      case .action: break
      }
    } catch {
      let text = String(decoding: line.prefix(Self.keptText), as: UTF8.self)
      problems.append(Problem(path: path, line: number, reason: error.reason, text: text))
    }
  }
}

extension FeedbackFile {
  /// Takes out verdicts that have the identifier of a verdict by somebody else, and keeps them as problems.
  ///
  /// - Parameter authors: who gave the verdicts that are known already, by identifier.
  mutating func refuseForeign(_ authors: [String: String]) {
    var authors = authors
    var kept: [(Verdict, (path: String, line: Int))] = []
    for (verdict, place) in zip(verdicts, places) {
      // What is inferred of somebody's reactions has identifiers of their own.
      let isInferred = verdict.id.hasPrefix(ImplicitFeedback.identifiers)
      let isForeign = isInferred && !verdict.id.hasPrefix(ImplicitFeedback.identifiers(of: verdict.author))
      let author = authors[verdict.id] ?? (isForeign ? "somebody else" : verdict.author)
      if !isForeign { authors[verdict.id] = author }
      if author == verdict.author {
        kept.append((verdict, place))
      } else {
        let reason =
          "\(verdict.id) is a verdict of \(author), which \(verdict.author) cannot replace; give it an id of its own, or none"
        let text = String(decoding: FeedbackJSON.line(verdict), as: UTF8.self)
        problems.append(Problem(path: place.path, line: place.line, reason: reason, text: text))
      }
    }
    verdicts = kept.map(\.0)
    places = kept.map(\.1)
  }
}

/// Why a line is no verdict.
struct FeedbackLineError: Error {
  var reason: String

  init(_ reason: String) { self.reason = reason }
}
