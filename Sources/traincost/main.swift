import Glibc
import TrainCostCommands

// Everything is in TrainCostCommands, where tests reach it.
exit(TrainCost.run(TrainCost.arguments, .process))
