import Testing

@testable import CostEstimation

// Expected figures: numpy 2.4.6, scipy 1.17.1, statsmodels 0.15.0; each test names the call.
@Suite struct StatisticsTests {
  private static let first = [1.2, 2.3, 3.1, 4.8, 5.0, 6.7, 7.1, 8.4, 9.9, 10.2]
  private static let second = [3.4, 1.1, 4.2, 2.2, 5.9, 3.3, 7.8, 6.1, 8.8, 4.5]
  private static let response = [4.1, 5.2, 7.3, 8.1, 11.0, 11.9, 15.2, 15.8, 19.7, 17.1]
  private static let rows = zip(first, second).map { [$0, $1] }

  private func isNear(_ value: Double, _ expected: Double) -> Bool {
    (value - expected).magnitude <= 1e-8 * max(1, expected.magnitude)
  }

  // scipy.stats.t.ppf
  @Test(arguments: [
    (1, 0.95, 6.313751514675037), (2.5, 0.975, 3.5746548420036817), (7, 0.95, 1.8945786050900062),
    (30, 0.995, 2.7499956535672254), (1000, 0.9, 1.2823987214609247), (46, 0.05, -1.6786604135568655),
  ])
  func `quantiles of t are scipy's`(freedom: Double, chance: Double, expected: Double) {
    #expect(isNear(StudentDistribution(degreesOfFreedom: freedom).quantile(chance), expected))
  }

  // scipy.stats.t.cdf
  @Test(arguments: [
    (1, 0.3, 0.5927735790777423), (3, -2.1, 0.0632826012748423), (12.4, 1.782, 0.9503824061212011),
    (200, 5, 0.9999993749009362), (5, 0.0001, 0.5000379606689063),
  ])
  func `chances of t are scipy's`(freedom: Double, value: Double, expected: Double) {
    #expect(isNear(StudentDistribution(degreesOfFreedom: freedom).cumulative(value), expected))
  }

  // scipy.stats.norm.ppf
  @Test(arguments: [
    (1e-10, -6.361340902404056), (0.05, -1.6448536269514729), (0.3, -0.5244005127080409), (0.75, 0.6744897501960817),
    (0.999, 3.090232306167813),
  ])
  func `normal quantiles are scipy's`(chance: Double, expected: Double) {
    #expect(isNear(NormalDistribution.quantile(chance), expected))
  }

  // statsmodels.api.OLS(y, add_constant(x)).fit(), get_prediction([[1, 12, 5]]).summary_frame(alpha=0.1)
  @Test func `least squares are those of statsmodels`() throws {
    let fit = try LinearRegression(Self.rows, Self.response, names: ["a", "b"])
    for (value, expected) in zip(fit.coefficients, [0.6872740748708717, 1.3583876278877096, 0.6086660781032293]) {
      #expect(isNear(value, expected))
    }
    for (value, expected) in zip(fit.standardErrors, [0.28148933459529196, 0.05076030205381865, 0.06532777943749662]) {
      #expect(isNear(value, expected))
    }
    #expect(isNear(fit.residualVariance, 0.13273540728077685))
    #expect(isNear(fit.leverages[8], 0.42135610012473085))
    let prediction = fit.prediction([12, 5])
    #expect(isNear(prediction.value, 20.031256000039534))
    #expect(isNear(prediction.interval90.lowerBound, 19.110699324297997))
    #expect(isNear(prediction.interval90.upperBound, 20.95181267578107))
  }

