import Testing
@testable import RuleFiles
@Suite struct YAMLTests {}
