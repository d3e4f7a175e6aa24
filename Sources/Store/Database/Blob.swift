import Foundation
import GRDB

extension [UInt8] {
  /// The bytes as SQLite takes them.
  var data: Data { Data(self) }
}

/// Reading columns of rows whose types a damaged file may have changed: GRDB's subscripts stop the process then.
extension Row {
  /// A blob's bytes, copied once; empty when there is none.
  func bytes(at index: Int) -> [UInt8] {
    (try? withUnsafeData(atIndex: index) { data in data.map { [UInt8]($0) } ?? [] }) ?? []
  }

  func integer(_ index: Int) throws -> Int64 {
    try value(Int64.self, index)
  }

  func real(_ index: Int) throws -> Double {
    try value(Double.self, index)
  }

  func text(_ index: Int) throws -> String {
    try value(String.self, index)
  }

  /// A range of time by its two columns; `nil` when they are NULL.
  func times(_ low: Int, _ high: Int) throws -> ClosedRange<Int64>? {
    guard !(self[low] as DatabaseValue).isNull, !(self[high] as DatabaseValue).isNull else { return nil }
    let low = try integer(low)
    return low...Swift.max(low, try integer(high))
  }

  private func value<Value: DatabaseValueConvertible>(_ type: Value.Type, _ index: Int) throws -> Value {
    guard index < count, let value = Value.fromDatabaseValue(self[index] as DatabaseValue) else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a column has another type than it should")
    }
    return value
  }
}