  // OLS(y - mean, standardized x).fit_regularized(alpha, L1_wt=0), and the hat matrix in numpy
  @Test(arguments: [
    (0.1, [1.2946046432448224, 1.2090786710771282, 0.6655610058208113], 0.506287962537629),
    (2.0, [6.6175012779262286, 0.4800344983135814, 0.444967487732146], 12.573211313529782),
  ])
  func `ridge is that of statsmodels`(penalty: Double, coefficients: [Double], error: Double) throws {
    let fit = try RidgeRegression(Self.rows, Self.response, names: ["a", "b"], penalties: [.init(columns: penalty)])
    for (value, expected) in zip(fit.coefficients, coefficients) { #expect(isNear(value, expected)) }
    #expect(isNear(fit.leaveOneOutError, error))
  }

  @Test func `ridge without a penalty is least squares, and predicts with the same error`() throws {
    let ridge = try RidgeRegression(Self.rows, Self.response, names: ["a", "b"], penalties: [.init(columns: 0)])
    let squares = try LinearRegression(Self.rows, Self.response, names: ["a", "b"])
    for (value, expected) in zip(ridge.coefficients, squares.coefficients) { #expect(isNear(value, expected)) }
    let (first, second) = (ridge.prediction([12, 5]), squares.prediction([12, 5]))
    #expect(isNear(first.value, second.value) && isNear(first.standardError, second.standardError))
  }

  // MixedLM(y, add_constant(x), groups).fit(reml=True): fe_params, random_effects; the penalty is scale / cov_re
  @Test func `effects of groups are the random effects of statsmodels`() throws {
    let (groups, shifts) = (Array("aabbbccaab").map(String.init), ["a": 0.5, "b": 3, "c": -2])
    let response = zip(Self.response, groups).map { $0 + (shifts[$1] ?? 0) }
    let rows = Self.first.map { [$0] }
    let penalty = RidgeRegression.Penalty(columns: 0, groups: 0.49654345915465176)
    let fit = try RidgeRegression(rows, response, names: ["x"], groups: groups, penalties: [penalty])
    for (value, expected) in zip(fit.coefficients, [2.4997862181583916, 1.6472232603906438]) {
      #expect(isNear(value, expected))
    }
    for (group, expected) in [("a", 0.19823850451964165), ("b", 1.656827712223018), ("c", -1.8550662167426653)] {
      #expect(isNear(try #require(fit.effects[group]), expected))
    }
    #expect(
      isNear(fit.prediction([12], group: "b").value, 2.4997862181583916 + 12 * 1.6472232603906438 + 1.656827712223018))
    // A group that is not known is predicted without an effect, and less surely.
    let (known, unknown) = (fit.prediction([12], group: "b"), fit.prediction([12], group: "d"))
    #expect(isNear(unknown.value, 2.4997862181583916 + 12 * 1.6472232603906438))
    #expect(unknown.standardError > known.standardError)
    // Its error on left-out rows is that of fits without them.
    let errors = try rows.indices.map { index in
      var (rows, response, groups) = (rows, response, groups)
      let (row, left, group) = (rows.remove(at: index), response.remove(at: index), groups.remove(at: index))
      return try left
        - RidgeRegression(rows, response, names: ["x"], groups: groups, penalties: [penalty])
        .prediction(row, group: group).value
    }
    #expect(isNear(fit.leaveOneOutError, errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)))
  }

  // statsmodels Holt(s, initialization_method="known", initial_level=2.8, initial_trend=0.2).fit(0.6, 0.3)
  @Test func `Holt's smoothing is that of statsmodels`() {
    let series = [3.0, 3.4, 3.1, 4.0, 4.4, 4.9, 4.7, 5.6]
    let holt = HoltSmoothing(series, levelWeight: 0.6, trendWeight: 0.3, level: 2.8, trend: 0.2)
    for (step, expected) in [5.8071804238474245, 6.182462961927169, 6.557745500006913].enumerated() {
      #expect(isNear(holt.forecast(steps: Double(step + 1)), expected))
    }
    #expect(isNear(holt.squaredError, 1.1882956487995018))
  }

  // scipy.stats.ttest_ind(b, a, equal_var=False), .confidence_interval(0.95)
  @Test func `Welch's test is scipy's`() throws {
    let test = try #require(
      WelchComparison(Sample([10.1, 9.8, 10.4, 10.0, 9.9]), Sample([10.9, 11.4, 10.2, 11.0])))
    #expect(isNear(test.pValue, 0.03622612497002592))
    #expect(isNear(test.interval.lowerBound, 0.08691177418299423))
    #expect(isNear(test.interval.upperBound, 1.5830882258170074))
  }

  // numpy.quantile(x, 0.9); scipy.stats.median_abs_deviation(x, scale="normal")
  @Test func `quantiles and deviations of a sample are numpy's and scipy's`() {
    let sample = Sample([3, 1, 4, 1, 5, 9, 2, 6])
    #expect(isNear(sample.quantile(0.9), 6.9))
    #expect(isNear(sample.scaledMedianDeviation, 2.965204437011204))
  }

  @Test func `a column that is constant or follows from others is named`() {
    let rows = (0..<10).map { [Double($0), 7.0] }
    #expect { try LinearRegression(rows, Self.response, names: ["size", "count"]) } throws: {
      "\($0)".contains("count is constant")
    }
    #expect {
      try RidgeRegression(rows, Self.response, names: ["size", "count"], penalties: [.init(columns: 1)])
    } throws: {
      "\($0)".contains("count is constant")
    }
  }
}
