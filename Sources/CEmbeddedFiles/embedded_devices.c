#include "embedded_files.h"

static const unsigned char devices[] = {
#embed "../../hardware-profiles/devices.tsv"
};

const embedded_file embedded_devices = {"devices.tsv", devices, sizeof devices};
