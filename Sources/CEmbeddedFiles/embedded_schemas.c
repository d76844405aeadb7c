#include "embedded_files.h"

static const unsigned char accelerator[] = {
#embed "../../hardware-profiles/schema/accelerator.schema.json"
};
static const unsigned char node[] = {
#embed "../../hardware-profiles/schema/node.schema.json"
};
static const unsigned char network[] = {
#embed "../../hardware-profiles/schema/network.schema.json"
};

const embedded_file embedded_accelerator_schema = {"accelerator.schema.json", accelerator, sizeof accelerator};
const embedded_file embedded_node_schema = {"node.schema.json", node, sizeof node};
const embedded_file embedded_network_schema = {"network.schema.json", network, sizeof network};
