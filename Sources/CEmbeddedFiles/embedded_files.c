// One entry a file; `Tests/HardwareProfilesTests` checks that none of the folder is missing here.
#include "embedded_files.h"

static const unsigned char nvidia_h100_sxm5_80gb[] = {
#embed "../../hardware-profiles/nvidia-h100-sxm5-80gb.yaml"
};
static const unsigned char networks[] = {
#embed "../../hardware-profiles/networks.yaml"
};

#define FILE_NAMED(name, array) {name, array, sizeof array}

static const embedded_file profiles[] = {
    FILE_NAMED("nvidia-h100-sxm5-80gb.yaml", nvidia_h100_sxm5_80gb),
    FILE_NAMED("networks.yaml", networks),
};

const embedded_file *const embedded_profiles = profiles;
const size_t embedded_profile_count = sizeof profiles / sizeof profiles[0];
