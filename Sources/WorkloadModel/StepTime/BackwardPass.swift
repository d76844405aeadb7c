import TrainingRun

/// What of a model the backward pass works on, by what an adaptation leaves frozen.
struct BackwardPass: Sendable, Equatable {
  /// Passes over a layer's matrices, on average: one for the gradients of what flows through, where there is anything to
  /// train below, and one for those of the weights that are trained.
  var products: Double
  /// The share of the layers that it goes through, 0 to 1: it stops above those that are frozen at the bottom.
  var layers: Double
  /// The share of the weights whose gradients are exchanged and applied, 0 to 1; thin adapters count as none.
  var trained: Double

  /// Everything is trained.
  static let full = BackwardPass(products: 2, layers: 1, trained: 1)
  /// Nothing but adapters beside the matrices of every layer.
  static let adapters = BackwardPass(products: 1, layers: 1, trained: 0)

  init(products: Double, layers: Double, trained: Double) {
    (self.products, self.layers, self.trained) = (products, layers, trained)
  }

  /// The backward pass of an architecture under an adaptation.
  init(_ architecture: TransformerArchitecture, _ adaptation: Adaptation) {
    self = adaptation.lora == nil ? .full : .adapters
    guard !adaptation.frozen.isEmpty || adaptation.frozenLayers > 0 else { return }
    let groups = WeightInventory(architecture, adaptation: adaptation).groups.filter(\.belongsToModel)
    let inLayers = groups.filter { $0.stack != nil }
    let work = inLayers.reduce(0.0) { $0 + Double($1.multiplyAccumulates) }
    guard work > 0 else { return }
    products =
      inLayers.reduce(0.0) { sum, group in
        let passes = 1 - group.forwardOnlyShare + group.weightGradientShare(adaptation)
        return sum + Double(group.multiplyAccumulates) * passes
      } / work
    layers = 1 - Double(adaptation.frozenLayers) / Double(max(1, architecture.layerCount))
    guard adaptation.lora == nil else { return }
    let parameters = groups.reduce(0) { $0 + $1.parameters }
    trained = Double(groups.reduce(0) { $0 + $1.trainableParameters }) / Double(max(1, parameters))
  }
}
