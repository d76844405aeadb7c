#include "embedded_files.h"

static const unsigned char grids[] = {
#embed "../PriceBook/Data/grids.tsv"
};
static const unsigned char rentals[] = {
#embed "../PriceBook/Data/rentals.tsv"
};

const embedded_file embedded_grids = {"grids.tsv", grids, sizeof grids};
const embedded_file embedded_rentals = {"rentals.tsv", rentals, sizeof rentals};
