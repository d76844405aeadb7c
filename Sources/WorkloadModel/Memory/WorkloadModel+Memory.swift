public import HardwareProfiles
public import Quantities
import TrainingRun

extension AcceleratorProfile {
  /// What of its memory a program may use.
  public var usableMemory: Bytes { memoryCapacity.value * MemoryConventions.usableShare }
}

extension WorkloadModel {
  /// What the run keeps in its hosts' memory; lists what is assumed of the hosts.
  ///
  /// - Throws: `WorkloadError` where the host is not known, and for a model that is known by its figures alone.
  mutating func offload(_ options: TrainingOptions) throws(WorkloadError) -> Offload {
    guard let offload = options.offload, !offload.isEmpty else { return [] }
    guard case .transformer = model else {
      throw WorkloadError(
        key: "training.offload", message: "a model known by its figures has no layers to fetch; expected no offloading")
    }
    guard HostRates(cluster, profile) != nil else {
      throw WorkloadError(
        key: "training.offload",
        message: "the profile of \(profile.id) does not say how its host is reached; expected cluster.host with "
          + "link_bandwidth, memory and memory_bandwidth")
    }
    func assume<Quantity>(_ key: String, _ given: Quantity?, _ usual: Sourced<Quantity>?, _ text: (Quantity) -> String)
    {
      guard given == nil, let usual else { return }
      self.assume("cluster.host.\(key)", text(usual.value), "profile \(profile.id): \(usual.source.title)")
    }
    assume("link_bandwidth", cluster.host.linkBandwidth, profile.host?.link) { $0.formatted }
    assume("memory", cluster.host.memory, profile.host?.memory) { $0.formattedBinary }
    assume("memory_bandwidth", cluster.host.memoryBandwidth, profile.host?.memoryBandwidth) { $0.formatted }
    return offload
  }

  /// Whether a footprint fits on the accelerator and in its share of the host's memory; warns where it does not. Nil
  /// where activations are unknown and all else fits.
  mutating func checkMemory(_ memory: MemoryFootprint) -> Bool? {
    if !model.knowsActivations {
      warnings.append(
        "the memory of activations is unknown: the model is known by its figures, without activations_per_sample")
    }
    var fits = true
    func check(_ held: Bytes, _ capacity: Bytes, _ place: String) {
      guard held > capacity else { return }
      fits = false
      warnings.append(
        "does not fit in memory: \(held.formattedBinary) \(place) of \(capacity.formattedBinary), "
          + "\((held - capacity).formattedBinary) too much")
    }
    check(memory.total, profile.usableMemory, "on an accelerator")
    if memory.host > .zero, let host = HostRates(cluster, profile) {
      check(memory.host, Bytes(host.capacity), "in an accelerator's share of its host")
    }
    return fits && !model.knowsActivations ? nil : fits
  }
}
