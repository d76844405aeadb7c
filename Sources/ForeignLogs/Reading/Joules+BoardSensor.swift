import PowerMeter
import Quantities

extension Joules {
  /// The range of an energy of which the log tells no more than what boards' own sensors made of it.
  var asReadByBoard: Range90<Joules> {
    Range90(low: self * (1 - BoardSensor.error), mid: self, high: self * (1 + BoardSensor.error))
  }
}
