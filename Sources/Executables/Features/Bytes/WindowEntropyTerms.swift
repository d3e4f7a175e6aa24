#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What each count of a window of 2,048 bytes adds to the window's entropy, in single precision: -p log2 p, p = count / 2048.
///
/// Windows are put into bins by their entropy, so that the last bit decides at the edge of a bin. The published vectors were
/// made with NumPy, whose single-precision logarithm on AVX-512 is not always the nearest number; where it is another one,
/// the counts are listed here.
enum WindowEntropyTerms {
  /// The terms for counts from 0 to 2,048.
  static let table: [Float] = {
    var table = [Float](repeating: 0, count: 2049)
    for count in 1...2048 {
      let probability = Float(count) / 2048
      table[count] = -Float(log2(Double(probability)))
    }
    for (steps, counts) in differences {
      for count in counts { table[count] = Float(bitPattern: table[count].bitPattern &+ UInt32(bitPattern: steps)) }
    }
    for count in 1...2048 { table[count] *= Float(count) / 2048 }
    return table
  }()

  /// By how many steps NumPy's logarithm is larger in magnitude than the nearest number, and for which counts.
  private static let differences: [(steps: Int32, counts: [Int])] = [
    (
      -2,
      [
        1528, 1529,
      ]
    ),
    (
      -1,
      [
        99, 171, 213, 289, 339, 342, 401, 426, 544, 597, 658, 660, 666, 671, 676, 681, 710, 722, 730, 745, 754,
        755, 762, 804, 815, 835, 836, 847, 936, 1076, 1129, 1285, 1286, 1290, 1295, 1306, 1309, 1327, 1333, 1337,
        1349, 1355, 1359, 1363, 1364, 1366, 1374, 1378, 1380, 1390, 1391, 1394, 1395, 1399, 1400, 1401, 1402, 1404,
        1410, 1431, 1433, 1448, 1452, 1456, 1457, 1461, 1464, 1465, 1466, 1470, 1472, 1473, 1476, 1480, 1482, 1484,
        1491, 1492, 1495, 1501, 1505, 1507, 1508, 1513, 1515, 1517, 1520, 1523, 1527, 1531, 1532, 1534, 1535, 1549,
        1551, 1566, 1572, 1575, 1576, 1583, 1585, 1603, 1605, 1609, 1610, 1614, 1616, 1617, 1618, 1622, 1623, 1627,
        1632, 1637, 1646, 1650, 1658, 1663, 1689, 1717, 1725, 1744, 1763, 1784, 1827, 1858, 1860, 1866, 1876, 1878,
        1879, 1881, 1882, 1884, 1885, 1888, 1889, 1890, 1893, 1894, 1895, 1896, 1897, 1899, 1901, 1902, 1904, 1907,
        1908, 1911, 1912, 1913, 1915, 1917, 1918, 1919, 1925, 1927, 1932, 1942, 1958, 1965, 1966, 1973, 1992, 1995,
        2003, 2009, 2011, 2012, 2021, 2030, 2034, 2043,
      ]
    ),
    (
      1,
      [
        192, 279, 384, 453, 560, 589, 603, 633, 640, 708, 719, 743, 838, 860, 871, 913, 1090, 1121, 1132, 1142,
        1151, 1154, 1161, 1187, 1218, 1223, 1230, 1240, 1241, 1242, 1244, 1251, 1253, 1260, 1263, 1268, 1269, 1270,
        1275, 1277, 1307, 1322, 1323, 1408, 1411, 1412, 1419, 1436, 1442, 1450, 1462, 1463, 1467, 1477, 1481, 1489,
        1497, 1500, 1502, 1518, 1553, 1579, 1586, 1587, 1592, 1593, 1666, 1674, 1681, 1700, 1709, 1712, 1721, 1732,
        1733, 1736, 1737, 1739, 1740, 1741, 1742, 1749, 1750, 1755, 1765, 1766, 1767, 1771, 1772, 1773, 1778, 1780,
        1781, 1786, 1787, 1790, 1791, 1792, 1794, 1796, 1803, 1807, 1812, 1815, 1818, 1819, 1821, 1822, 1824, 1828,
        1833, 1840, 1841, 1846, 1848, 1851, 1930, 1947, 1949, 1962, 1969, 1977, 1983, 1993, 2014,
      ]
    ),
  ]
}
