#include "embedded_files.h"

static const unsigned char grids[] = {
#embed "../PriceBook/Data/grids.tsv"
};
static const unsigned char rates[] = {
#embed "../PriceBook/Data/rates.tsv"
};
static const unsigned char regions[] = {
#embed "../PriceBook/Data/regions.tsv"
};
static const unsigned char rentals[] = {
#embed "../PriceBook/Data/rentals.tsv"
};
static const unsigned char sources[] = {
#embed "../PriceBook/Data/sources.tsv"
};

const embedded_file embedded_grids = {"grids.tsv", grids, sizeof grids};
const embedded_file embedded_rates = {"rates.tsv", rates, sizeof rates};
const embedded_file embedded_regions = {"regions.tsv", regions, sizeof regions};
const embedded_file embedded_rentals = {"rentals.tsv", rentals, sizeof rentals};
const embedded_file embedded_sources = {"sources.tsv", sources, sizeof sources};
