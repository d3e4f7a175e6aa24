/// The feature set `macho-structure-1`: the structure of one Mach-O image, computed alike from a file that our parser read and from
/// macholibre's JSON of a file that we do not have, so that a model trained on the one can judge the other.
///
/// Every column says whether UPX moves it (`Perturbation.packing`). A model that is to judge packed programs is trained on each
/// row twice: as it is, and as `packed` leaves it. A row for which `isPacked` holds is judged as `packed` leaves it.
public enum MachOStructure1 {
  /// The name under which models refer to the set.
  public static let name = "macho-structure-1"

  /// All columns in order.
  public static let columns: [FeatureColumn] = {
    var writer = FeatureWriter(describes: true)
    write(MachOStructure(), to: &writer)
    return writer.columns
  }()

  /// The vector of an image.
  public static func vector(_ structure: MachOStructure) -> [Float] {
    var writer = FeatureWriter(describes: false, capacity: columns.count)
    write(structure, to: &writer)
    return writer.values
  }

  /// What is left of a vector when the image is packed: columns that packing moves become missing (NaN).
  public static func packed(_ vector: [Float], isLibrary: Bool) -> [Float] {
    let mask: Perturbation = isLibrary ? .packingOfLibraries : .packing
    return zip(columns, vector).map { $0.movedBy.contains(mask) ? .nan : $1 }
  }

  /// Whether the image looks packed, whatever the packer's name: a program that loads no library and begins with a state of
  /// registers, or any image whose code is nearly random.
  public static func isPacked(_ structure: MachOStructure) -> Bool {
    let code = structure.segments.filter { $0.protection & 4 != 0 && $0.fileSize > 0 }
    let isDense = code.contains { $0.entropy > 7.2 }
    let isBare = structure.fileType == 2 && structure.libraries.isEmpty && structure.commands.contains(5)
    return isDense || isBare && code.contains { $0.entropy > 6.8 }
  }

  /// Bytes that the segments would need at their entropy, on a coarse logarithmic scale: the size that packing changes least.
  ///
  /// Compressors that know of repetition do better than entropy by e^0.72 (zlib over 62 libraries of macOS wheels, median; half
  /// of them within 0.06), so that much is given back to packed images. The steps are wide (a factor of 7.4) because exact
  /// sizes are remembered by trees and ruin what is left of the signal after packing.
  static func information(_ structure: MachOStructure) -> Double {
    let bytes = structure.segments.reduce(0.0) { $0 + Double($1.fileSize) * $1.entropy / 8 }
    guard bytes > 0 else { return 0 }
    let scale = Logarithm.onePlus(bytes) + (isPacked(structure) ? 0.72 : 0)
    return (scale / 2).rounded() * 2
  }
}
