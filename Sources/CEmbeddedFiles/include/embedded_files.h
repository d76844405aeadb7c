// The files that travel inside the binary, so that one copied executable works without an installation.
#pragma once
#include <stddef.h>

typedef struct {
  const char *name; // path below the folder the files come from
  const unsigned char *bytes;
  size_t count;
} embedded_file;

// The hardware profiles and networks of hardware-profiles/.
extern const embedded_file *const embedded_profiles;
extern const size_t embedded_profile_count;

// hardware-profiles/devices.tsv.
extern const embedded_file embedded_devices;

// The JSON Schemas of hardware-profiles/schema/.
extern const embedded_file embedded_accelerator_schema;
extern const embedded_file embedded_node_schema;
extern const embedded_file embedded_network_schema;

// The JSON Schemas of schemas/.
extern const embedded_file *const embedded_output_schemas;
extern const size_t embedded_output_schema_count;

// The price book's tables of Sources/PriceBook/Data/.
extern const embedded_file embedded_grids;
extern const embedded_file embedded_regions;
extern const embedded_file embedded_rentals;
extern const embedded_file embedded_sources;
extern const embedded_file embedded_rates;

// The phrases of Sources/Reporting/Languages/.
extern const embedded_file embedded_phrases_zh_hans;
