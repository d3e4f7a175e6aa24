import ECS

/// A regular expression with groups, searched for in a text: what `grok` and `replace` need.
///
/// Java's syntax as far as rules use it: classes, alternatives, groups (named, not capturing), flags `i m s`, greedy and lazy
/// repetition, `^ $ \b`. Looking around and references to groups are refused: matching is by Pike's virtual machine, whose time
/// is at most text × expression. Source: R. Cox, "Regular Expression Matching: the Virtual Machine Approach".
struct CapturingRegex: Sendable, Hashable {
  enum Instruction: Sendable, Hashable {
    case set(ScalarSet)
    /// Two ways on, the first preferred.
    case split(Int, Int)
    case jump(Int)
    /// Remembers the place in a slot.
    case save(Int)
    case start
    case end
    case lineStart
    case lineEnd
    case wordBorder(Bool)
    case match
  }

  /// Instructions of one expression.
  static let maximumSize = 20_000

  let program: [Instruction]
  /// The names of groups, by number.
  let names: [Int: String]
  let groups: Int

  /// Compiles an expression; `^` and `$` stand at the borders of lines if it is `isMultiline` or says so itself.
  init(_ pattern: [UInt8], isMultiline: Bool = false) throws(RegexError) {
    var parser = CapturingRegexParser(pattern, isMultiline: isMultiline)
    let tree = try parser.parse()
    var program: [Instruction] = []
    try Self.emit(.group(tree, 0), &program)
    program.append(.match)
    self.program = program
    names = parser.names
    groups = parser.groups
  }

  private static func emit(_ node: CapturingRegexParser.Node, _ program: inout [Instruction]) throws(RegexError) {
    guard program.count < maximumSize else { throw RegexError(offset: 0, message: "the expression is too large") }
    switch node {
    case .set(let set): program.append(.set(set))
    case .start: program.append(.start)
    case .end: program.append(.end)
    case .lineStart: program.append(.lineStart)
    case .lineEnd: program.append(.lineEnd)
    case .wordBorder(let wanted): program.append(.wordBorder(wanted))
    case .sequence(let parts): for part in parts { try emit(part, &program) }
    case .group(let inner, let number):
      program.append(.save(2 * number))
      try emit(inner, &program)
      program.append(.save(2 * number + 1))
    case .choice(let parts):
      var jumps: [Int] = []
      for (index, part) in parts.enumerated() {
        guard index < parts.count - 1 else {
          try emit(part, &program)
          break
        }
        let split = program.count
        program.append(.split(split + 1, 0))
        try emit(part, &program)
        jumps.append(program.count)
        program.append(.jump(0))
        program[split] = .split(split + 1, program.count)
      }
      for jump in jumps { program[jump] = .jump(program.count) }
    case .repeated(let inner, let least, let most, let isLazy):
      for _ in 0..<least {
        let before = program.count
        try emit(inner, &program)
        // Nothing repeated is nothing: repetitions of repetitions of it would be gone through without end.
        if program.count == before { break }
      }
      if let most {
        var splits: [Int] = []
        for _ in least..<most {
          splits.append(program.count)
          program.append(.match)
          try emit(inner, &program)
        }
        for split in splits {
          program[split] = isLazy ? .split(program.count, split + 1) : .split(split + 1, program.count)
        }
      } else {
        let split = program.count
        program.append(.match)
        try emit(inner, &program)
        program.append(.jump(split))
        program[split] = isLazy ? .split(program.count, split + 1) : .split(split + 1, program.count)
      }
    }
  }

  // MARK: Matching

  private struct Thread {
    var instruction: Int
    var saved: [Int]
  }

  /// The first match at or behind an offset: where the whole and each group begin and end, -1 where a group is not part.
  func firstMatch(in text: [UInt8], from start: Int = 0) -> [Int]? {
    var steps = 0
    return firstMatch(in: text, from: start, steps: &steps)
  }

