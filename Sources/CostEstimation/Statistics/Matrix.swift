/// A dense matrix of rows.
struct Matrix: Equatable {
  let rows: Int
  let columns: Int
  private var elements: [Double]

  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    elements = [Double](repeating: 0, count: rows * columns)
  }

  /// A matrix of rows of one length.
  init(_ rows: [[Double]]) {
    self.init(rows: rows.count, columns: rows.first?.count ?? 0)
    for (index, row) in rows.enumerated() {
      precondition(row.count == columns, "a matrix has rows of one length")
      for (column, value) in row.enumerated() { self[index, column] = value }
    }
  }

  subscript(row: Int, column: Int) -> Double {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  func row(_ index: Int) -> [Double] { Array(elements[index * columns..<(index + 1) * columns]) }
  func column(_ index: Int) -> [Double] { (0..<rows).map { self[$0, index] } }
}

/// The upper triangle R of the factorization X = QR by Householder reflections, with Qᵀy; Golub and Van Loan, Matrix
/// Computations, section 5.2. It never forms XᵀX, whose condition is the square of X's.
struct QRFactorization {
  let triangle: Matrix
  /// Qᵀy: its first entries belong to R, the squares of the rest sum to the residuals'.
  let rotated: [Double]
  /// The first column that depends on those before it; nil when none does.
  let dependentColumn: Int?

  init(_ matrix: Matrix, _ response: [Double]) {
    precondition(matrix.rows >= matrix.columns && matrix.rows == response.count)
    var work = matrix
    var rotated = response
    var dependent: Int?
    for pivot in 0..<matrix.columns {
      let full = (0..<matrix.rows).reduce(0) { $0 + matrix[$1, pivot] * matrix[$1, pivot] }.squareRoot()
      let norm = (pivot..<matrix.rows).reduce(0) { $0 + work[$1, pivot] * work[$1, pivot] }.squareRoot()
      // What is left of a column is rounding when it is 10^11 times smaller than the column.
      if norm <= full * 1e-11 { dependent = dependent ?? pivot }
      guard norm > 0 else { continue }
      let head = work[pivot, pivot] > 0 ? -norm : norm
      var reflector = (pivot..<matrix.rows).map { work[$0, pivot] }
      reflector[0] -= head
      let length = reflector.reduce(0) { $0 + $1 * $1 }
      guard length > 0 else { continue }
      for column in pivot..<matrix.columns {
        let product = reflector.indices.reduce(0) { $0 + reflector[$1] * work[pivot + $1, column] }
        for index in reflector.indices { work[pivot + index, column] -= 2 * product / length * reflector[index] }
      }
      let product = reflector.indices.reduce(0) { $0 + reflector[$1] * rotated[pivot + $1] }
      for index in reflector.indices { rotated[pivot + index] -= 2 * product / length * reflector[index] }
    }
    triangle = work
    self.rotated = rotated
    dependentColumn = dependent
  }

  /// The solution of R b = Qᵀy.
  func solution() -> [Double] {
    let count = triangle.columns
    var solution = [Double](repeating: 0, count: count)
    for row in (0..<count).reversed() {
      let known = (row + 1..<count).reduce(0) { $0 + triangle[row, $1] * solution[$1] }
      solution[row] = (rotated[row] - known) / triangle[row, row]
    }
    return solution
  }

  /// The solution w of Rᵀ w = x, whose square is x'(X'X)⁻¹x.
  func transposedSolution(_ vector: [Double]) -> [Double] {
    var solution = [Double](repeating: 0, count: triangle.columns)
    for row in 0..<triangle.columns {
      let known = (0..<row).reduce(0) { $0 + triangle[$1, row] * solution[$1] }
      solution[row] = (vector[row] - known) / triangle[row, row]
    }
    return solution
  }
}

/// The factor L of a symmetric positive definite matrix A = LLᵀ.
struct CholeskyFactorization {
  private let factor: Matrix

  /// Nil when the matrix is not positive definite.
  init?(_ matrix: Matrix) {
    var factor = Matrix(rows: matrix.rows, columns: matrix.rows)
    for row in 0..<matrix.rows {
      for column in 0...row {
        let known = (0..<column).reduce(0) { $0 + factor[row, $1] * factor[column, $1] }
        let rest = matrix[row, column] - known
        if row == column {
          guard rest > 0 else { return nil }
          factor[row, row] = rest.squareRoot()
        } else {
          factor[row, column] = rest / factor[column, column]
        }
      }
    }
    self.factor = factor
  }

  /// x'A⁻¹x: the square of the solution w of L w = x.
  func inverseQuadraticForm(_ vector: [Double]) -> Double {
    var half = vector
    var sum = 0.0
    for row in half.indices {
      for column in 0..<row { half[row] -= factor[row, column] * half[column] }
      half[row] /= factor[row, row]
      sum += half[row] * half[row]
    }
    return sum
  }

  /// The solution of A x = b.
  func solution(_ vector: [Double]) -> [Double] {
    var solution = vector
    for row in solution.indices {
      for column in 0..<row { solution[row] -= factor[row, column] * solution[column] }
      solution[row] /= factor[row, row]
    }
    for row in solution.indices.reversed() {
      for column in (row + 1)..<solution.count { solution[row] -= factor[column, row] * solution[column] }
      solution[row] /= factor[row, row]
    }
    return solution
  }
}

/// The inner product.
func dot(_ left: [Double], _ right: [Double]) -> Double { zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } }
