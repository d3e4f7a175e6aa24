import ECS
import Testing

@testable import Rules

/// The functions and operators of ES|QL on one row.
@Suite struct ESQLFunctionTests {
  static let now: Int64 = 1_715_000_400_000_000_000

  /// The value of an expression over a row with some columns.
  static func value(_ expression: String) throws -> Value {
    let query = try ESQLQuery.parse("from x | eval result = \(expression)")
    var row = [Value](repeating: .null, count: query.columns.count)
    let known: [String: Value] = [
      "s": Value("Hello World"), "n": .integer(7), "d": .double(2.5), "t": .boolean(true),
      "list": .list([Value("b"), Value("a"), Value("b")]), "numbers": .list([.integer(3), .integer(1), .integer(2)]),
      "ip": .address(try #require(IPAddress("10.1.2.3"))), "text": Value("42"), "@timestamp": .date(now),
      "start": .date(now - 90_000_000_000), "event.created": Value("2024-05-06T12:00:00Z"),
    ]
    for (name, value) in known { if let column = query.columns.firstIndex(of: name) { row[column] = value } }
    let rows = ESQLPipeline.run(
      query.commands[...], on: ESQLRow(values: row, events: []), kql: [], now: now)
    let column = try #require(query.columns.firstIndex(of: "result"))
    return rows[0].values[column]
  }

  @Test(arguments: [
    (#"to_lower(s)"#, "hello world"), (#"to_upper(s)"#, "HELLO WORLD"), ("length(s)", "11"), (#"left(s, 4)"#, "Hell"),
    (#"right(s, 5)"#, "World"), ("substring(s, 7)", "World"), ("substring(s, 7, 2)", "Wo"),
    ("substring(s, -5, 3)", "Wor"),
    (#"concat(s, "-", to_string(n))"#, "Hello World-7"), (#"trim("  x ")"#, "x"),
    (#"replace(s, "[aeiou]+", "_")"#, "H_ll_ W_rld"),
    (#"replace(s, "(?i)(h)(e)", "$2$1")"#, "eHllo World"), (#"locate(s, "o")"#, "5"), (#"locate(s, "o", 6)"#, "8"),
    (#"locate(s, "z")"#, "0"), (#"mv_first(split("a,b", ","))"#, "a"), (#"mv_last(split("a,b", ","))"#, "b"),
    (#"mv_concat(list, "|")"#, "b|a|b"), (#"mv_concat(mv_dedupe(list), "|")"#, "b|a"), ("mv_min(numbers)", "1"),
    ("mv_max(numbers)", "3"), ("mv_count(list)", "3"), ("mv_sum(numbers)", "6"), ("mv_avg(numbers)", "2.0"),
    (#"mv_concat(to_string(mv_slice(numbers, 1, 2)), ",")"#, "1,2"),
    (#"mv_concat(to_string(mv_slice(numbers, -2)), ",")"#, "1"),
    (#"mv_concat(mv_sort(list, "DESC"), ",")"#, "b,b,a"), (#"coalesce(null, missing, s)"#, "Hello World"),
    (#"case(n > 5, "big", "small")"#, "big"), (#"case(n > 9, "huge", n > 5, "big")"#, "big"),
    (#"case(n > 9, 1, 0)"#, "0"),
    ("n + 1", "8"), ("n / 2", "3"), ("n / 2.0", "3.5"), ("n % 4", "3"), ("-n", "-7"), ("n * d", "17.5"),
    ("2 + 3 * 4", "14"),
    ("round(2.567, 1)", "2.6"), ("round(d)", "3.0"), ("floor(d)", "2.0"), ("ceil(d)", "3.0"), ("abs(-3)", "3"),
    ("greatest(1, n, 3)", "7"), ("least(4, 2, 3)", "2"), (#""42"::long"#, "42"), ("text::double", "42.0"),
    ("n::string", "7"),
    ("to_integer(2.6)", "3"), ("to_long(@timestamp)", "1715000400000"), ("to_boolean(\"true\")", "true"),
    (#"to_string(to_ip("10.0.0.1"))"#, "10.0.0.1"), (#"url_decode("a%20b%2Fc+d")"#, "a b/c d"),
    (#"from_base64("aGVsbG8=")"#, "hello"), (#"to_base64("hello")"#, "aGVsbG8="), ("length(space(5))", "5"),
    (#"repeat("ab", 3)"#, "ababab"), (#"json_extract("{\"a\":{\"b\":[1,2]}}", "$.a.b[1]")"#, "2"),
    (#"json_extract("{\"a\":[null,1.0,\"x\"]}", "$.a[2]")"#, "x"),
    (#"date_diff("second", start, @timestamp)"#, "90"), (#"date_diff("minutes", start, @timestamp)"#, "1"),
    (#"date_diff("month", to_datetime("2024-01-31T00:00:00Z"), to_datetime("2024-02-28T00:00:00Z"))"#, "0"),
    (#"date_trunc(1 minute, @timestamp)"#, "2024-05-06T13:00:00.000Z"),
    ("date_trunc(1 hour, start)", "2024-05-06T12:00:00.000Z"),
    ("date_trunc(1 month, start)", "2024-05-01T00:00:00.000Z"),
    ("date_trunc(1 week, start)", "2024-05-06T00:00:00.000Z"),
    ("bucket(@timestamp, 5 minutes)", "2024-05-06T13:00:00.000Z"), ("now() - 1 hour", "2024-05-06T12:00:00.000Z"),
    (#"date_extract("hour_of_day", @timestamp)"#, "13"),
    (#"round(st_distance(to_geopoint("POINT(0 0)"), to_geopoint("POINT(0 1)")) / 1000)"#, "111.0"),
  ])
  func computes(expression: String, expected: String) throws {
    let value = try Self.value(expression)
    #expect(value.firstText == expected, "\(expression): \(value)")
  }

  @Test(
    arguments: [
      ("s == \"Hello World\"", true), ("s == \"x\"", false), ("missing == \"x\"", nil), ("not missing == \"x\"", nil),
      ("missing is null", true), ("s is not null", true), ("n > 5 and n < 9", true), ("n > 9 or t", true),
      ("n in (1, 7)", true), ("n not in (1, 7)", false), ("s like \"Hello*\"", true), ("s like \"hello*\"", false),
      ("s like \"H?llo W*\"", true), ("s not like \"x*\"", true), ("s like (\"x*\", \"*World\")", true),
      ("s rlike \"H.*d\"", true), ("s rlike \"World\"", false), ("list == \"b\"", nil), ("text == 42", true),
      ("ip == \"10.1.2.3\"", true), ("cidr_match(ip, \"10.0.0.0/8\", \"192.168.0.0/16\")", true),
      ("cidr_match(ip, \"192.168.0.0/16\")", false), ("starts_with(s, \"He\")", true), ("ends_with(s, \"ld\")", true),
      ("contains(s, \"lo W\")", true), ("@timestamp > \"2024-01-01T00:00:00Z\"", true),
      ("@timestamp > now() - 1 day", true), ("@timestamp < event.created", false), ("s : \"world\"", true),
      ("match(s, \"worl\")", false), ("mv_contains(list, \"a\")", true), ("t", true), ("not t", false),
      ("missing > 1 or t", true), ("missing > 1 and t", nil), ("missing > 1 and not t", false), ("n == 7.0", true),
      ("s =~ \"hello world\"", true), ("match(s, \"helo wrld\", {\"fuzziness\": 2})", true),
      ("match(s, \"helo wrld\", {\"fuzziness\": 1, \"max_expansions\": 10})", false),
    ] as [(String, Bool?)])
  func decides(expression: String, expected: Bool?) throws {
    let value = try Self.value(expression)
    #expect(value == (expected.map(Value.boolean) ?? .null), "\(expression): \(value)")
  }

  @Test(arguments: [
    ("from x | where a ==", 1, 20), ("from x | eval a = nofunction(b)", 1, 19),
    ("from x | keep a | where b == 1", 1, 25),
    ("from x | stats c = count(*) by a | where d == 1", 1, 42), ("from x | completion y = z with {}", 1, 10),
    ("from x | where count(*) > 1", 1, 16), ("from x\n| grok a \"%{NOPE:b}\"", 2, 10), ("where a", 1, 1),
    ("from x | bogus", 1, 10), ("from x | eval a = replace(b, \"(?=x)\", \"\")", 1, 30),
  ])
  func errorsHavePlaces(query: String, line: Int, column: Int) {
    let error = #expect(throws: Diagnostic.self) { try ESQLQuery.parse(query) }
    #expect(error?.position == SourcePosition(line: line, column: column), "\(query): \(String(describing: error))")
  }
}
