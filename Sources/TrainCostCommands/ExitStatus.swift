import AcceleratorProbe
import CostCore
import CostEstimation
import Documents
import PriceBook
import Reporting
import RunLedger
import ValueModel
import WorkloadModel

/// The exit statuses of the program, in this one file.
public enum ExitStatus {
  public static let success: Int32 = 0
  /// A stated limit is exceeded.
  public static let limitExceeded: Int32 = 3
  /// The command line is wrong.
  public static let usage: Int32 = 64
  /// An input is wrong.
  public static let badInput: Int32 = 65
  /// An input is missing.
  public static let missingInput: Int32 = 66
  /// Hardware or a service is not available.
  public static let unavailable: Int32 = 69
  /// `measure` itself failed.
  public static let measuringFailed: Int32 = 125
  /// Reading or writing failed.
  public static let inputOutput: Int32 = 74

  /// The status of an error that ends a command; nil for errors that are not ours.
  static func status(of error: any Error) -> Int32? {
    switch error {
    case let error as DocumentError:
      switch error.code {
      case .missing, .unreadable: missingInput
      case .malformed, .key, .value, .name: badInput
      }
    case is WorkloadError, is CostError, is PriceBookError, is Explanation.UnknownPath, is ArchiveError,
      is HistoryError, is ValueError:
      badInput
    case let error as ProbeError:
      switch error.code {
      case .missing: missingInput
      case .notADump, .notATree: badInput
      case .unreadable: inputOutput
      case .library: unavailable
      }
    case let error as LedgerError:
      switch error.code {
      case .unknownRun: missingInput
      case .corrupt, .newer: badInput
      case .locked, .readOnly, .full, .unreachable: inputOutput
      }
    case is OutputError: inputOutput
    default: nil
    }
  }
}
