import ArgumentParser
import Documents
import Foundation
import HardwareProfiles
import PowerMeter
import PriceBook
import Quantities
import Reporting
import RunFiles
import RunLedger
import TrainingRun

extension RunsCommand {
  struct Recover: Verb {
    static let configuration = CommandConfiguration(
      abstract: "Put into the ledger what measurements that were killed had noted up to their last second.",
      discussion: """
        A measurement keeps a journal beside the ledger. Of one that was killed the record is rebuilt and marked \
        incomplete; of one whose ledger could not be written it is whole. Measurements that still run are left alone.
        """)

    @OptionGroup(title: "Prices") var prices: PriceOptions
    @OptionGroup(title: "Profiles") var profiles: ProfileOptions
    @OptionGroup(title: "Ledger") var ledger: LedgerOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run(_ context: CommandContext) throws -> Int32 {
      let catalog = try profiles.catalog(context)
      let book = try prices.book(context, catalog: catalog)
      let folder = CrashJournal.folder(ofLedger: try ledger.path(context))
      let journals = JournalRecovery.journals(in: folder)
      for folder in Set([context.socketFolder, MarkSocket.commonFolder]) { MarkSocket.removeDeserted(in: folder) }
      var records: [RunRecord] = []
      var status = ExitStatus.success
      // A folder without journals needs no ledger.
      let open = journals.isEmpty ? nil : try ledger.open(context)
      for path in journals {
        switch JournalRecovery.read(path) {
        case .run(let header, let readings):
          let record = record(header, catalog, book, context)
          try open?.add(record)
          try open?.add(readings, to: record)
          JournalRecovery.remove(path)
          records.append(record)
        case .running(let id): if !output.quiet { context.note("traincost: run \(id) is being measured; left alone") }
        case .unreadable(let path, let reason):
          context.note("traincost: warning: journal \(path) holds nothing to recover: \(reason)")
          status = ExitStatus.badInput
        }
      }
      try output.write(RunsReport.list(records, empty: "nothing to recover"), context)
      return status
    }

    private func record(
      _ header: JournalHeader, _ catalog: ProfileCatalog, _ book: PriceBook, _ context: CommandContext
    ) -> RunRecord {
      var specification = RunSpecification(name: header.name)
      if let file = header.runFile {
        do {
          specification = try RunFile.read(file, catalog: catalog, overrides: .ofMeasuredRun).specification
        } catch {
          output.warn(["it is priced without its run file: \(error)"], about: "run \(header.id)", context)
        }
      }
      var accelerators = JobAccelerators(header.accelerator.flatMap { try? catalog.profile(id: $0) })
      accelerators.kinds = header.job.acceleratorKinds
      var (record, warnings) = JobPricer(specification, accelerators, book: book, today: Seconds(context.now()))
        .record(header.job, id: header.id, name: header.name)
      output.warn(warnings, about: "run \(header.id)", context)
      record.inputs = header.runFile.flatMap { RunInputs.measuring($0, catalog: catalog, book: book) }
      return record
    }
  }
}
