/// The parts of an ONNX model (`onnx.proto`) that tree ensembles need: nodes with their attributes, initializers, inputs.
struct ONNXGraph {
  /// A tensor's numbers.
  struct Tensor {
    var name = ""
    var dimensions: [Int64] = []
    var type: Int64 = 0
    var values: [Double] = []
  }

  struct Attribute {
    var name = ""
    var number: Float?
    var integer: Int64?
    var text: String?
    var floats: [Float] = []
    var integers: [Int64] = []
    var texts: [String] = []
    var tensor: Tensor?
  }

  struct Node {
    var operation = ""
    var domain = ""
    var inputs: [String] = []
    var outputs: [String] = []
    var attributes: [Attribute] = []

    func attribute(_ name: String) -> Attribute? { attributes.first { $0.name == name } }
    func integers(_ name: String) -> [Int64] { attribute(name)?.integers ?? [] }

    /// Numbers given as floats or, since version 3, as a tensor; true when they are doubles.
    func numbers(_ name: String) -> (values: [Double], wide: Bool) {
      if let tensor = attribute("\(name)_as_tensor")?.tensor ?? attribute(name)?.tensor {
        return (tensor.values, tensor.type == 11)
      }
      return ((attribute(name)?.floats ?? []).map(Double.init), false)
    }
  }

  var producer = ""
  var nodes: [Node] = []
  var initializers: [Tensor] = []
  /// Inputs and the lengths of their axes; −1 where unknown.
  var inputs: [(name: String, shape: [Int64])] = []

  private let bytes: [UInt8]

  /// Reads a model's bytes.
  init(_ bytes: [UInt8]) throws(ModelError) {
    self.bytes = bytes
    var reader = WireReader(bytes, 0..<bytes.count)
    var found = false
    while let (field, value) = try reader.next() {
      switch field {
      case 2: producer = try text(value)
      case 7:
        found = true
        try readGraph(try value.message())
      default: break
      }
    }
    guard found else { throw ModelError("is not an ONNX model: it has no graph") }
  }

  private func text(_ value: WireReader.Value) throws(ModelError) -> String {
    String(decoding: bytes[try value.message()], as: UTF8.self)
  }

  private mutating func readGraph(_ range: Range<Int>) throws(ModelError) {
    var reader = WireReader(bytes, range)
    while let (field, value) = try reader.next() {
      switch field {
      case 1: nodes.append(try node(try value.message()))
      case 5: initializers.append(try tensor(try value.message()))
      case 11: inputs.append(try input(try value.message()))
      default: break
      }
    }
  }

  private func node(_ range: Range<Int>) throws(ModelError) -> Node {
    var node = Node()
    var reader = WireReader(bytes, range)
    while let (field, value) = try reader.next() {
      switch field {
      case 1: node.inputs.append(try text(value))
      case 2: node.outputs.append(try text(value))
      case 4: node.operation = try text(value)
      case 5: node.attributes.append(try attribute(try value.message()))
      case 7: node.domain = try text(value)
      default: break
      }
    }
    return node
  }

  private func attribute(_ range: Range<Int>) throws(ModelError) -> Attribute {
    var attribute = Attribute()
    var reader = WireReader(bytes, range)
    while let (field, value) = try reader.next() {
      switch field {
      case 1: attribute.name = try text(value)
      case 2:
        guard case .fixed32(let bits) = value else { throw ModelError("a float has another wire type") }
        attribute.number = Float(bitPattern: bits)
      case 3:
        guard case .varint(let number) = value else { throw ModelError("an integer has another wire type") }
        attribute.integer = Int64(bitPattern: number)
      case 4: attribute.text = try text(value)
      case 5: attribute.tensor = try tensor(try value.message())
      case 7: try value.appendFloats(to: &attribute.floats, from: bytes)
      case 8: try value.appendIntegers(to: &attribute.integers, from: bytes)
      case 9: attribute.texts.append(try text(value))
      default: break
      }
    }
    return attribute
  }

  private func tensor(_ range: Range<Int>) throws(ModelError) -> Tensor {
    var tensor = Tensor()
    var floats: [Float] = []
    var integers: [Int64] = []
    var doubles: [Double] = []
    var raw: Range<Int>?
    var reader = WireReader(bytes, range)
    while let (field, value) = try reader.next() {
      switch field {
      case 1: try value.appendIntegers(to: &tensor.dimensions, from: bytes)
      case 2:
        guard case .varint(let type) = value else { throw ModelError("an integer has another wire type") }
        tensor.type = Int64(bitPattern: type)
      case 4: try value.appendFloats(to: &floats, from: bytes)
      case 5, 7: try value.appendIntegers(to: &integers, from: bytes)
      case 8: tensor.name = try text(value)
      case 9: raw = try value.message()
      case 10: try value.appendDoubles(to: &doubles, from: bytes)
      case 13, 14: throw ModelError("a tensor lies in another file, which is not supported")
      default: break
      }
    }
    if let raw {
      tensor.values = try rawNumbers(raw, type: tensor.type)
    } else {
      tensor.values = floats.map(Double.init) + integers.map(Double.init) + doubles
    }
    return tensor
  }

  private func rawNumbers(_ range: Range<Int>, type: Int64) throws(ModelError) -> [Double] {
    switch type {
    case 1:
      var list: [Float] = []
      try WireReader.Value.bytes(range).appendFloats(to: &list, from: bytes)
      return list.map(Double.init)
    case 11:
      var list: [Double] = []
      try WireReader.Value.bytes(range).appendDoubles(to: &list, from: bytes)
      return list
    case 2: return bytes[range].map(Double.init)
    case 7:
      guard range.count % 8 == 0 else { throw ModelError("integers of \(range.count) bytes") }
      return stride(from: range.lowerBound, to: range.upperBound, by: 8).map { start in
        Double((0..<8).reduce(Int64(0)) { $0 | Int64(bytes[start + $1]) << Int64(8 * $1) })
      }
    // Other tensors belong to operators that are not read.
    default: return []
    }
  }

  private func input(_ range: Range<Int>) throws(ModelError) -> (String, [Int64]) {
    var name = ""
    var shape: [Int64] = []
    var reader = WireReader(bytes, range)
    while let (field, value) = try reader.next() {
      if field == 1 { name = try text(value) }
      guard field == 2 else { continue }
      // ValueInfo.type → TypeProto.tensor_type → shape → dim → dim_value.
      for tensor in try messages(1, in: value.message()) {
        for list in try messages(2, in: tensor) {
          for dimension in try messages(1, in: list) {
            var length: Int64 = -1
            var inner = WireReader(bytes, dimension)
            while let (number, size) = try inner.next() {
              if number == 1, case .varint(let known) = size { length = Int64(bitPattern: known) }
            }
            shape.append(length)
          }
        }
      }
    }
    return (name, shape)
  }

  private func messages(_ wanted: Int, in range: Range<Int>) throws(ModelError) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var reader = WireReader(bytes, range)
    while let (field, value) = try reader.next() {
      if field == wanted { result.append(try value.message()) }
    }
    return result
  }
}