  /// The same; `steps` grows by the instructions that were looked at, a cost that does not depend on the machine.
  func firstMatch(in text: [UInt8], from start: Int, steps: inout Int) -> [Int]? {
    var current: [Thread] = []
    var next: [Thread] = []
    var marks = [Int](repeating: -1, count: program.count)
    var result: [Int]?
    var offset = start
    let none = [Int](repeating: -1, count: 2 * (groups + 1))
    while true {
      if result == nil {
        add(Thread(instruction: 0, saved: none), at: offset, text, &current, &marks, &steps)
      }
      // A condition on places may hold further on.
      if current.isEmpty, result != nil || offset >= text.count { return result }
      var scalar: Unicode.Scalar?
      var length = 1
      if offset < text.count {
        let decoded = UTF8Scalar.decode(text.span, at: offset)
        scalar = decoded.0
        length = max(1, decoded.1)
      }
      next.removeAll(keepingCapacity: true)
      for index in marks.indices { marks[index] = -1 }
      let following = offset + length
      steps += current.count
      for thread in current {
        switch program[thread.instruction] {
        case .match:
          result = thread.saved
        case .set(let set):
          guard let scalar, set.contains(scalar) else { continue }
          add(
            Thread(instruction: thread.instruction + 1, saved: thread.saved), at: following, text, &next, &marks, &steps
          )
          continue
        default: continue
        }
        break
      }
      swap(&current, &next)
      guard scalar != nil else { return result }
      offset = following
    }
  }

  private func add(
    _ thread: Thread, at offset: Int, _ text: [UInt8], _ list: inout [Thread], _ marks: inout [Int],
    _ steps: inout Int
  ) {
    var stack = [thread]
    while var thread = stack.popLast() {
      steps += 1
      guard marks[thread.instruction] != offset else { continue }
      marks[thread.instruction] = offset
      switch program[thread.instruction] {
      case .jump(let target):
        thread.instruction = target
        stack.append(thread)
      case .split(let first, let second):
        stack.append(Thread(instruction: second, saved: thread.saved))
        thread.instruction = first
        stack.append(thread)
      case .save(let slot):
        thread.saved[slot] = offset
        thread.instruction += 1
        stack.append(thread)
      case .start:
        thread.instruction += 1
        if offset == 0 { stack.append(thread) }
      case .end:
        thread.instruction += 1
        if offset == text.count { stack.append(thread) }
      case .lineStart:
        thread.instruction += 1
        if offset == 0 || text[offset - 1] == 0x0A { stack.append(thread) }
      case .lineEnd:
        thread.instruction += 1
        if offset == text.count || text[offset] == 0x0A { stack.append(thread) }
      case .wordBorder(let wanted):
        thread.instruction += 1
        let before = offset > 0 && Self.isWord(text[offset - 1])
        let after = offset < text.count && Self.isWord(text[offset])
        if (before != after) == wanted { stack.append(thread) }
      case .set, .match: list.append(thread)
      }
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 <= 9 || byte == UInt8(ascii: "_")
  }

  /// The text with every match replaced; `$1` and `${name}` in the replacement stand for groups.
  func replacing(in text: [UInt8], with replacement: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var offset = 0
    while offset <= text.count, let match = firstMatch(in: text, from: offset) {
      result += text[offset..<match[0]]
      expand(replacement, match, text, &result)
      if match[1] > match[0] {
        offset = match[1]
      } else {
        // An empty match: one character is copied, so that there is an end.
        if match[1] < text.count {
          let length = max(1, UTF8Scalar.decode(text.span, at: match[1]).1)
          result += text[match[1]..<(match[1] + length)]
          offset = match[1] + length
        } else {
          offset = text.count + 1
        }
      }
    }
    if offset < text.count { result += text[offset...] }
    return result
  }

  private func expand(_ replacement: [UInt8], _ match: [Int], _ text: [UInt8], _ result: inout [UInt8]) {
    var index = 0
    while index < replacement.count {
      let byte = replacement[index]
      if byte == UInt8(ascii: "\\"), index + 1 < replacement.count {
        result.append(replacement[index + 1])
        index += 2
      } else if byte == UInt8(ascii: "$"), index + 1 < replacement.count, replacement[index + 1] &- 0x30 <= 9 {
        let group = Int(replacement[index + 1] - 0x30)
        if 2 * group + 1 < match.count, match[2 * group] >= 0 {
          result += text[match[2 * group]..<match[2 * group + 1]]
        }
        index += 2
      } else {
        result.append(byte)
        index += 1
      }
    }
  }
}
